"""Turn an assessment into a summary, so that pages and paper choose no words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from finder.core.deciding.acknowledged import Acknowledgements, How, was_answered_with
from finder.core.deciding.assess import Assessment, Outcome, RegularFirst
from finder.core.deciding.pain_sites import (
    BetterForOtherPain,
    about_main_pain,
    elsewhere,
)
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import LEVELS, RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import NO_IDS, Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.page import questions_of
from finder.core.summarizing import several_pains
from finder.core.summarizing.context import PLAIN, Context
from finder.core.summarizing.narrative import advice_blocks, answered, options_in
from finder.core.summarizing.next_steps import next_steps
from finder.core.summarizing.referral import plain_facts, referral_for, sign_words
from finder.core.summarizing.suggestion import FIRST_ASKED, Suggest, suggest_by
from finder.core.summarizing.summary import Summary, Warnings

GOALS, BODY = "goals", "where"
"""The questions about goals and about where it hurts."""
TWO = 2


def summarize(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    context: Context = PLAIN,
    second: Assessment | None = None,
    suggest: Suggest | None = None,
) -> Summary:
    """Return the summary of an assessment of these answers.

    `second` is the assessment of a second pain. Summaries with the same `suggest` can
    share the words of equal assessments.
    """
    suggest = suggest or suggest_by(ruleset, show_treatments=context.show_treatments)
    pain = several_pains.pain_of(ruleset, answers)
    found = summarize_pain(ruleset, answers, assessment, context, pain, suggest)
    if second is None:
        return found
    of_other = ruleset.questionnaire.pains(answers)[-1]
    of_second = Context(
        acknowledged=context.acknowledged, show_treatments=context.show_treatments
    )
    other_pain = several_pains.second_of(ruleset, answers)
    other = summarize_pain(ruleset, of_other, second, of_second, other_pain, suggest)
    return several_pains.both(ruleset, found, other, assessment)


def summarize_pain(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    context: Context,
    pain: str,
    suggest: Suggest,
) -> Summary:
    """Return the summary for one pain. `pain` is its name if the person has more than
    one."""
    others = tuple(elsewhere(ruleset, answers, assessment))
    assessment = about_main_pain(assessment, others)
    stopped = assessment.outcome is Outcome.UNDER_18
    counted = ruleset.questionnaire.up_to_stop(answers)
    own_words = "" if stopped else context.own_words
    words = Wording(ruleset, counted, assessment, pain, others)
    advice = ruleset.advice
    suggested = suggest(assessment)
    flags = assessment.flags
    acknowledged = context.acknowledged
    blocks = advice_blocks(ruleset, answers, flags, acknowledged)
    taken_back = taken_back_sentences(ruleset, context.taken_back, flags)
    after_check = assessment.level >= Level.TODAY and not stopped
    for_clinic = replace(context, own_words=own_words)
    return Summary(
        language=ruleset.language,
        voice=ruleset.voice,
        rules_version=assessment.rules_version,
        reviewed=words.reviewed(),
        outcome=assessment.outcome,
        headline=advice.stop.heading if stopped else words.headline(),
        pain=pain,
        text=advice.stop.text if stopped else "",
        sure="" if stopped else words.sure(),
        advice=tuple(blocks),
        taken_back=tuple(taken_back),
        crisis=any(flag.level is None for flag in flags),
        crisis_safe=is_safe(flags, acknowledged),
        after_check=advice.result.after_check if after_check else "",
        regular_doctor=words.regular_doctor(),
        leads=suggested.leads,
        also=suggested.also,
        others=suggested.others,
        other_reasons=suggested.other_reasons,
        more_counts=advice.result.more_counts if assessment.more_counts else "",
        team=advice.result.team if assessment.team else "",
        mood="" if stopped else words.mood(),
        impact=words.impact(),
        steps=suggested.steps,
        later=suggested.later,
        tell_clinic=suggested.tell_clinic,
        ask_today=suggested.ask_today,
        be_careful=suggested.be_careful,
        tell_doctors=suggested.tell_doctors,
        also_see=suggested.also_see,
        ask=suggested.ask,
        ask_more=advice.first_visit.ask[FIRST_ASKED:],
        goals=words.goals(),
        answers=tuple(answered(ruleset, counted, own_words)),
        own_words=own_words,
        own_words_language=context.own_words_language,
        workings=suggested.workings,
        regions=tuple(sorted(counted.get(BODY, ()))),
        facts=tuple(plain_facts(ruleset, counted)),
        warnings=warnings(ruleset, counted),
        referral=referral_for(ruleset, answers, assessment, for_clinic),
        next_steps=next_steps(ruleset, counted, assessment, acknowledged),
        words=advice,
    )


def is_safe(flags: Collection[RedFlag], acknowledged: Acknowledgements) -> bool:
    """Return whether a crisis is among the flags, and the person said that they are
    safe."""
    crises = [flag for flag in flags if flag.level is None]
    safe = [was_answered_with(How.SAFE, flag, acknowledged) for flag in crises]
    return bool(crises) and all(safe)


def taken_back_sentences(
    ruleset: Ruleset, taken_back: Sequence[TakenBack], flags: Collection[RedFlag]
) -> Iterator[str]:
    """Yield a sentence for each red flag that the person took back and did not raise
    again."""
    raised = {flag.flag for flag in flags}
    sentence = ruleset.advice.urgent.taken_back
    for each in taken_back:
        sign = sign_words(ruleset, each.flag)
        if sign and each.flag not in raised:
            heading = heading_of_level(ruleset, each.level)
            yield sentence.format(sign=sign, advice=heading)


def heading_of_level(ruleset: Ruleset, level_id: str) -> str:
    """Return the heading of the advice for a level, or of the help in a crisis."""
    level = LEVELS[level_id]
    if level is None:
        return ruleset.advice.crisis.heading
    return ruleset.advice.level[level].heading


def warnings(ruleset: Ruleset, answers: Answers) -> Warnings:
    """Return the warning signs of the sheet: the first lines that this person was asked
    about."""
    words = ruleset.sheet.warning
    asked: dict[str, str] = {}
    for question in questions_of(ruleset.questionnaire.path(answers)):
        if not question.option_ids.isdisjoint(words.lines):
            shown = ruleset.questionnaire.shown(question, answers)
            asked |= {option.id: option.words for option in shown}
    signs = [asked[line] for line in words.lines if line in asked]
    return Warnings(words.heading, words.call, tuple(signs[: words.most]))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one assessment of one set of answers.

    `pain` is the name of the pain if the person has more than one. `elsewhere` are the
    backgrounds that fit another pain better.
    """

    ruleset: Ruleset
    answers: Answers
    assessment: Assessment
    pain: str = ""
    elsewhere: tuple[BetterForOtherPain, ...] = ()

    def reviewed(self) -> str:
        """Return who reviewed the rules and when, or that nobody has."""
        review = self.ruleset.review
        texts = self.ruleset.advice.result
        if not self.ruleset.is_signed:
            return texts.not_reviewed
        return texts.reviewed.format(name=review.reviewed_by, date=review.reviewed_on)

    def headline(self) -> str:
        """Return the kind of doctor that fits, or that the regular doctor comes
        first."""
        if self.pain:
            return several_pains.headline(
                self.ruleset, self.answers, self.assessment, self.pain, self.elsewhere
            )
        texts = self.ruleset.advice.headline
        if self.assessment.regular_doctor:
            return texts.regular_doctor
        text = getattr(texts, self.assessment.strength)
        return self.of_leads(text)

    def sure(self) -> str:
        """Return how sure the lead is, and who leads if the headline names the regular
        doctor instead."""
        found = self.assessment
        how_sure = self.how_sure()
        if found.regular_doctor and found.strength is not Strength.LOW:
            how_sure = self.after_regular_doctor(how_sure)
        if not self.pain:
            return how_sure
        return several_pains.sure(
            self.ruleset, self.answers, found, self.pain, how_sure, self.elsewhere
        )

    def how_sure(self) -> str:
        """Return how sure the lead is. Two leads have their own sentences."""
        words, found = self.ruleset.advice.sure, self.assessment
        if len(found.leads) == TWO and found.strength is Strength.CLOSE:
            return words.close_two
        if len(found.leads) == TWO and found.strength is Strength.PAIR:
            return words.pair_two
        return str(getattr(words, found.strength))

    def after_regular_doctor(self, how_sure: str) -> str:
        """Return who comes after the regular doctor, and how sure that is if one
        background is likely or two work together."""
        texts = self.ruleset.advice.headline
        is_one = len(self.assessment.leads) == 1
        leads = self.of_leads(texts.next_one if is_one else texts.next_many)
        if self.assessment.strength in {Strength.LIKELY, Strength.PAIR}:
            return f"{leads}. {how_sure}"
        return f"{leads}."

    def of_leads(self, text: str) -> str:
        """Return the text with the specialty of the first lead, and the number of
        leads."""
        leads = self.assessment.leads
        counts = self.ruleset.advice.headline.counts
        trained = self.ruleset.background(leads[0].background).trained
        return text.format(background=trained, count=counts[len(leads) - 1])

    def regular_doctor(self) -> str:
        """Return why the regular doctor comes first, or "" if not."""
        texts = self.ruleset.advice.result
        first = self.assessment.regular_doctor
        if first is RegularFirst.LONGER:
            return texts.regular_longer
        if first is RegularFirst.NO:
            return ""
        is_calm = self.assessment.level < Level.SOON
        return texts.regular_new if is_calm else texts.regular_new_calm

    def mood(self) -> str:
        """Return what the result says about mood, "" if nothing."""
        mood = self.ruleset.advice.mood
        if self.ruleset.questionnaire.findings.value(mood.when, self.answers):
            return mood.part
        is_answered = any(self.answers.get(question) for question in mood.questions)
        return "" if is_answered else mood.not_asked

    def impact(self) -> str:
        """Return the mean of the scales in words, "" if one was skipped."""
        impact = self.ruleset.advice.impact
        numbers: list[int] = []
        for question in impact.questions:
            numbers += map(int, self.answers.get(question, ()))
        if len(numbers) < len(impact.questions):
            return ""
        mean = sum(numbers) / len(numbers)
        reached = [lowest for lowest in impact.lowest if mean >= lowest]
        words = impact.words[len(reached) - 1]
        return impact.sentence.format(words=words, mean=f"{mean:.1f}")

    def goals(self) -> tuple[str, ...]:
        """Return the goals that the person chose, in words."""
        question = self.ruleset.questionnaire.question(GOALS)
        chosen = self.answers.get(GOALS, NO_IDS)
        return tuple(option.words for option in options_in(question, chosen))
