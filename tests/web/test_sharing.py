"""Sharing with the clinic: only what the page says, only when ticked, once, and never
with a promise."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from finder.config import Settings
from finder.core.sharing.intake_content import IntakeContent, content_from_json
from finder.core.sharing.reference import written
from finder.store import audit, intakes
from finder.store.desk_tables import intake
from finder.store.intakes import Intake
from tests.apps import make_app
from tests.migrated import make_tables
from tests.postgresql import needed, postgresql
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import BACK, PRIVATE

CLINIC = "Riverside Pain Clinic"
CRISIS = {**PRIVATE, "safety_mood": "now"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database=f"sqlite:///{tmp_path}/finder.db",
        secret_keys=("a key for tests, long enough to be taken",),
        clinic=CLINIC,
    )


@pytest.fixture
def made(settings: Settings, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Yield a function that makes an app with some settings changed."""
    apps = []

    def made(**changes: object) -> Flask:
        app = make_app(replace(settings, **changes), clock)  # type: ignore[arg-type]
        make_tables(state_of(app).engine)
        apps.append(app)
        return app

    yield made
    for app in apps:
        state_of(app).engine.dispose()


def at_share(app: Flask, answers: dict[str, object] = BACK) -> Browser:  # type: ignore[assignment]
    return Browser(app).walk(answers).open("/result").open("/share")  # type: ignore[arg-type]


def tick(browser: Browser) -> Browser:
    return browser.press("/share", {"agree": "yes"})


def stored(app: Flask) -> list[Intake]:
    state = state_of(app)
    with state.reading() as transaction:
        keys = transaction.execute(select(intake.c.key)).scalars().all()
        found = [intakes.find(transaction, key) for key in keys]
    return [each for each in found if each]


