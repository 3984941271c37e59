"""What a person with more than one pain is told: which pain the answer is about, and who fits the other one."""

from dataclasses import replace

from finder.core.deciding.assess import Assessment
from finder.core.deciding.pain_sites import Elsewhere, elsewhere
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.telling.next_steps import CALL, SPECIALIST, NextStep, NextSteps
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
    """Return who fits this pain, in the words of how sure that is, and who fits another one that was not told of."""
    words, leads = ruleset.advice.pain, [lead.background for lead in assessment.leads]
    found = str(getattr(words, assessment.strength)).format(
        pain=pain,
        background=ruleset.background(leads[0]).trained,
        count=ruleset.advice.headline.counts[len(leads) - 1].lower(),
    )
    for each in beside(ruleset, answers, assessment):
        trained = ruleset.background(each.background).trained
        return words.elsewhere.format(headline=found, pain=called(ruleset, each.pain), background=trained)
    return found


def beside(ruleset: Ruleset, answers: Answers, assessment: Assessment) -> list[Elsewhere]:
    """Return those that fit another pain and do not lead. A second pain that was told of has its own answer."""
    second = ruleset.questionnaire.second
    known = {second.named(answers)} if second else set()
    leads = {lead.background for lead in assessment.leads}
    others = elsewhere(ruleset, answers, assessment)
    return [each for each in others if each.background not in leads and each.pain not in known]


def sure(ruleset: Ruleset, answers: Answers, assessment: Assessment, pain: str, how_sure: str) -> str:
    """Return how sure the answer about this pain is; and whether its first lead fits another pain better."""
    words = ruleset.advice.pain
    for each in elsewhere(ruleset, answers, assessment):
        if each.background == assessment.leads[0].background:
            return f"{how_sure} {words.lead_elsewhere.format(pain=called(ruleset, each.pain), main=pain)}"
    if beside(ruleset, answers, assessment) and not assessment.regular_doctor:
        return words.about.format(pain=pain)
    return how_sure


def called(ruleset: Ruleset, option: str) -> str:
    second = ruleset.questionnaire.second
    return second.names[option] if second else ""


def both(ruleset: Ruleset, first: Summary, second: Summary, assessment: Assessment) -> Summary:
    """Return the summary of the first pain, whose assessment this is, with what fits the second."""
    return replace(
        first,
        next_steps=next_steps_of_both(ruleset, first, second),
        ask_today=of_both(first.ask_today, second.ask_today),
        be_careful=of_both(first.be_careful, second.be_careful),
        tell_doctors=of_both(first.tell_doctors, second.tell_doctors),
        second=replace(
            of_second(ruleset, second, assessment),
            sure="" if second.sure == first.sure else second.sure,
            regular_doctor="" if second.regular_doctor == first.regular_doctor else second.regular_doctor,
            shares_page=True,
        ),
        shares_page=True,
    )


def next_steps_of_both(ruleset: Ruleset, first: Summary, second: Summary) -> NextSteps:
    """Return the steps for the first pain with the calls for the second after its own, each with the pain that it is
    for; a call that both ask for is told once."""
    words, steps = ruleset.advice.pain, first.next_steps.steps
    both = {step.text for step in steps} & {step.text for step in second.next_steps.steps}

    def named(text: str, pain: str) -> str:
        return text if text in both or not pain else words.step.format(pain=pain, step=text)

    def calls_of(summary: Summary) -> tuple[NextStep, ...]:
        asked = (step for step in summary.next_steps.steps if step.kind == CALL)
        return tuple(replace(step, text=named(step.text, summary.pain)) for step in asked)

    own = calls_of(first)
    more = tuple(step for step in calls_of(second) if step.text not in both)
    begin = next((place for place, step in enumerate(steps) if step.kind == CALL), len(steps))
    calls = (
        *(replace(call, heading=named(call.heading, first.pain)) for call in first.next_steps.calls),
        *(
            replace(call, whom=f"second-{call.whom}", heading=named(call.heading, second.pain))
            for call in second.next_steps.calls
            if call.whom == SPECIALIST
        ),
    )
    return replace(first.next_steps, steps=(*steps[:begin], *own, *more, *steps[begin + len(own) :]), calls=calls)


def of_both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sentences for both pains, once each."""
    return tuple(dict.fromkeys(first + second))


def of_second(ruleset: Ruleset, summary: Summary, first: Assessment) -> Summary:
    """Return the summary of a second pain without what stands in that of the first: facts about the person, and the
    cautions raised there."""
    said = {ruleset.reasons[caution].words for caution in first.treatments.cautions}
    said |= {ruleset.reasons[doctor].words for doctor in first.also_see}
    return replace(
        summary,
        facts=tuple(fact for fact in summary.facts if fact.of_pain),
        referral=replace(
            summary.referral,
            facts=tuple(fact for fact in summary.referral.facts if fact.of_pain),
            cautions=tuple(text for text in summary.referral.cautions if text not in said),
        ),
        tell_clinic=tuple(text for text in summary.tell_clinic if text not in said),
        also_see=tuple(text for text in summary.also_see if text not in said),
    )
