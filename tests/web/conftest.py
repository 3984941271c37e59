"""An app with a database in memory, a clock that tests may turn, and a browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.state import NAME, State
from tests.web.browser import Browser


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database="sqlite://", secret_keys=("a key for tests, long enough to be taken",))


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    app = create_app(settings, clock)
    state: State = app.extensions[NAME]
    migrate(state.engine)
    yield app
    state.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)