def test_two_people_never_get_one_reference(
    made: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = made()
    symbols = iter("A" * 18 + "B" * 9)
    monkeypatch.setattr("secrets.choice", lambda _: next(symbols))

    receipts = [tick(at_share(app)).text for _ in range(2)]

    assert len(stored(app)) == 2
    assert "AAA-AAAA-AA" in receipts[0]
    assert "BBB-BBBB-BB" in receipts[1]


def content(app: Flask) -> IntakeContent:
    [only] = stored(app)
    return content_from_json(only.payload)


def test_nothing_is_offered_if_no_clinic_is_named(made: Callable[..., Flask]) -> None:
    browser = Browser(made(clinic="")).walk(BACK).open("/result")

    assert "Share with the clinic" not in browser.text
    assert browser.open("/share").status == 404
    assert browser.open("/shared").status == 404


def test_the_page_says_what_is_shared_with_whom_and_for_how_long_and_nothing_is_ticked(
    app: Flask,
) -> None:
    browser = at_share(app)

    assert CLINIC in browser.text
    assert "deleted after 30 days" in browser.text
    assert "Lower back" in browser.text, "each answer can be seen"
    assert "It is worst after driving." in browser.text
    assert "No one is watching" in browser.text
    assert not browser.page.select("main input[checked]")
    assert stored(app) == []


def test_without_the_tick_nothing_is_shared(app: Flask) -> None:
    browser = at_share(app).press("/share")

    assert browser.status == 422
    assert "Tick the box if you want to share" in browser.text
    assert stored(app) == []


def test_a_printed_page_has_the_reference_and_its_qr_code_once_shared(
    app: Flask,
) -> None:
    browser = at_share(app).open("/result")
    assert not browser.page.select(".print-only .qr")

    tick(browser.open("/share")).open("/result")

    box = browser.page.select_one(".print-only .for-clinic")
    assert box is not None
    [only] = stored(app)
    assert written(only.line.reference) in box.get_text()
    assert "http://localhost/desk/find/" in box.get_text()
    assert len(box.select("[role=img] .qr")) == 1


def test_the_receipt_shows_the_reference_and_promises_nothing(app: Flask) -> None:
    browser = tick(at_share(app))

    assert browser.path == "/shared"
    assert re.fullmatch(
        r"\w{4}-\w{4}-\w{3}", browser.page.select(".code")[0].get_text()
    )
    assert "No one is watching this. If you get worse" in browser.text
    [only] = stored(app)
    assert only.line.reference == browser.page.select(".code")[0].get_text().replace(
        "-", ""
    )
    with state_of(app).reading() as transaction:
        [entry] = audit.latest(transaction, 5)
    assert (entry.who, entry.words, entry.intake) == (
        "(patient)",
        "shared an intake",
        only.reference_hash,
    )


def test_the_intake_has_the_answers_and_never_a_name(app: Flask) -> None:
    tick(at_share(app))

    shared = content(app)
    assert shared.answers["where"] == {"low_back", "leg_r"}
    assert shared.own_words == "It is worst after driving."
    assert shared.assessment.leads


def test_a_share_before_the_last_page_leads_to_it(app: Flask) -> None:
    assert Browser(app).open("/share").path == "/questions/who"
    assert Browser(app).open("/shared").path == "/questions/who"
    child = Browser(app).walk({"age": "under18", "who": "me", "safety_now": "none"})
    assert child.open("/share").path == "/result"
    assert "Share with" not in child.text


def test_private_answers_are_not_shared_unless_the_person_chose_to(
    made: Callable[..., Flask],
) -> None:
    app = made()
    browser = at_share(app, PRIVATE)  # type: ignore[arg-type]
    assert "Your private answers are left out" in browser.text
    tick(browser)
    assert "safety_mood" not in content(app).answers
    assert content(app).answers["health"] == {"diabetes"}

    browser.press("/finish")
    with_them = (
        Browser(app)
        .walk(PRIVATE)
        .open("/result")
        .press("include", form="form[action='/result/include']")
    )
    tick(with_them.open("/share"))
    assert "Your private answers are in it too" not in with_them.text
    assert any(
        "safety_mood" in content_from_json(each.payload).answers for each in stored(app)
    )


def test_a_crisis_is_shared_only_if_agreed_and_announced_before_the_tick(
    made: Callable[..., Flask], tmp_path: Path
) -> None:
    quiet = made()
    browser = at_share(quiet, CRISIS)  # type: ignore[arg-type]
    assert "The clinic will see that we showed you help" not in browser.text
    tick(browser)
    assert not stored(quiet)[0].line.pinned

    agreed = made(share_crisis=True, database=f"sqlite:///{tmp_path}/agreed.db")
    browser = at_share(agreed, CRISIS)  # type: ignore[arg-type]
    assert "The clinic will see that we showed you help" in browser.text
    tick(browser)
    [line] = [each.line for each in stored(agreed)]
    assert (line.crisis, line.pinned) == (True, True)
    assert "988" in browser.page.select("main")[0].get_text()
    assert "safety_mood" not in content(agreed).answers


@pytest.fixture(params=["sqlite", "postgresql"])
def crowded(
    request: pytest.FixtureRequest, made: Callable[..., Flask]
) -> Iterator[Flask]:
    """Yield an app on each database, as in production."""
    if request.param == "sqlite":
        yield made()
    else:
        needed()
        with postgresql() as address:
            app = made(database=address)
            yield app
            state_of(app).engine.dispose()


def test_twenty_at_once_and_a_retry_are_one_intake_with_one_receipt(
    crowded: Flask,
) -> None:
    browser = at_share(crowded)
    data = {
        str(field["name"]): str(field["value"])
        for field in browser.page.select("main input[type=hidden]")
    }
    cookies = [
        (name, browser.client.get_cookie(name).value)  # type: ignore[union-attr]
        for name in ("visit", "session")
    ]

    def submit(number: int) -> str:
        client = crowded.test_client()
        for name, value in cookies:
            client.set_cookie(name, value)
        assert client.post("/share", data={**data, "agree": "yes"}).status_code == 303
        return client.get("/shared").text

    with ThreadPoolExecutor(8) as threads:
        codes = {
            re.findall(r'class="code">([^<]+)<', page)[0]
            for page in threads.map(submit, range(20))
        }
    again = submit(21)

    assert len(stored(crowded)) == 1
    assert len(codes) == 1
    assert codes.pop() in again
    assert browser.open("/share").path == "/shared"
    assert "See your code" in browser.open("/result").text


def test_an_intake_stays_at_the_clinic_when_the_device_is_cleared(app: Flask) -> None:
    browser = tick(at_share(app)).press("/finish")

    assert browser.path == "/finished"
    assert len(stored(app)) == 1


def test_a_planted_answer_is_in_no_byte_of_the_database(
    app: Flask, settings: Settings
) -> None:
    browser = at_share(app, {**CRISIS, "own_words": "planted words of my own"})
    tick(browser)
    code = browser.page.select(".code")[0].get_text()

    stored_bytes = b"".join(
        path.read_bytes() for path in settings.data.iterdir() if "db" in path.name
    )
    for planted in (
        "planted words",
        "low_back",
        "substance",
        "diabetes",
        code,
        code.replace("-", ""),
    ):
        assert planted.encode() not in stored_bytes


def test_changed_answers_after_the_intake_expired_are_shared_under_a_new_code(
    made: Callable[..., Flask], clock: Clock
) -> None:
    app = made(intake_days=1, visit_minutes=60 * 48)
    browser = tick(at_share(app))
    [before] = stored(app)
    clock.turn(hours=25)

    browser.open("/questions/own_words?change=1").answer(
        {"own_words": "It is worse at night."}
    )
    tick(browser.open("/share"))

    assert browser.path == "/shared"
    after = stored(app)[-1]
    assert after.line.reference != before.line.reference
