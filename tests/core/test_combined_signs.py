"""A line that other answers make urgent is quoted together with them."""

from dataclasses import replace

import pytest

from finder.core.deciding.triage import triage
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.combined_signs import raised_by
from finder.core.summarizing.narrative import advice_block, without_private
from tests.core.test_summarize import answers_of


def lines(ruleset: Ruleset, **answers: object) -> tuple[str, ...]:
    given = answers_of(ruleset, **answers)
    return advice_block(ruleset, given, triage(ruleset, given).flags).ticked


FEVER = "Fever or chills with this pain, now or in the last 2 days"


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ({"where": ["low_back"]}, "pain in “Lower back”"),
        ({"where": ["knee_l"], "cause": ["sickle"]}, "cause: “Sickle cell disease”"),
        (
            {"where": ["low_back"], "cause": ["sickle"], "age": "a80"},
            "pain in “Lower back”, age “80 or older” and cause: “Sickle cell disease”",
        ),
        ({"where": ["knee_l"]}, ""),
    ],
)
def test_a_fever_is_quoted_with_what_makes_it_urgent(
    ruleset: Ruleset, answers: dict[str, object], reasons: str
) -> None:
    found = lines(ruleset, safety_new=["rf_fever"], **answers)

    assert found == (f"{FEVER}, together with {reasons}" if reasons else FEVER,)


def test_a_line_that_is_urgent_by_itself_is_quoted_alone(ruleset: Ruleset) -> None:
    assert lines(ruleset, safety_new=["rf_cauda"], health=["diabetes"])[0].endswith(
        "leak urine or stool"
    )


def test_a_number_is_not_quoted_as_a_reason(ruleset: Ruleset) -> None:
    given = answers_of(
        ruleset,
        safety_new=["rf_skin"],
        where=["knee_l"],
        how_long="lt1w",
        pain_avg=9,
        course="worse",
    )
    [skin] = [flag for flag in triage(ruleset, given).flags if flag.flag == "rf_skin"]

    assert raised_by(ruleset, given, skin) == [
        "it has lasted “Less than 1 week”",
        "lately it is “Getting worse”",
    ]


def test_a_private_answer_is_never_named(ruleset: Ruleset) -> None:
    found = lines(ruleset, safety_new=["rf_stopped"], health=["substance"])

    assert found == (
        "I stopped, missed or ran out of a medicine, pump or alcohol, and now feel ill, stiff or shaky",
    )


def test_rules_without_that_text_quote_only_the_line(ruleset: Ruleset) -> None:
    urgent = replace(ruleset.advice.urgent, together="")
    older = replace(ruleset, advice=replace(ruleset.advice, urgent=urgent))

    assert lines(older, safety_new=["rf_fever"]) == (FEVER,)


@pytest.mark.parametrize("more", [[], ["rf_meningitis"]])
def test_advice_is_printed_without_a_private_line_and_at_its_level(
    ruleset: Ruleset, more: list[str]
) -> None:
    given = answers_of(ruleset, where=["neck"], safety_area=["rf_choked", *more])
    flags = triage(ruleset, given).flags
    block = advice_block(ruleset, given, flags)

    printed = without_private(ruleset, given, flags, block)

    assert "Someone choked me" in repr(block)
    assert "chok" not in repr(printed).lower()
    assert "Violence" not in repr(printed)
    assert (printed.level, printed.heading, len(printed.ticked)) == (
        block.level,
        block.heading,
        len(more),
    )
