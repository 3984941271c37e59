"""A visit keeps the rules that it began with until its end, whatever changes
meanwhile."""

import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from finder.config import Settings
from finder.core.rules.voice import Voice
from finder.store import rulesets
from finder.store.engine import reading, writing
from finder.store.tables import rules_version, visit
from finder.web.app.served_rules import Voices
from finder.web.app.state import NAME, State
from tests.web.browser import Browser
from tests.web.stories import BACK

OLD = "Back or neck pain that lasts over 3 months often does best with active rehab first."
NEW = "These are other words of a newer version."


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    return replace(settings, rules=folder)


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def reload(app: Flask) -> State:
    state: State = app.extensions[NAME]
    state.rules_in_use.reload()
    return state


def test_a_visit_begun_under_older_rules_reads_the_same_after_they_changed(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk(BACK).open("/result")
    before = browser.text
    change(folder, "reasons.toml", OLD, NEW)
    change(
        folder,
        "questionnaire.toml",
        'en = "Electric shocks or shooting"',
        'en = "Zaps"',
    )
    old = app.extensions[NAME].ruleset.version

    new = reload(app).ruleset.version
    after = browser.open("/result").text
    other = Browser(app).walk(BACK).open("/result").text

    assert new != old
    assert OLD in before
    assert after == before
    assert NEW in other
    assert f"Rules version {old}" in after
    assert f"Rules version {new}" in other


def test_questions_and_answers_go_on_by_the_rules_of_their_visit(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk(BACK)
    change(
        folder,
        "questionnaire.toml",
        'en = "Electric shocks or shooting"',
        'en = "Zaps"',
    )
    reload(app)

    browser.open("/questions/feel?change=1")
    assert "Electric shocks or shooting" in browser.text
    browser.answer({"feel": ["shock"]})
    assert browser.path == "/check"
    assert "Electric shocks or shooting" in browser.text
    with reading(app.extensions[NAME].engine) as connection:
        used = connection.execute(select(visit.c.rules_version)).scalars().all()
        stored = connection.execute(select(rules_version.c.version)).scalars().all()
    assert used == stored


def test_after_a_restart_the_older_rules_are_read_from_the_database(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk(BACK)
    change(folder, "reasons.toml", OLD, NEW)
    state = reload(app)
    state.rules_in_use._older.clear()

    assert OLD in browser.open("/result").text


def test_a_visit_whose_rules_are_gone_continues_with_the_current_ones(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk(BACK)
    change(folder, "reasons.toml", OLD, NEW)
    state = reload(app)
    with writing(state.engine) as connection:
        connection.execute(delete(rules_version))

    assert NEW in browser.open("/result").text
    browser.open("/questions/prefer?change=1").answer({"prefer": ["no_pref"]})
    with reading(state.engine) as connection:
        used = connection.execute(select(visit.c.rules_version)).scalars().all()
        stored = connection.execute(select(rules_version.c.version)).scalars().all()
    assert used == stored == [state.ruleset.version]


def test_rules_that_were_reloaded_meanwhile_are_not_stored_as_the_older_ones(
    app: Flask, folder: Path
) -> None:
    older = app.extensions[NAME].ruleset.version
    change(folder, "reasons.toml", OLD, NEW)
    state = reload(app)

    with state.writing() as transaction:
        state.rules_in_use.keep(transaction, older)
        assert not rulesets.is_stored(transaction, older)
        state.rules_in_use.keep(transaction, state.ruleset.version)
        assert rulesets.is_stored(transaction, state.ruleset.version)


def test_a_visit_whose_rules_are_gone_keeps_the_answers_that_were_replaced(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk({**BACK, "feel": ["sharp"]})
    change(folder, "questionnaire.toml", 'id = "sharp"', 'id = "stabbing"')
    change(folder, "sheet.toml", "sharp         =", "stabbing      =")
    change(folder, "promises.toml", '"sharp"', '"stabbing"')
    first = 'id = "safety_now:rf_thunderclap"'
    change(
        folder,
        "replaced.toml",
        first,
        f'id = "feel:sharp"\nby = ["feel:stabbing"]\n\n[[replaced]]\n{first}',
    )
    state = reload(app)
    with writing(state.engine) as connection:
        connection.execute(delete(rules_version))

    browser.open("/questions/feel?change=1")

    assert browser.ticked("feel") == {"stabbing"}
    assert browser.skip().path == "/check"


def test_unreadable_older_rules_are_reported_and_replaced_by_the_current_ones(
    app: Flask, browser: Browser, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    browser.walk(BACK)
    state: State = app.extensions[NAME]
    old = state.ruleset.version
    change(folder, "reasons.toml", OLD, NEW)
    reload(app)
    with writing(state.engine) as connection:
        connection.execute(rules_version.update().values(content=zlib.compress(b"{}")))

    assert NEW in browser.open("/result").text
    assert f"rules version {old} can no longer be read" in caplog.text


def test_a_broken_set_never_replaces_a_good_one_and_readiness_says_so(
    app: Flask, browser: Browser, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    version = app.extensions[NAME].ruleset.version
    change(folder, "suggestions.csv", "feel:face_shock", "feel:face_shok")

    state = reload(app)
    broken = browser.client.get("/readyz")
    change(folder, "suggestions.csv", "feel:face_shok", "feel:face_shock")
    reload(app)
    fixed = browser.client.get("/readyz")

    assert state.ruleset.version == version
    assert broken.status_code == fixed.status_code == 200
    assert broken.text == (
        f"ready, rules version {version}\nnewer rules were not loaded because they have mistakes; the log says where\n"
    )
    assert "suggestions.csv:27: when: feel has no option face_shok" in caplog.text
    assert fixed.text == f"ready, rules version {version}\n"
    assert Browser(app).open("/").status == 200


def test_a_page_can_name_the_rules_of_any_version(
    app: Flask, browser: Browser, folder: Path
) -> None:
    browser.walk(BACK)
    state: State = app.extensions[NAME]
    old = state.ruleset.version
    change(folder, "reasons.toml", OLD, NEW)
    reload(app)

    with state.reading() as transaction:
        before = state.rules_in_use.of(transaction, old)
        unknown = state.rules_in_use.of(transaction, "unknown")
    assert own_reason(before) == OLD
    assert own_reason(unknown) == NEW


def own_reason(voices: Voices) -> str:
    ruleset = voices[Voice.PERSON].ruleset
    return ruleset.reasons["lasting-spine-pain"].own["pm_r"]
