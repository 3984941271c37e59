"""What to do next: the numbered list, the script for the phone, and help with cost,
travel and language."""

from dataclasses import replace

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import assess, assess_shareable
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.next_steps import Call, NextSteps, next_steps
from finder.paths import RULES
from finder.workbench.random_patients import random_patients
from tests.core.test_summarize import answers_of
from tests.edits import edited

ACCESS = ("no_insurance", "high_cost", "far_away", "interpreter")


def steps_of(ruleset: Ruleset, **answers: object) -> NextSteps:
    found = answers_of(ruleset, **answers)
    return next_steps(ruleset, found, assess(ruleset, found))


def call(found: NextSteps, whom: str) -> Call:
    return next(each for each in found.calls if each.whom == whom)


def test_the_list_says_who_to_call_and_ends_with_the_sheet(ruleset: Ruleset) -> None:
    found = steps_of(ruleset, where=["face_jaw"], feel=["face_shock"], how_long="m3_12")

    assert [step.kind for step in found.steps] == ["help", "call", "sheet"]
    assert found.steps[1].text.endswith(
        "and trained in nerve, brain and headache care (neurology)."
    )


@pytest.mark.parametrize(
    ("answers", "named", "other"),
    [
        (
            {
                "where": ["ankle_foot_l", "ankle_foot_r"],
                "feel": ["burning"],
                "health": ["diabetes"],
            },
            "neurology",
            "psychiatry",
        ),
        (
            {
                "where": ["all_over"],
                "feel": ["all_tired"],
                "changes": ["stress"],
                "low": ["every"],
                "worry": ["every"],
            },
            "psychiatry",
            "neurology",
        ),
    ],
)
def test_of_rare_doctors_the_kind_is_named_that_leads(
    ruleset: Ruleset, answers: dict[str, list[str]], named: str, other: str
) -> None:
    found = steps_of(ruleset, how_long="gt12", **answers)

    more = " ".join(found.steps[-2].more)
    assert f"trained in {named} are rare" in more
    assert other not in more
    assert "headache" not in more


def test_a_kind_that_is_not_named_is_not_called_rare(ruleset: Ruleset) -> None:
    found = steps_of(ruleset, where=["ear"], how_long="m3_12")

    assert found.steps[-2].text == ruleset.after_result.next.after_any
    assert "rare" not in " ".join(found.steps[-2].more)


def test_urgent_advice_is_the_first_step(ruleset: Ruleset) -> None:
    found = steps_of(ruleset, safety_new=["rf_cauda"])

    assert ruleset.advice.level[Level.EMERGENCY_ROOM].heading in found.steps[0].text


def test_the_call_for_urgent_advice_is_the_one_to_the_regular_doctor(
    ruleset: Ruleset,
) -> None:
    words = ruleset.after_result.next
    today = ruleset.advice.level[Level.TODAY].heading

    found = steps_of(ruleset, how_long="w1_4", safety_new=["rf_skin"])

    assert [step.kind for step in found.steps] == ["call", "call", "sheet"]
    assert (found.steps[0].text, found.steps[0].more) == (
        words.urgent.format(advice=today),
        (words.no_regular,),
    )


def test_urgent_advice_is_its_own_step_if_a_specialist_comes_first(
    ruleset: Ruleset,
) -> None:
    found = steps_of(
        ruleset,
        where=["face_jaw"],
        feel=["face_shock"],
        how_long="m3_12",
        safety_new=["rf_stopped"],
    )

    assert [step.kind for step in found.steps][:2] == ["help", "call"]


def test_after_a_checked_sign_the_first_step_is_to_make_sure(ruleset: Ruleset) -> None:
    words = ruleset.after_result.next
    checked = {Acknowledgement("rf_cauda", "emergency_room", How.CHECKED)}

    def first(*lines: str) -> str:
        found = answers_of(ruleset, safety_new=list(lines))
        return next_steps(ruleset, found, assess(ruleset, found), checked).steps[0].text

    assert first("rf_cauda") == words.checked
    assert first("rf_cauda", "rf_skin") == words.urgent.format(
        advice=ruleset.advice.level[Level.TODAY].heading
    )


