"""A preview opens once, without an answer in any address, and is not counted."""

from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Table, func, select

from finder.config import Settings
from finder.core.deciding.answers import answers_from
from finder.core.loading.load import load
from finder.core.loading.promises import load_promises
from finder.store.engine import reading
from finder.store.tables import visit, weekly_count
from finder.web.app.state import NAME, State
from finder.web.patient.preview import prepare_preview
from finder.workbench.prove import prove
from tests.apps import make_app
from tests.edits import edited
from tests.migrated import make_tables
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.stories import BACK
from tests.web.test_result import as_file


def ready(app: Flask, **more: object) -> str:
    state: State = app.extensions[NAME]
    return "/" + prepare_preview(
        app, answers_from({**as_file(BACK), **more}, state.ruleset.questionnaire)
    )


def rows(app: Flask, table: Table) -> int:
    state: State = app.extensions[NAME]
    with reading(state.engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_answers_open_at_check_your_answers(browser: Browser, app: Flask) -> None:
    browser.open(ready(app))

    assert browser.path == "/check"
    assert "It is worst after driving." in browser.text
    browser.open("/result")
    assert browser.path == "/result"


def test_the_address_holds_no_answer_and_opens_once(
    browser: Browser, app: Flask
) -> None:
    path = ready(app)

    browser.open(path)

    assert len(path) > 40
    assert "back" not in path
    assert browser.open(path).status == 404


def test_an_emergency_comes_first_here_too(browser: Browser, app: Flask) -> None:
    browser.open(ready(app, safety_now=["rf_stroke"]))

    assert browser.path == "/advice"


def test_no_visit_begins_without_a_preview(browser: Browser, app: Flask) -> None:
    assert browser.open("/try/anything").status == 404

    assert rows(app, visit) == 0


def test_a_preview_is_not_counted(browser: Browser, app: Flask) -> None:
    browser.open(ready(app)).open("/result")

    assert rows(app, visit) == 1
    assert rows(app, weekly_count) == 0


def test_an_example_of_a_broken_promise_can_be_opened_in_the_app(
    settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    fault = (
        "red_flags.csv",
        "safety_now:rf_stroke,call_911",
        "safety_now:rf_stroke,emergency_room",
    )
    folder = edited(tmp_path / "rules", fault)
    ruleset = load(folder)
    [claim] = prove(
        ruleset, folder, load_promises(folder, ruleset), ["promises"]
    ).claims
    [failure] = claim.failures
    assert failure.witness
    app = make_app(replace(settings, rules=folder), clock)
    make_tables(app.extensions[NAME].engine)

    browser = Browser(app).open(
        "/"
        + prepare_preview(
            app, answers_from(failure.witness.answers, ruleset.questionnaire)
        )
    )

    assert failure.text.endswith(
        "always says to call 911.” is not kept: the level is lower"
    )
    assert browser.path == "/advice"
    assert browser.h1 == "Go to an emergency room now"
