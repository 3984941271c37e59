"""The table of dangers is read and checked like the others, and its worked patients get
the required advice."""

from dataclasses import replace
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.reviewing.dangers import (
    FILE,
    WORDS,
    Danger,
    DangerWay,
    danger_mistakes,
    load_dangers,
    reaches,
)
from finder.core.reviewing.handbook import danger_groups
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from tests.edits import edited


@pytest.fixture(scope="module")
def dangers(ruleset: Ruleset) -> tuple[Danger, ...]:
    return load_dangers(RULES, ruleset)


def test_every_danger_has_a_worked_patient_who_gets_advice(
    ruleset: Ruleset, dangers: tuple[Danger, ...]
) -> None:
    assert list(danger_mistakes(ruleset, dangers)) == []
    assert all(danger.patient for danger in dangers if danger.lines)
    assert len({danger.id for danger in dangers}) == len(dangers) > 200


def test_a_worked_patient_with_too_weak_advice_is_reported(
    ruleset: Ruleset, dangers: tuple[Danger, ...]
) -> None:
    bleed = next(danger for danger in dangers if danger.id == "HD01")
    harmless = replace(bleed, patient="age:a50_64 & where:head")

    [error] = danger_mistakes(ruleset, [harmless])

    assert (
        str(error)
        == f"{FILE}:{bleed.at}: the worked patient of HD01 does not get the level call_911; correct the row"
    )


@pytest.mark.parametrize(
    ("expected", "least", "reached"),
    [
        (Level.CALL_911, Level.TODAY, True),
        (Level.TODAY, Level.CALL_911, False),
        (Level.CALL_911, None, False),
        (None, None, True),
        (None, Level.EMERGENCY_ROOM, True),
        (None, Level.CALL_911, False),
    ],
)
def test_a_crisis_opens_its_page_at_once_like_an_emergency_room(
    expected: Level | None, least: Level | None, reached: bool
) -> None:
    assert reaches(expected, least) is reached


def test_a_worked_patient_with_impossible_answers_is_reported(
    ruleset: Ruleset, dangers: tuple[Danger, ...]
) -> None:
    bleed = replace(dangers[0], patient="age:a50_64 & where:hed")

    [error] = danger_mistakes(ruleset, [bleed])

    assert str(error).startswith(
        f"{FILE}:{bleed.at}: patient: where: Choose from the list. Given: hed"
    )


def test_a_folder_of_an_older_version_has_no_dangers(
    tmp_path: Path, ruleset: Ruleset
) -> None:
    folder = edited(tmp_path / "rules")
    (folder / FILE).unlink()

    assert load_dangers(folder, ruleset) == ()


SAME = {"Sepsis"}
"""Names that are the same in both languages."""
BLEED = ",call_911,rf_worst,rf_worst,rf_worst,everyone,SNNOOP seen; AHRQ22 seen,"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("HD02,head,", "HD01,head,", "there are two dangers HD01; change the id of one"),
        ("HD02,head,", "HD99,head,", "dangers.toml has no [danger.HD99]; add it, with its words"),
        ("HD01,head,", "HD01,hed,", "group: there is no hed; use one of head, face, "),
        ("SNNOOP seen; AHRQ22 seen,", ",", "source is empty; fill it in"),
        (BLEED, BLEED.replace("call_911", "urgent"), "least: there is no urgent; use one of tell_clinic, soon, "),
        (BLEED, BLEED.replace("rf_worst", "rf_wurst"), "lines: there is no flag of red_flags.csv rf_wurst; use one"),
        (BLEED, BLEED.replace(",rf_worst,rf_worst,", ",rf_worst,rf_worst|rf_faint,"), "reach: there is no line of"),
        (BLEED, BLEED.replace(",rf_worst,everyone", ",rf_faint,everyone"), "everyone: there is no line"),
        (BLEED, BLEED.replace(",everyone,", ",by luck,"), "way: there is no by luck; use one of everyone, "),
        (BLEED, BLEED.replace(",everyone,", ",place,"), "way is place, but everyone sees 1 lines;"),
        (BLEED, BLEED.replace("rf_worst", ""), "way is everyone, but there are 0 lines; a row without lines is NOT"),
        (",safety_now:rf_worst & age:a50_64 & where:head", ",", "every danger needs a worked patient, unless"),
    ],
)  # fmt: skip
def test_each_mistake_is_reported_with_its_line(
    tmp_path: Path, ruleset: Ruleset, old: str, new: str, expected: str
) -> None:
    folder = edited(tmp_path / "rules", (FILE, old, new))

    with pytest.raises(BrokenRules) as broken:
        load_dangers(folder, ruleset)

    assert any(
        expected in str(error) and error.line in {2, 3} for error in broken.value.errors
    ), broken.value


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "[danger.HD01]",
            "[danger.HD00]",
            "dangers.csv has no danger HD00; add it there, or delete these words",
        ),
        ("said_en = \"'It hit", "said_no = \"'It hit", "said_en is empty; fill it in"),
        ('en = "Head"', 'en = ""', "en is empty; fill it in"),
    ],
)
def test_words_that_are_missing_or_too_many_are_reported(
    tmp_path: Path, ruleset: Ruleset, old: str, new: str, expected: str
) -> None:
    folder = edited(tmp_path / "rules", (WORDS, old, new))

    with pytest.raises(BrokenRules) as broken:
        load_dangers(folder, ruleset)

    assert [error.file for error in broken.value.errors if expected in str(error)] == [
        WORDS
    ], broken.value


def test_dangers_are_shown_in_spanish(
    ruleset: Ruleset, dangers: tuple[Danger, ...]
) -> None:
    spanish = load_dangers(RULES, load(RULES, "es"))

    assert [each.id for each in spanish] == [each.id for each in dangers]
    assert spanish[0].group == "Cabeza"
    assert (
        not {each.condition for each in spanish}
        & {each.condition for each in dangers} - SAME
    )
    assert not {each.description for each in spanish} & {
        each.description for each in dangers
    }


def test_each_danger_is_shown_in_words(
    ruleset: Ruleset, dangers: tuple[Danger, ...]
) -> None:
    groups = danger_groups(ruleset, dangers)
    head = {line.id: line for line in groups["Head"]}

    assert head["HD01"].lines == (
        "New: the worst pain of my life, or a tearing pain, that came on all at once",
    )
    assert head["HD01"].is_always_asked
    assert not head["HD01"].needs_more
    assert "high pressure in the head" in head["HD06"].answers
    assert sum(map(len, groups.values())) == sum(
        danger.way is not DangerWay.NOT_REACHED for danger in dangers
    )
