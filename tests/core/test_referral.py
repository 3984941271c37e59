"""The half page for the clinic: no answer is lost, no gap is hidden, and nothing
private appears."""

from datetime import date
from random import Random

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import assess, assess_shareable
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind
from finder.core.rules.sheet import day_in_words
from finder.core.summarizing.context import Context
from finder.core.summarizing.referral import Referral, plain_facts, referral_for
from finder.workbench.random_patients import random_patient, random_patients
from tests.core.test_summarize import answers_of

WHOLE = {
    "feel": ["burning", "touch_hurts"],
    "course": "worse",
    "pain_avg": 6,
    "enjoyment": 5,
    "daily_tasks": 8,
    "function": ["sit"],
    "tried": ["tests", "injections"],
    "health": ["diabetes"],
    "medicines": ["blood_thinner"],
    "goals": ["less_pain"],
}


def referral(ruleset: Ruleset, **answers: object) -> Referral:
    given = answers_of(ruleset, **answers)
    return referral_for(ruleset, given, assess(ruleset, given))


def facts(found: Referral) -> dict[str, tuple[str, ...]]:
    return {fact.id: fact.answers for fact in found.facts}


@pytest.mark.parametrize(
    ("health", "diagnosed", "said"),
    [
        ("diabetes", "none", ("Diabetes",)),
        ("none", "fibro", ("Fibromyalgia",)),
        ("none", "none", ("None of these",)),
        ("diabetes", "fibro", ("Diabetes", "Fibromyalgia")),
    ],
)
def test_none_of_these_is_said_once_and_not_next_to_an_illness(
    ruleset: Ruleset, health: str, diagnosed: str, said: tuple[str, ...]
) -> None:
    answers = answers_of(ruleset, health=[health], told=[diagnosed])
    referral = referral_for(ruleset, answers, assess(ruleset, answers))
    plain, clinical = (
        next(fact.answers for fact in facts if fact.id == "health")
        for facts in (plain_facts(ruleset, answers), referral.facts)
    )

    assert plain == said
    assert len(clinical) == len(said)


def test_the_clinic_reads_the_same_facts_in_its_own_words_with_codes(
    ruleset: Ruleset,
) -> None:
    found = referral(ruleset, **WHOLE)

    assert facts(found)["where"] == ("low back",)
    assert [fact.codes for fact in found.facts if fact.id == "where"] == [("M54.50",)]
    assert facts(found)["since"] == ("over 12 months", "worsening")
    assert facts(found)["feels"] == (
        "burning",
        "pain on light touch (allodynia, as reported)",
    )
    assert (
        facts(found)["how_bad"][-1]
        == "mean of these 6.3/10 (own items, not a validated score)"
    )
    assert (
        found.suggested[0]
        == "Neurology, about equally good as a first call (2084P2900X)"
    )
    assert any("blood thinner" in caution for caution in found.cautions)


def test_a_whole_referral_lacks_nothing_and_says_what_to_add(ruleset: Ruleset) -> None:
    found = referral(ruleset, **WHOLE)

    assert found.missing == ()
    assert (
        found.completeness == "11 of the 11 facts that a pain referral needs are here."
    )
    assert found.flags_note == "None reported here."
    assert "Reports of scans and tests" in found.attach
    assert "Reports of procedures and surgery" in found.attach
    assert "Device card or bleeding history" not in found.attach


def test_what_was_skipped_is_named(ruleset: Ruleset) -> None:
    found = referral(ruleset, health=["none"])

    assert found.missing == (
        "Quality and features", "Intensity and interference", "Function limited", "Treatments and work-up to date",
        "Medicines that matter", "Goals",
    )  # fmt: skip
    assert found.completeness.startswith("5 of the 11 ")
    assert facts(found)["health"] == ("none of those listed",)


def test_a_mean_is_given_only_of_all_three(ruleset: Ruleset) -> None:
    found = referral(ruleset, pain_avg=6, enjoyment=5)

    assert facts(found)["how_bad"] == (
        "average pain, past 7 days: 6/10",
        "interference with enjoyment of life: 5/10",
    )


