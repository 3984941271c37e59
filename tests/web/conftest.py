"""An app with a database in memory, a clock that tests can turn, browsers, and shared
intakes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.deciding.answers import answers_from
from finder.core.sharing.intake_content import content_for_clinic, content_to_json
from finder.core.sharing.reference import check_symbol, written
from finder.store import intake_sharing
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.staff import Role
from tests.apps import app_of, without_repeated_work
from tests.postgresql import needed, postgresql
from tests.web.browser import Browser
from tests.web.desk import signed_in, state_of

Share = Callable[..., str]
ANSWERS = {
    "age": "a35_49",
    "where": ["low_back"],
    "how_long": "gt12",
    "feel": ["burning"],
}


class Clock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(scope="package", autouse=True)
def no_repeated_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        without_repeated_work(patch)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    secret = "a key for tests, long enough to be taken"
    return Settings(
        data=tmp_path, database="sqlite://", secret_keys=(secret,), time_zone="UTC"
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    with app_of(settings, clock) as app:
        yield app


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def share(app: Flask) -> Share:
    """Return a function that shares an intake with some answers and returns its
    reference."""
    made = 0

    def share(
        language: str = "en", taken: FilledIn = FilledIn.HOME, **answers: object
    ) -> str:
        nonlocal made
        made += 1
        state = state_of(app)
        given = answers_from({**ANSWERS, **answers}, state.ruleset.questionnaire)
        content = content_for_clinic(
            state.ruleset,
            given.answers,
            given.own_words,
            (),
            include_private=False,
            share_crisis=True,
        )
        body = f"{made:0>10}".replace("0", "Z")
        reference = body + check_symbol(body)
        level, version = content.assessment.level, content.assessment.rules_version
        fits = tuple(lead.background for lead in content.assessment.leads)
        whole = Shared(
            reference,
            content_to_json(content),
            level,
            content.crisis,
            language,
            taken,
            version,
            fits,
        )
        with state.writing() as transaction:
            intake_sharing.share(transaction, f"key{made}", whole, timedelta(days=30))
        return written(reference)

    return share


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, Role.DESK, "zoe").open("/desk/")


@pytest.fixture
def on_postgresql(settings: Settings) -> Iterator[Flask]:
    """Yield an app on a separate PostgreSQL server."""
    needed()
    with postgresql() as address, app_of(replace(settings, database=address)) as app:
        yield app