def test_older_rules_repeat_what_was_checked(ruleset: Ruleset) -> None:
    words = ruleset.after_result.next
    after = replace(ruleset.after_result, next=replace(words, checked=""))
    older, found = (
        replace(ruleset, after_result=after),
        answers_of(ruleset, safety_new=["rf_cauda"]),
    )
    checked = {Acknowledgement("rf_cauda", "emergency_room", How.CHECKED)}

    [first, *_] = next_steps(older, found, assess(older, found), checked).steps

    assert first.text == words.urgent.format(
        advice=ruleset.advice.level[Level.EMERGENCY_ROOM].heading
    )


def test_help_in_a_crisis_comes_before_all_other_steps(ruleset: Ruleset) -> None:
    found = steps_of(ruleset, safety_mood="now", safety_new=["rf_cauda"])

    assert found.steps[0].text == ruleset.after_result.next.crisis
    assert [step.kind for step in found.steps[:3]] == ["help", "help", "call"]


def test_a_private_crisis_is_not_a_printed_step(ruleset: Ruleset) -> None:
    whole = answers_of(ruleset, safety_mood="now", how_long="gt12")
    public = ruleset.questionnaire.without_private(whole)

    printed = next_steps(ruleset, public, assess_shareable(ruleset, whole))

    assert ruleset.after_result.next.crisis not in [step.text for step in printed.steps]


def test_private_answers_change_the_phone_script_only_through_the_lead(
    ruleset: Ruleset,
) -> None:
    compared = 0
    for answers in random_patients(ruleset.questionnaire, 100):
        public = ruleset.questionnaire.without_private(answers)
        if public == answers or ruleset.questionnaire.stops(answers):
            continue
        compared += 1
        whole = next_steps(ruleset, answers, assess(ruleset, answers))
        printed = next_steps(ruleset, public, assess_shareable(ruleset, answers))
        assert printed.calls == whole.calls
        assert printed.access == whole.access
    assert compared


def test_the_script_for_the_regular_doctor_comes_first_if_that_call_does(
    ruleset: Ruleset,
) -> None:
    new, long = (
        steps_of(ruleset, how_long="w1_4"),
        steps_of(ruleset, where=["face_jaw"], feel=["face_shock"]),
    )

    assert [step.kind for step in new.steps] == ["call", "call", "sheet"]
    assert [each.whom for each in new.calls] == ["regular", "specialist"]
    assert [each.whom for each in long.calls] == ["specialist", "regular"]


def test_a_script_says_what_is_wanted_and_the_pain_in_one_sentence(
    ruleset: Ruleset,
) -> None:
    found = steps_of(
        ruleset,
        how_long="gt12",
        changes=["ache_move"],
        pain_avg=6,
        where=["low_back", "leg_r"],
    )

    looked_for, pain = call(found, "specialist").say
    assert looked_for.endswith(
        "who is board-certified in pain medicine and trained in rehabilitation (PM&R)."
    )
    assert pain == (
        "I have had pain in the lower back and in the right leg, for over a year, about 6 out of 10 on most days."
    )


def test_many_places_are_not_all_named_on_the_phone(ruleset: Ruleset) -> None:
    where = ["knee_l", "low_back", "neck", "head"]
    found = steps_of(ruleset, where=where, main_pain="knee")

    assert (
        call(found, "regular").say[1]
        == "I have had pain in several places, mostly in the knee, for over a year."
    )


def test_a_script_without_a_place_or_a_time_does_not_mention_them(
    ruleset: Ruleset,
) -> None:
    found = next_steps(ruleset, {}, assess(ruleset, {}))

    assert [len(each.say) for each in found.calls] == [1, 1]


