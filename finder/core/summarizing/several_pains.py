"""The result for a person with more than one pain: which pain it is about, and what
fits the other one."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from finder.core.deciding.assess import Assessment
from finder.core.deciding.pain_sites import BetterForOtherPain
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.next_steps import (
    CALL,
    SPECIALIST,
    Call,
    NextStep,
    NextSteps,
)
from finder.core.summarizing.summary import Summary, unsaid


def pain_of(ruleset: Ruleset, answers: Answers) -> str:
    """Return the name of the main pain, or "" if the person has one pain or said that
    all are the same."""
    second = ruleset.questionnaire.second
    if second is None or not second.others(answers):
        return ""
    return second.name(answers)


def second_of(ruleset: Ruleset, answers: Answers) -> str:
    """Return the name of the second pain, or "" if none was named."""
    second = ruleset.questionnaire.second
    return name_of_pain(ruleset, second.named(answers)) if second else ""


def headline(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    pain: str,
    others: Sequence[BetterForOtherPain],
) -> str:
    """Return the headline for this pain, and which of the `others` fits another pain
    better."""
    if assessment.regular_doctor:
        return ruleset.advice.pain.regular_doctor.format(pain=pain)
    return fit(ruleset, answers, assessment, pain, others)


def fit(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    pain: str,
    others: Sequence[BetterForOtherPain],
) -> str:
    """Return what fits this pain and how sure that is, and what fits another pain that
    was not named."""
    words = ruleset.advice.pain
    counts = ruleset.advice.headline.counts
    leads = [lead.background for lead in assessment.leads]
    text = str(getattr(words, assessment.strength))
    found = text.format(
        pain=pain,
        background=ruleset.background(leads[0]).trained,
        count=counts[len(leads) - 1].lower(),
    )
    for other in fitting_other_pain(ruleset, answers, assessment, others):
        return words.elsewhere.format(
            headline=found,
            pain=name_of_pain(ruleset, other.pain),
            background=ruleset.background(other.background).trained,
        )
    return found


def fitting_other_pain(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    others: Sequence[BetterForOtherPain],
) -> list[BetterForOtherPain]:
    """Return the backgrounds that fit another pain and do not lead. A second pain has
    its own result."""
    second = ruleset.questionnaire.second
    named = second.named(answers) if second else None
    leads = {lead.background for lead in assessment.leads}
    found = []
    for other in others:
        leads_anyway = other.background in leads
        if not leads_anyway and other.pain != named:
            found.append(other)
    return found


def sure(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    pain: str,
    how_sure: str,
    others: Sequence[BetterForOtherPain],
) -> str:
    """Return how sure the result for this pain is, and whether its first lead fits
    another pain better."""
    words = ruleset.advice.pain
    first = assessment.leads[0].background
    for each in others:
        if each.background == first:
            other = name_of_pain(ruleset, each.pain)
            better = words.lead_elsewhere.format(pain=other, main=pain)
            return f"{how_sure} {better}"
    if assessment.regular_doctor:
        return how_sure
    if fitting_other_pain(ruleset, answers, assessment, others):
        return words.about.format(pain=pain)
    return how_sure


def name_of_pain(ruleset: Ruleset, option: str) -> str:
    """Return the name of the pain that an option stands for."""
    second = ruleset.questionnaire.second
    return second.names[option] if second else ""


def both(
    ruleset: Ruleset, first: Summary, second: Summary, assessment: Assessment
) -> Summary:
    """Return the summary of the first pain with that of the second. `assessment` is
    that of the first."""
    return replace(
        first,
        next_steps=next_steps_of_both(ruleset, first, second),
        ask_today=of_both(first.ask_today, second.ask_today),
        be_careful=of_both(first.be_careful, second.be_careful),
        tell_doctors=of_both(first.tell_doctors, second.tell_doctors),
        second=of_second(ruleset, first, second, assessment),
        shares_page=True,
    )


def next_steps_of_both(
    ruleset: Ruleset,
    first: Summary,
    second: Summary,
) -> NextSteps:
    """Return the steps for the first pain, with the calls for the second pain after its
    own calls.

    Each call names its pain. A call that both pains need appears once and names none.
    """
    steps = first.next_steps.steps
    texts = {step.text for step in steps}
    both = {step.text for step in second.next_steps.steps if step.text in texts}
    own = calls_of(ruleset, first, both)
    more = [step for step in calls_of(ruleset, second, both) if step.text not in both]
    begin = first_call(steps)
    before, after = steps[:begin], steps[begin + len(own) :]
    return replace(
        first.next_steps,
        steps=(*before, *own, *more, *after),
        calls=(
            *calls_for_first(ruleset, first),
            *calls_for_second(ruleset, second),
        ),
    )


def first_call(steps: Sequence[NextStep]) -> int:
    """Return the position of the first call among the steps, or the end if there is
    none."""
    places = [place for place, step in enumerate(steps) if step.kind == CALL]
    return places[0] if places else len(steps)


def calls_of(
    ruleset: Ruleset,
    summary: Summary,
    both: Set[str],
) -> list[NextStep]:
    """Return the steps that are calls, each with its pain. Those for `both` pains name
    none."""
    found = []
    for step in summary.next_steps.steps:
        if step.kind != CALL:
            continue
        text = step.text
        if text not in both:
            text = with_pain(ruleset, text, summary.pain)
        found.append(replace(step, text=text))
    return found


def calls_for_first(ruleset: Ruleset, summary: Summary) -> Iterator[Call]:
    """Yield what to say on the phone for the first pain."""
    for call in summary.next_steps.calls:
        heading = with_pain(ruleset, call.heading, summary.pain)
        yield replace(call, heading=heading)


def calls_for_second(ruleset: Ruleset, summary: Summary) -> Iterator[Call]:
    """Yield what to say to the specialist for the second pain."""
    for call in summary.next_steps.calls:
        if call.whom == SPECIALIST:
            heading = with_pain(ruleset, call.heading, summary.pain)
            yield replace(call, whom=f"second-{call.whom}", heading=heading)


def with_pain(ruleset: Ruleset, text: str, pain: str) -> str:
    """Return a step or a heading with the name of its pain, if the pain has one."""
    if not pain:
        return text
    return ruleset.advice.pain.step.format(pain=pain, step=text)


def of_both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sentences for both pains, each once."""
    return tuple(dict.fromkeys(first + second))


def of_second(
    ruleset: Ruleset, first: Summary, second: Summary, assessment: Assessment
) -> Summary:
    """Return the summary of the second pain without what that of the first one says.

    Facts about the person are left out, and so are the cautions that the `assessment`
    of the first pain raises.
    """
    ids = (*assessment.treatments.cautions, *assessment.also_see)
    said = {ruleset.reasons[name].words for name in ids}
    facts = [fact for fact in second.facts if fact.of_pain]
    clinic_facts = [fact for fact in second.referral.facts if fact.of_pain]
    return replace(
        second,
        facts=tuple(facts),
        referral=replace(
            second.referral,
            facts=tuple(clinic_facts),
            cautions=unsaid(second.referral.cautions, said),
        ),
        tell_clinic=unsaid(second.tell_clinic, said),
        also_see=unsaid(second.also_see, said),
        sure=unless_same(second.sure, first.sure),
        regular_doctor=unless_same(second.regular_doctor, first.regular_doctor),
        shares_page=True,
    )


def unless_same(text: str, before: str) -> str:
    """Return the text, or "" if it is the same as the one before."""
    return "" if text == before else text
