"""An assessment in words: everything that a page or a sheet says."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess, assess_shareable
from finder.core.deciding.triage import triage
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Review, Ruleset
from finder.core.summarizing.context import Context
from finder.core.summarizing.narrative import advice_block, advice_of_level
from finder.core.summarizing.suggestion import suggest_by
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.workbench.random_patients import Answers, random_patients

TODAY = {"age": "a35_49", "where": ["low_back"], "how_long": "gt12"}


def answers_of(ruleset: Ruleset, **answers: object) -> Answers:
    return answers_from({**TODAY, **answers}, ruleset.questionnaire).answers


def summary(ruleset: Ruleset, **answers: object) -> Summary:
    given = answers_of(ruleset, **answers)
    return summarize(ruleset, given, assess(ruleset, given))


def test_everybody_can_be_put_into_words(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 300):
        for assessment in (
            assess(ruleset, answers),
            assess_shareable(ruleset, answers),
        ):
            found = summarize(ruleset, answers, assessment)
            assert found.headline
            assert (
                "{"
                not in f"{found.headline}{found.sure}{found.regular_doctor}{found.impact}"
            )


def test_all_five_backgrounds_are_shown_the_best_first(ruleset: Ruleset) -> None:
    found = summary(ruleset, changes=["ache_move"])

    assert len(found.backgrounds) == 5
    assert [line.tenths for line in found.backgrounds] == sorted(
        (line.tenths for line in found.backgrounds), reverse=True
    )
    assert found.backgrounds[0].tenths == 10
    assert found.backgrounds[0].word == "likely a good first call"


def test_a_child_gets_the_stop_page_with_its_advice(ruleset: Ruleset) -> None:
    given = answers_from(
        {"age": "under18", "safety_now": ["rf_chest"]}, ruleset.questionnaire
    ).answers
    found = summarize(ruleset, given, assess(ruleset, given))

    assert found.headline == "This tool is made for adults"
    assert found.advice[0].level is Level.CALL_911
    assert found.also_see == ("Pediatric pain program",)
    assert not found.steps
    assert not found.sure
    assert not found.mood


def test_only_red_flags_count_from_answers_beyond_a_stop(ruleset: Ruleset) -> None:
    adult = answers_from(
        {
            "age": "a50_64",
            "where": ["low_back"],
            "safety_new": ["rf_cauda"],
            "health": ["cancer_now"],
        },
        ruleset.questionnaire,
    ).answers
    child = {**adult, "age": frozenset({"under18"})}
    found = summarize(
        ruleset, child, assess(ruleset, child), Context(own_words="worse at night")
    )

    assert (
        found.advice[0]
        .ticked[0]
        .startswith("New in the last month: numb between my legs")
    )
    assert found.referral.flags[0].words == found.advice[0].ticked[0]
    assert found.also_see == ("Pediatric pain program",)
    assert [line.page for line in found.answers] == ["who", "safety_now", "age"]
    assert (found.regions, found.leads, found.own_words, found.referral.own_words) == (
        (),
        (),
        "",
        "",
    )


def test_ticked_answers_are_shown_in_the_persons_words(ruleset: Ruleset) -> None:
    found = summary(
        ruleset, safety_new=["rf_fever", "rf_bigill"], feel=["stiff_morning"]
    )

    assert [block.level for block in found.advice] == [Level.EMERGENCY_ROOM, Level.SOON]
    assert found.advice[0].ticked == (
        "Fever or chills with this pain, now or in the last 2 days, together with pain in “Lower back”",
    )
    assert found.advice[1].sentences == (
        "Stiff, swollen joints each morning should be checked soon. Early care protects joints.",
    )
    assert found.after_check == "After this has been checked"


def test_advice_counts_as_checked_when_all_of_it_was_acknowledged(
    ruleset: Ruleset,
) -> None:
    given = answers_of(ruleset, safety_new=["rf_fever", "rf_cauda"])
    flags = triage(ruleset, given).flags

    def said(how: How) -> set[Acknowledgement]:
        return {Acknowledgement(*flag.key, how) for flag in flags}

    assert not advice_block(
        ruleset,
        given,
        flags,
        {Acknowledgement("rf_fever", "emergency_room", How.CHECKED)},
    ).checked
    assert advice_block(ruleset, given, flags, said(How.CHECKED)).checked
    assert not advice_block(ruleset, given, flags, said(How.NOT_ASKED)).checked, (
        "nobody said which"
    )


def test_a_crisis_by_itself_does_not_put_the_suggestion_off(ruleset: Ruleset) -> None:
    found = summary(ruleset, safety_now=["rf_harm_now"])

    assert found.crisis
    assert not found.crisis_safe
    assert not found.after_check
    assert found.later


def test_a_person_who_says_that_they_are_safe_is_believed(ruleset: Ruleset) -> None:
    given = answers_of(ruleset, safety_now=["rf_harm_now"])

    def is_safe(how: How) -> bool:
        said = {Acknowledgement("rf_harm_now", "crisis", how)}
        return summarize(
            ruleset, given, assess(ruleset, given), Context(acknowledged=said)
        ).crisis_safe

    assert is_safe(How.SAFE)
    assert not is_safe(How.CHECKED), "said of an emergency on the same page"


def test_mood_is_part_of_the_picture_or_not_asked_or_nothing(ruleset: Ruleset) -> None:
    assert "part of the picture" in summary(ruleset, worry="most").mood
    assert "did not tell us about your mood" in summary(ruleset).mood
    assert not summary(ruleset, worry="never").mood


def test_the_mean_of_the_scales_is_shown_if_all_were_answered(ruleset: Ruleset) -> None:
    assert summary(ruleset, pain_avg=7, enjoyment=8, daily_tasks=8).impact.endswith(
        "very much (7.7 of 10)."
    )
    assert summary(ruleset, pain_avg=3, enjoyment=4, daily_tasks=4).impact.endswith(
        "some (3.7 of 10)."
    )
    assert not summary(ruleset, pain_avg=7).impact


def test_new_pain_with_a_warning_sign_is_not_called_harmless(ruleset: Ruleset) -> None:
    calm = summary(ruleset, how_long="w1_4")
    warned = summary(ruleset, how_long="w1_4", safety_new=["rf_bigill"])

    assert "Most new pain gets better" in calm.regular_doctor
    assert "Most new pain gets better" not in warned.regular_doctor
    assert any("eases in a few weeks" in working.reason for working in calm.workings)
    assert not any(
        "eases in a few weeks" in working.reason for working in warned.workings
    )


def test_longer_pain_without_a_clear_answer_begins_with_the_regular_doctor(
    ruleset: Ruleset,
) -> None:
    found = summary(ruleset, how_long=[], where=["knee_l"])

    assert found.regular_doctor.startswith("Your regular doctor knows you")
    assert found.headline == "Start with your regular doctor"
    assert found.sure == ruleset.advice.sure.low


def test_the_lead_is_named_even_if_the_regular_doctor_comes_first(
    ruleset: Ruleset,
) -> None:
    found = summary(ruleset, how_long="lt1w", where=["chest_wall"], tried=["nothing"])

    assert found.headline == "Start with your regular doctor"
    assert found.sure.startswith(
        "After that, a doctor trained in adult illnesses (internal medicine) is likely a good"
    )


def test_a_sentence_about_two_leads_differs_from_one_about_more(
    ruleset: Ruleset,
) -> None:
    seen = set()
    for answers in random_patients(ruleset.questionnaire, 400):
        found = summarize(ruleset, answers, assess(ruleset, answers))
        number = len(found.leads)
        for words, fitting in (
            ("either of them", number == 2),
            ("any of them", number > 2),
            ("and one treats mood", number == 2),
            ("the others treat the body", number > 2),
        ):
            if words in found.sure:
                seen.add(words)
                assert fitting, (words, number)

    assert len(seen) == 4


def test_own_words_and_goals_are_shown_unchanged(ruleset: Ruleset) -> None:
    given = answers_of(ruleset, goals=["move_more", "less_pain"])
    found = summarize(
        ruleset, given, assess(ruleset, given), Context(own_words="It began in May.")
    )

    assert found.goals == ("Less pain", "Move and do more")
    assert [line.chosen for line in found.answers if line.page == "own_words"] == [
        ("It began in May.",)
    ]
    assert [line.chosen for line in found.answers if line.page == "prefer"] == [
        ("Skipped",)
    ]


def test_cards_carry_their_cautions_notes_and_headings(ruleset: Ruleset) -> None:
    found = summary(
        ruleset,
        tried=["otc"],
        health=["kidney_liver"],
        prefer=["avoid_meds"],
        how_long="m1_3",
    )
    cards = {
        card.treatment.id: card
        for step in found.steps
        for card in (*step.cards, *step.more)
    }
    card = cards["simple_relievers"]

    assert card.under == "Only if you and your doctor agree"
    assert card.notes == (
        "You have tried this. Tell the doctor what it did for you, and what it did not do.",
    )
    assert len(card.cautions) == 2
    assert card.often == ruleset.advice.result.often_all
    assert cards["physical_therapy"].often.startswith(
        "Often offered or ordered by doctors trained in rehabilitation"
    )


def test_three_questions_fit_everyone_and_one_belongs_to_the_first_treatment_of_each_step(
    ruleset: Ruleset,
) -> None:
    found = summary(ruleset, changes=["ache_move"])

    assert [each.question for each in found.ask[:3]] == list(
        ruleset.advice.first_visit.ask[:3]
    )
    assert [each.about for each in found.ask] == [
        "",
        "",
        "",
        *(step.cards[0].treatment.name for step in found.steps),
    ]
    assert found.ask[3].question in found.steps[0].cards[0].treatment.ask
    assert found.ask_more == ruleset.advice.first_visit.ask[3:]


@pytest.mark.parametrize("urgent", [{}, {"safety_new": ["rf_cauda"]}])
def test_every_reason_is_under_the_headline_or_with_the_others(
    ruleset: Ruleset, urgent: dict[str, list[str]]
) -> None:
    found = summary(
        ruleset,
        how_long="gt12",
        changes=["ache_move", "rest_stiff"],
        tried=["pt"],
        **urgent,
    )
    shown = {reason for line in found.why for reason in line.reasons}

    assert tuple(line for line, _ in found.standings) == found.backgrounds
    assert any(more for _, more in found.standings)
    for line, more in found.standings:
        assert shown.isdisjoint(more)
        assert set(line.reasons) <= shown.union(more)
    assert [line.background for line in found.why] == [
        line.background for line in found.leads
    ]


def test_summaries_of_one_visit_share_the_words_of_equal_assessments(
    ruleset: Ruleset,
) -> None:
    answers = answers_of(ruleset, changes=["ache_move"], tried=["pt"])
    suggest = cache(suggest_by(ruleset, show_treatments=True))
    first, second = (
        summarize(ruleset, answers, assess(ruleset, answers), suggest=suggest)
        for _ in range(2)
    )

    assert first == second == summarize(ruleset, answers, assess(ruleset, answers))
    assert first.steps
    assert second.steps is first.steps


def test_treatments_may_be_left_out_but_never_their_cautions(ruleset: Ruleset) -> None:
    given = answers_of(ruleset, medicines=["blood_thinner"], safety_now=["rf_harm_now"])
    found = summarize(
        ruleset, given, assess(ruleset, given), Context(show_treatments=False)
    )

    assert not found.steps
    assert not found.later
    assert len(found.ask) == 3
    assert any(
        "Do not stop it by yourself." in caution for caution in found.tell_doctors
    )


def test_a_clinicians_sign_off_counts_for_the_version_that_was_read(
    ruleset: Ruleset,
) -> None:
    given = answers_of(ruleset)
    signed = replace(
        ruleset, review=Review("Dr. A. Reader", date(2026, 12, 1), ruleset.version)
    )
    older = replace(
        ruleset, review=Review("Dr. A. Reader", date(2026, 12, 1), "an older one")
    )

    assert (
        summarize(signed, given, assess(signed, given)).reviewed
        == "Checked by Dr. A. Reader, 2026-12-01"
    )
    assert (
        summarize(older, given, assess(older, given)).reviewed
        == "Not yet reviewed by a clinician"
    )


def test_advice_for_a_level_alone_mentions_no_answers(ruleset: Ruleset) -> None:
    block = advice_of_level(ruleset, Level.CALL_911)

    assert block.heading == "Call 911 now"
    assert (block.ticked, block.sentences, block.checked) == ((), (), False)
