"""The app continues to serve, whatever is in the rules folder when it is reloaded."""

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.loading.ids import FORM, SNAKE
from finder.core.loading.load import DECIDING
from finder.paths import RULES
from finder.web.app.forms import PageForm
from finder.web.app.state import NAME, State
from finder.web.serve import listen_for_reload
from tests.web.browser import Browser

FILES = sorted({*(name for name in DECIDING if name.endswith(".csv")), "findings.toml"})
BREAKS = (
    '[[finding]]\nen = "a"\n[finding.x]\n', "a = " + "[" * 3000, "a = " + "9" * 5000, "\x00", '"', "finding = 7\n",
    "[x]\n" * 2, "", "id,when\n" + "x" * 200_000, "[group]\nwhere = true\n", f"a = {'[' * 40}{']' * 40}\n",
)  # fmt: skip


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    return replace(settings, rules=folder)


def test_urgent_pages_work_during_a_hundred_broken_reloads(
    app: Flask, folder: Path
) -> None:
    state: State = app.extensions[NAME]
    served, random = state.rules_in_use.present, Random(1)
    for number in range(100):
        file = FILES[number % len(FILES)]
        (folder / file).write_text(random.choice(BREAKS), encoding="utf-8")

        state.rules_in_use.reload()

        assert state.rules_in_use.present is served
        assert state.rules_in_use.trouble
        shutil.copyfile(RULES / file, folder / file)
    browser = Browser(app)
    browser.open("/").answer({"who": ["me"]}).answer({"safety_now": ["rf_chest"]})
    assert "911" in browser.text
    state.rules_in_use.reload()
    assert state.rules_in_use.trouble == ""


@pytest.mark.skipif(
    not hasattr(signal, "SIGHUP"),
    reason="a server on Windows takes new rules by a restart",
)
def test_a_signal_with_broken_rules_never_ends_the_process(
    app: Flask, folder: Path, tmp_path: Path
) -> None:
    state: State = app.extensions[NAME]
    before = signal.getsignal(signal.SIGHUP)
    data = tmp_path / "served"
    data.mkdir()
    listen_for_reload(data, state)
    try:
        findings = folder / "findings.toml"
        findings.write_text(
            '[[finding]]\nen = "a"\n' + findings.read_text(encoding="utf-8"),
            encoding="utf-8",
        )
        os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)

    assert "findings.toml:1: finding must be a table" in state.rules_in_use.trouble
    assert Browser(app).open("/").status == 200


def test_an_internal_error_keeps_the_old_rules(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Check this with a setting of the wrong type, which the settings' own checks would
    refuse."""
    state: State = app.extensions[NAME]
    state.rules_in_use.settings = replace(settings, emergency_number=911)  # type: ignore[arg-type]

    state.rules_in_use.reload()

    assert state.rules_in_use.trouble.startswith("TypeError: ")
    assert "this is a bug in the app" in caplog.text
    assert Browser(app).open("/").status == 200


def test_broken_proofs_leave_the_page_that_shows_the_rules(
    app: Flask, folder: Path
) -> None:
    (folder / "proofs.json").write_text('{"logic": 7}', encoding="utf-8")

    page = Browser(app).open("/how-it-works")

    assert page.status == 200
    assert "What is proved" not in page.text


def test_no_question_can_have_the_name_of_a_form_attribute(app: Flask) -> None:
    with app.test_request_context():
        state: State = app.extensions[NAME]
        page = state.ruleset.questionnaire.pages[0]
        form = state.forms[page.id](page, state.ruleset.questionnaire, {})
        parts = {
            name for name in (*dir(PageForm), *vars(form)) if SNAKE.fullmatch(name)
        }

    assert parts - set(page.question_ids) <= FORM