def test_every_place_and_time_has_its_phrase(ruleset: Ruleset) -> None:
    places, since = ruleset.after_result.places, ruleset.after_result.since
    asked = {
        each: ruleset.questionnaire.question(each).options
        for each in ("where", "main_pain", "how_long")
    }

    assert {option.id for option in asked["where"]} <= places.keys()
    assert {option.id for option in asked["main_pain"]} - places.keys() == {
        "one_pain",
        "all_same",
    }
    assert {option.id for option in asked["how_long"]} - since.keys() == {"unsure"}


def test_many_leads_are_not_named(ruleset: Ruleset) -> None:
    found = answers_of(ruleset)
    assessment = assess(ruleset, found)
    many = replace(
        assessment,
        leads=assessment.leads[:1] * 3,
        strength="close",  # type: ignore[arg-type]
        regular_doctor="",  # type: ignore[arg-type]
    )

    steps = next_steps(ruleset, found, many)

    assert steps.steps[0].text == ruleset.after_result.next.specialist_any


def test_help_is_offered_for_what_makes_care_hard_to_get_and_for_nothing_else(
    ruleset: Ruleset,
) -> None:
    assert not steps_of(ruleset).access
    assert not steps_of(ruleset, access=["none"]).access
    for hard in ACCESS:
        assert steps_of(ruleset, access=[hard]).access, hard
    cost = [line.words for line in steps_of(ruleset, access=["high_cost"]).access]
    assert any("findahealthcenter.hrsa.gov" in words for words in cost)
    assert not any("shiphelp.org" in words for words in cost)
    older = [
        line.words
        for line in steps_of(ruleset, access=["high_cost"], age="a65_79").access
    ]
    assert any("shiphelp.org" in words for words in older)
    assert all(line.sources for line in steps_of(ruleset, access=[*ACCESS]).access)


def test_what_makes_care_hard_to_get_is_asked_on_the_phone(ruleset: Ruleset) -> None:
    plain = call(steps_of(ruleset), "specialist").ask
    uninsured = call(
        steps_of(ruleset, access=["no_insurance", "interpreter"]), "specialist"
    ).ask

    assert "Do you take my insurance?" in plain
    assert "Do you take my insurance?" not in uninsured
    assert "Can I have the price in writing before the visit?" in uninsured
    assert "Can I have an interpreter at no cost?" in uninsured


def test_what_makes_care_hard_to_get_changes_no_suggestion(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 100):
        hard = {**answers, "access": frozenset(ACCESS)}
        assert assess(ruleset, hard) == assess(
            ruleset, {**answers, "access": frozenset({"none"})}
        )


def test_a_child_gets_no_list(ruleset: Ruleset) -> None:
    child = {"who": frozenset({"me"}), "age": frozenset({"under18"})}

    found = next_steps(ruleset, child, assess(ruleset, child))

    assert (found.steps, found.calls, found.access) == ((), (), ())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'of = ["specialist"]',
            'of = ["dentist"]',
            "there is no callee dentist; use one of specialist, regular",
        ),
        ('source = ["NSAGFE"]', "source = []", "source is missing"),
        (
            "knee_l       =",
            "knee_left    =",
            "[place] has a phrase for knee_left, but no question has this option",
        ),
        ("access:far_away", "access:trip", "access has no option trip"),
        ('id     = "rides"', 'id     = "ri des"', "help `ri des` is not a valid id"),
    ],
)
def test_a_mistake_in_the_file_is_reported(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str, said: str
) -> None:
    folder = edited(
        tmp_path_factory.mktemp("rules") / "rules", ("next.toml", before, after)
    )

    with pytest.raises(BrokenRules) as broken:
        load(folder)

    assert any(said in str(each) for each in broken.value.errors)


def test_older_rules_borrow_this_file_without_texts_for_newer_answers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = edited(tmp_path_factory.mktemp("rules") / "rules")
    (folder / "next.toml").unlink()

    found = load(folder, newer=RULES).after_result

    assert found.next.heading == "What to do next"
    assert not found.access
    assert [each.id for each in found.ask if each.unless] == []
    with pytest.raises(BrokenRules):
        load(folder)
