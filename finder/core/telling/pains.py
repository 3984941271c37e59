"""What a person with more than one pain is told: which pain the answer is about, and who fits the other one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from finder.core.deciding.assess import Assessment
from finder.core.deciding.pain_sites import Elsewhere, elsewhere
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.telling.next_steps import CALL, SPECIALIST, NextSteps
from finder.core.telling.summary import Summary


def pain_of(ruleset: Ruleset, answers: Answers) -> str:
    """Return what the pain is called that the answer is about; empty where the person has one pain only, or said that
    all are the same."""
    second = ruleset.questionnaire.second
    return second.name(answers) if second and second.others(answers) else ""


def second_of(ruleset: Ruleset, answers: Answers) -> str:
    """Return what the second pain is called that was told of."""
    second = ruleset.questionnaire.second
    return called(ruleset, second.named(answers)) if second else ""


def headline(ruleset: Ruleset, answers: Answers, assessment: Assessment, pain: str) -> str:
    """Return the headline of the answer about this pain, and who fits another pain of the person better."""
    if assessment.regular_doctor:
        return ruleset.advice.pain.regular_doctor.format(pain=pain)
    return fit(ruleset, answers, assessment, pain)


def fit(ruleset: Ruleset, answers: Answers, assessment: Assessment, pain: str) -> str:
    """Return who fits this pain, in the words of how sure that is, and who fits another one."""
    words, others = ruleset.advice.pain, list(elsewhere(ruleset, answers, assessment))
    own = own_leads(assessment, others)
    found = str(getattr(words, strength_of(assessment, own))).format(
        pain=pain,
        background=ruleset.background(own[0]).trained,
        count=ruleset.advice.headline.counts[len(own) - 1].lower(),
    )
    beside = [each for each in others if each.background not in own]
    if not beside:
        return found
    trained = ruleset.background(beside[0].background).trained
    return words.elsewhere.format(headline=found, pain=called(ruleset, beside[0].pain), background=trained)


def own_strength(ruleset: Ruleset, answers: Answers, assessment: Assessment) -> Strength:
    """Return how sure the leads of the main pain are."""
    return strength_of(assessment, own_leads(assessment, list(elsewhere(ruleset, answers, assessment))))


def own_leads(assessment: Assessment, others: Sequence[Elsewhere]) -> list[str]:
    """Return the leads that fit the main pain. All of them where none does, or where they work best together."""
    leads, apart = [lead.background for lead in assessment.leads], {each.background for each in others}
    own = [background for background in leads if background not in apart]
    return leads if assessment.strength is Strength.PAIR or not own else own


def strength_of(assessment: Assessment, own: Sequence[str]) -> Strength:
    """Return how sure the leads are that are left when those of another pain are left out."""
    if len(own) == len(assessment.leads):
        return assessment.strength
    return Strength.CLOSE if own[1:] else Strength.LIKELY


def lead_elsewhere(ruleset: Ruleset, answers: Answers, assessment: Assessment, pain: str) -> Iterator[str]:
    """Yield the sentence that the first lead fits another pain than the one that the answer is about."""
    others = list(elsewhere(ruleset, answers, assessment))
    first = own_leads(assessment, others)[0]
    for each in others:
        if each.background == first:
            yield ruleset.advice.pain.lead_elsewhere.format(pain=called(ruleset, each.pain), main=pain)


def called(ruleset: Ruleset, option: str) -> str:
    second = ruleset.questionnaire.second
    return second.names[option] if second else ""


def next_steps_of_both(ruleset: Ruleset, first: NextSteps, second: NextSteps, pain: str) -> NextSteps:
    """Return the steps for the first pain with the calls for the second after its own; a step that is the same is told
    once."""
    words, said = ruleset.advice.pain, {step.text for step in first.steps}
    more = tuple(
        replace(step, text=words.step.format(pain=pain, step=step.text))
        for step in second.steps
        if step.kind == CALL and step.text not in said
    )
    last = max((place for place, step in enumerate(first.steps, start=1) if step.kind == CALL), default=0)
    calls = tuple(
        replace(call, whom=f"second-{call.whom}", heading=words.step.format(pain=pain, step=call.heading))
        for call in second.calls
        if call.whom == SPECIALIST
    )
    steps = first.steps[:last] + more + first.steps[last:]
    return replace(first, steps=steps, calls=first.calls + calls)


def of_second(ruleset: Ruleset, summary: Summary, first: Assessment) -> Summary:
    """Return the summary of a second pain without what stands in that of the first: facts about the person, and the
    cautions raised there."""
    second = ruleset.questionnaire.second
    about = second.about_first - {second.which} if second else frozenset[str]()
    lines = {line.id for line in ruleset.sheet.lines if about.intersection(line.questions)}
    said = {ruleset.reasons[caution].words for caution in first.treatments.cautions}
    said |= {ruleset.reasons[doctor].words for doctor in first.also_see}
    return replace(
        summary,
        facts=tuple(fact for fact in summary.facts if fact.id in lines),
        referral=replace(
            summary.referral,
            facts=tuple(fact for fact in summary.referral.facts if fact.id in lines),
            cautions=tuple(text for text in summary.referral.cautions if text not in said),
        ),
        tell_clinic=tuple(text for text in summary.tell_clinic if text not in said),
        also_see=tuple(text for text in summary.also_see if text not in said),
    )
