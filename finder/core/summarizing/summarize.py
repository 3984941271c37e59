"""Turn an assessment into a summary, so that pages and paper choose no words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from finder.core.deciding.acknowledged import How, was_answered_with
from finder.core.deciding.assess import Assessment, Outcome, RegularFirst
from finder.core.deciding.pain_sites import (
    BetterForOtherPain,
    about_main_pain,
    elsewhere,
)
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import CRISIS, RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.summarizing import several_pains
from finder.core.summarizing.context import PLAIN, Context
from finder.core.summarizing.narrative import advice_blocks, answered
from finder.core.summarizing.next_steps import next_steps
from finder.core.summarizing.referral import plain_facts, referral_for, sign_words
from finder.core.summarizing.suggestion import FIRST_ASKED, Suggest, suggest_by
from finder.core.summarizing.summary import Summary, Warnings


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
    counted, own_words = (
        ruleset.questionnaire.up_to_stop(answers),
        "" if stopped else context.own_words,
    )
    words = Wording(ruleset, counted, assessment, pain, others)
    advice = ruleset.advice
    suggested = suggest(assessment)
    crisis = [flag for flag in assessment.flags if flag.level is None]
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
        advice=tuple(
            advice_blocks(ruleset, answers, assessment.flags, context.acknowledged)
        ),
        crisis=bool(crisis),
        taken_back=tuple(
            taken_back_sentences(ruleset, context.taken_back, assessment.flags)
        ),
        crisis_safe=bool(crisis)
        and all(
            was_answered_with(How.SAFE, flag, context.acknowledged) for flag in crisis
        ),
        after_check=advice.result.after_check
        if assessment.level >= Level.TODAY and not stopped
        else "",
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
        referral=referral_for(
            ruleset, answers, assessment, replace(context, own_words=own_words)
        ),
        next_steps=next_steps(ruleset, counted, assessment, context.acknowledged),
        words=advice,
    )


def taken_back_sentences(
    ruleset: Ruleset, taken_back: Sequence[TakenBack], flags: Collection[RedFlag]
) -> Iterator[str]:
    """Yield a sentence for each red flag that the person took back and did not raise
    again."""
    advice, raised = ruleset.advice, {flag.flag for flag in flags}
    for each in taken_back:
        sign = sign_words(ruleset, each.flag)
        heading = (
            advice.crisis.heading
            if each.level == CRISIS
            else advice.level[Level[each.level.upper()]].heading
        )
        if sign and each.flag not in raised:
            yield advice.urgent.taken_back.format(sign=sign, advice=heading)


def warnings(ruleset: Ruleset, answers: Answers) -> Warnings:
    """Return the warning signs of the sheet: the first lines that this person was asked
    about."""
    words = ruleset.sheet.warning
    asked = {
        option.id: option.words
        for page in ruleset.questionnaire.path(answers)
        for question in page.questions
        if not question.option_ids.isdisjoint(words.lines)
        for option in ruleset.questionnaire.shown(question, answers)
    }
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
        review, texts = self.ruleset.review, self.ruleset.advice.result
        if not self.ruleset.is_signed:
            return texts.not_reviewed
        return texts.reviewed.format(name=review.reviewed_by, date=review.reviewed_on)

    def headline(self) -> str:
        if self.pain:
            return several_pains.headline(
                self.ruleset, self.answers, self.assessment, self.pain, self.elsewhere
            )
        return (
            self.ruleset.advice.headline.regular_doctor
            if self.assessment.regular_doctor
            else self.fit()
        )

    def sure(self) -> str:
        """Return how sure the lead is, and who leads if the headline names the regular
        doctor instead."""
        found = self.assessment
        texts = self.ruleset.advice.headline
        how_sure = self.how_sure()
        if found.regular_doctor and found.strength is not Strength.LOW:
            after = f"{self.of_leads(texts.next_one if len(found.leads) == 1 else texts.next_many)}."
            how_sure = (
                f"{after} {how_sure}"
                if found.strength in {Strength.LIKELY, Strength.PAIR}
                else after
            )
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

    def fit(self) -> str:
        return self.of_leads(
            str(getattr(self.ruleset.advice.headline, self.assessment.strength))
        )

    def of_leads(self, text: str) -> str:
        """Return the text with the specialty of the first lead, and the number of
        leads."""
        leads, counts = self.assessment.leads, self.ruleset.advice.headline.counts
        trained = self.ruleset.background(leads[0].background).trained
        return text.format(background=trained, count=counts[len(leads) - 1])

    def regular_doctor(self) -> str:
        texts = self.ruleset.advice.result
        match self.assessment.regular_doctor:
            case RegularFirst.NEW:
                return (
                    texts.regular_new
                    if self.assessment.level < Level.SOON
                    else texts.regular_new_calm
                )
            case RegularFirst.LONGER:
                return texts.regular_longer
            case _:
                return ""

    def mood(self) -> str:
        mood = self.ruleset.advice.mood
        if self.ruleset.questionnaire.findings.value(mood.when, self.answers):
            return mood.part
        return (
            ""
            if any(self.answers.get(question) for question in mood.questions)
            else mood.not_asked
        )

    def impact(self) -> str:
        impact = self.ruleset.advice.impact
        numbers = [
            int(number)
            for question in impact.questions
            for number in self.answers.get(question, ())
        ]
        if len(numbers) < len(impact.questions):
            return ""
        mean = sum(numbers) / len(numbers)
        words = [
            words
            for lowest, words in zip(impact.lowest, impact.words, strict=True)
            if mean >= lowest
        ][-1]
        return impact.sentence.format(words=words, mean=f"{mean:.1f}")

    def goals(self) -> tuple[str, ...]:
        question = self.ruleset.questionnaire.question(GOALS)
        return tuple(
            option.words
            for option in question.options
            if option.id in self.answers.get(GOALS, ())
        )


TWO = 2
GOALS = "goals"
BODY = "where"