def test_red_flags_have_their_level_and_whether_they_were_checked(
    ruleset: Ruleset,
) -> None:
    given = answers_of(
        ruleset, safety_new=["rf_cauda", "rf_skin"], feel=["stiff_morning"]
    )
    checked = Acknowledgement("rf_cauda", "emergency_room", How.CHECKED)
    found = referral_for(
        ruleset, given, assess(ruleset, given), Context(acknowledged={checked})
    )

    assert [flag.level for flag in found.flags] == [
        "Go to an emergency room now", "Be seen today", "See a doctor in the next week or two",
    ]  # fmt: skip
    assert found.flags[0].note == "Says that this was checked."
    assert found.flags[0].words.startswith("New in the last month: numb")
    assert found.flags[1].note == ""
    assert found.flags[2].words.startswith("Stiff, swollen joints each morning")
    assert found.flags_note == ""


def test_a_crisis_is_mentioned_only_if_the_person_includes_it(ruleset: Ruleset) -> None:
    given = answers_of(ruleset, safety_mood="now", health=["substance", "diabetes"])
    public = ruleset.questionnaire.without_private(given)

    whole = referral_for(ruleset, given, assess(ruleset, given))
    shared = referral_for(ruleset, public, assess_shareable(ruleset, given))

    assert whole.flags[0].level == "Suicide risk: crisis advice was shown."
    assert facts(whole)["dark_thoughts"] == ("yes, may act on them",)
    assert not shared.flags
    assert "dark_thoughts" not in facts(shared)
    assert facts(shared)["health"] == ("diabetes",)


def test_a_person_who_stopped_early_was_not_asked_everything(ruleset: Ruleset) -> None:
    given = {
        "who": frozenset({"me"}),
        "safety_now": frozenset({"none"}),
        "age": frozenset({"under18"}),
    }
    found = referral_for(ruleset, given, assess(ruleset, given))

    assert found.flags_note == "Not asked in full."
    assert found.missing[-1] == "Red flags"
    assert found.suggested == ()


def test_every_answer_is_on_both_sides(ruleset: Ruleset) -> None:
    """Check plain and clinical words, whatever was ticked. "None of these" may be left
    out next to another question of its line."""
    on_a_line = {
        question for line in ruleset.sheet.lines for question in line.questions
    }
    sharing = {
        question
        for line in ruleset.sheet.lines
        for question in line.questions[1:] and line.questions
    }
    for answers in random_patients(ruleset.questionnaire, 200):
        found = referral_for(ruleset, answers, assess(ruleset, answers))
        clinic = [words for fact in found.facts for words in fact.answers]
        plain = [
            words for fact in plain_facts(ruleset, answers) for words in fact.answers
        ]
        for page in ruleset.questionnaire.pages:
            for question in page.questions:
                for option in question.options if question.id in on_a_line else ():
                    if option.alone and question.id in sharing:
                        continue
                    if option.id in answers.get(question.id, ()):
                        here = ruleset.sheet.options[question.id][option.id].words
                        assert any(here in words for words in clinic)
                        left_out = question.id == "who" or (question.id, option.id) == (
                            "access",
                            "none",
                        )
                        assert left_out or any(option.words in words for words in plain)


def test_every_question_has_its_line_except_red_flags_and_own_words(
    ruleset: Ruleset,
) -> None:
    on_a_line = {
        question for line in ruleset.sheet.lines for question in line.questions
    }
    asked = [
        question for page in ruleset.questionnaire.pages for question in page.questions
    ]

    rest = {
        question.id for question in asked if question.kind is not Kind.TEXT
    } - on_a_line
    assert rest == {"births", "safety_now", "safety_new", "safety_area"}


def test_a_helper_is_named_and_the_person_is_not(ruleset: Ruleset) -> None:
    answers = random_patient(ruleset.questionnaire, Random(2), sure=True)

    answers_of = {
        who: [
            (fact.label, *fact.answers)
            for fact in plain_facts(ruleset, {**answers, "who": frozenset({who})})
        ]
        for who in ("me", "other", "staff")
    }
    assert "Filled in by" not in dict.fromkeys(label for label, *_ in answers_of["me"])
    assert ("Filled in by", "a helper") in answers_of["other"]
    assert ("Filled in by", "clinic staff") in answers_of["staff"]


def test_a_date_is_written_with_the_name_of_the_month() -> None:
    assert day_in_words(date(2026, 3, 4)) == "March 4, 2026"


@pytest.mark.parametrize(
    ("who", "words"), [("other", "a helper"), ("staff", "clinic staff")]
)
def test_the_sheet_says_who_filled_it_in(
    ruleset: Ruleset, who: str, words: str
) -> None:
    lines = {
        fact.label: fact.answers
        for fact in plain_facts(ruleset, answers_of(ruleset, who=who))
    }

    assert lines["Filled in by"] == (words,)
