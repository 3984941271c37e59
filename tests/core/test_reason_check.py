"""Reasons argue for the doctor that they are listed under, and no reviewers' note
reaches a patient."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from finder.core.loading.load import load
from finder.core.reviewing.reason_check import reason_mistakes
from finder.core.reviewing.reviewers_only import texts_with_reviewers_words
from finder.core.rules.knowledge import Ruleset

ROW, SINGLE, NOTE = "runs-down-limb", "around-eye", "allergy"


def file_errors(
    ruleset: Ruleset, name: str, **changes: str | Mapping[str, str]
) -> list[str]:
    """Return the errors for rules in which one reason has other sentences."""
    changed = replace(ruleset.reasons[name], **changes)  # type: ignore[arg-type]
    return [
        error.text
        for error in reason_mistakes(
            replace(ruleset, reasons={**ruleset.reasons, name: changed}), {}
        )
    ]


def test_the_shipped_reasons_argue_for_their_doctors(ruleset: Ruleset) -> None:
    assert list(reason_mistakes(ruleset, {})) == []


def test_points_without_a_sentence_are_reported(ruleset: Ruleset) -> None:
    own = {
        name: words
        for name, words in ruleset.reasons[ROW].own.items()
        if name != "neurology"
    }

    assert file_errors(ruleset, ROW, own=own) == [
        f"{ROW} gives neurology points but has no sentence for it; write neurology.en in reasons.toml"
    ]
    assert file_errors(ruleset, SINGLE, words="", own={}) == [
        f"{SINGLE} gives neurology points but has no sentence for it; write en in reasons.toml"
    ]


def test_a_sentence_without_points_is_reported(ruleset: Ruleset) -> None:
    own = {**ruleset.reasons[ROW].own, "psychiatry": "Psychiatry doctors help."}

    assert file_errors(ruleset, ROW, own=own) == [
        f"{ROW} has a sentence for psychiatry but gives it no points; give points, or delete psychiatry.en"
    ]


def test_a_sentence_that_names_no_doctor_is_reported(ruleset: Ruleset) -> None:
    own = {**ruleset.reasons[ROW].own, "neurology": "It hurts."}

    [text] = file_errors(ruleset, ROW, own=own)

    assert text.startswith(f"{ROW}: the sentence for neurology names none of ")


def test_two_versions_of_a_sentence_are_reported(ruleset: Ruleset) -> None:
    assert file_errors(ruleset, ROW, words="Nerve doctors help.") == [
        f"[{ROW}] of reasons.toml has en and sentences for backgrounds; keep one of the two"
    ]


def test_an_empty_caution_is_reported(ruleset: Ruleset) -> None:
    assert file_errors(ruleset, NOTE, words="") == [
        f"{NOTE} has no words; write en under [{NOTE}] in reasons.toml"
    ]


def test_sentences_for_doctors_without_points_are_reported(ruleset: Ruleset) -> None:
    assert file_errors(ruleset, NOTE, own={"neurology": "Nerve doctors help."}) == [
        f"[{NOTE}] has sentences for backgrounds but gives no points; write one sentence, en"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "fix"),
    [
        (
            "advice.toml",
            "This is not a diagnosis.",
            "This is not a diagnosis (copy).",
            "reword it",
        ),
        (
            "sources.toml",
            'plain_en = "',
            'plain_en = "via GP ',
            "write plain_en under the source",
        ),
    ],
)
def test_a_reviewers_note_that_a_patient_could_read_is_reported(
    folder: Path, file: str, old: str, new: str, fix: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    found = list(texts_with_reviewers_words(load(folder), folder))

    assert found
    assert {error.file for error in found} == {file}
    assert all(error.line and error.text.endswith(fix) for error in found)


def test_a_reviewers_note_that_is_written_with_escapes_is_reported_without_a_line(
    folder: Path,
) -> None:
    path = folder / "advice.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "This is not a diagnosis.", "Th\\u0069s is not a diagnosis (copy).", 1
        ),
        encoding="utf-8",
    )

    assert {
        error.line for error in texts_with_reviewers_words(load(folder), folder)
    } == {0}
