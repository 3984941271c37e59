"""Promises use the syntax of the rules, and every mistake in them is reported."""

from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.promises import FILE, Promises, load_promises
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES


def loaded(ruleset: Ruleset, folder: Path, text: str) -> Promises:
    for name in ("questionnaire.toml", "findings.toml"):
        (folder / name).write_text(
            (RULES / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_promises(folder, ruleset)


def test_each_kind_of_promise_is_read(ruleset: Ruleset, tmp_path: Path) -> None:
    found = loaded(
        ruleset,
        tmp_path,
        """
[[promise]]
en = "At once."
when = "safety_now:rf_chest"
level = "call_911"

[[promise]]
en = "In a crisis."
when = "crisis_now"
level = "crisis"

[[promise]]
en = "With its line."
when = "bleeding_risk"
line = "blood-thinner"
cards = ["scs"]

[[promise]]
en = "Never."
when = "health:pregnant"
hidden = ["rfa"]

[[promise]]
en = "Later."
when = ["safety_now:rf_harm_now", "safety_mood:now"]
later = ["rfa", "scs"]

[[promise]]
en = "Not alone."
when = "always"
never_alone = "psychiatry"

[asked_only]
course = ["better"]

[[accepted]]
claim = "fires"
what = "face-shocks"
en = "It is on its way out."
""",
    )

    assert [
        (promise.kind, promise.level, promise.line, promise.cards)
        for promise in found.promises
    ] == [
        ("level", Level.CALL_911, "", ()),
        ("level", None, "", ()),
        ("line", None, "blood-thinner", ("scs",)),
        ("hidden", None, "", ("rfa",)),
        ("later", None, "", ("rfa", "scs")),
        ("never_alone", None, "", ()),
    ]
    assert [promise.at for promise in found.promises] == [2, 7, 12, 18, 23, 28]
    assert [len(promise.when) for promise in found.promises] == [1, 1, 1, 1, 2, 1]
    assert found.promises[5].background == "psychiatry"
    assert found.asked_only == {"course": ("better",)}
    assert found.accepted[0].words == "It is on its way out."


MISTAKES = {
    'en = "A"\nwhen = "always"': "a promise needs exactly one of level, line, hidden, later, never_alone",
    'en = "A"\nwhen = "always"\nlevel = "soon"\nhidden = []': "a promise needs exactly one of",
    'en = "A"\nwhen = "always"\nlevel = "fast"': "there is no level fast; use one of tell_clinic, soon",
    'en = "A"\nwhen = "always"\nhidden = ["xray"]': "there is no card xray; use one of ",
    'en = "A"\nwhen = "always"\nline = "thin"\ncards = []': "there is no row of treatments.csv thin",
    'en = "A"\nwhen = "always"\nnever_alone = "surgery"': "there is no background surgery; use one of anesthesiology",
    'en = "A"\nwhen = "mood:low"\nlevel = "soon"': "there is no question mood",
    'when = "always"\nlevel = "soon"': "en is missing",
    'en = "A"\nwhen = "always"\nlevel = "soon"\nwhy = "B"': "nothing reads why",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_promise_is_reported_with_its_line(
    ruleset: Ruleset, tmp_path: Path, text: str
) -> None:
    with pytest.raises(BrokenRules) as broken:
        loaded(ruleset, tmp_path, f"\n[[promise]]\n{text}\n[asked_only]\n")

    error = next(error for error in broken.value.errors if MISTAKES[text] in error.text)
    line_of_key = 2 + text.count("\n", 0, text.find("why =")) + 1
    assert (error.file, error.line) == (FILE, line_of_key if "why" in text else 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'curse = ["better"]',
            "there is no question curse; use one of who, safety_now",
        ),
        (
            'course = ["good"]',
            "there is no option of course good; use one of better, same, worse, varies",
        ),
    ],
)
def test_a_mistake_under_asked_only_is_reported(
    ruleset: Ruleset, tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(BrokenRules) as broken:
        loaded(ruleset, tmp_path, f"[asked_only]\n{text}\n")

    assert expected in str(broken.value)


def test_missing_promises_are_reported(ruleset: Ruleset, tmp_path: Path) -> None:
    for name in ("questionnaire.toml", "findings.toml"):
        (tmp_path / name).write_text(
            (RULES / name).read_text(encoding="utf-8"), encoding="utf-8"
        )

    with pytest.raises(BrokenRules, match="this file is missing"):
        load_promises(tmp_path, ruleset)


def test_words_that_depend_on_an_unknown_question_are_reported(
    ruleset: Ruleset, tmp_path: Path
) -> None:
    with pytest.raises(BrokenRules, match="there is no question weather"):
        loaded(
            ruleset,
            tmp_path,
            '[asked_only]\n\n[[said]]\nen = ["rain"]\nanswers = ["weather"]\n',
        )
