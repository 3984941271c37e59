"""Which pain a background fits, for people who hurt in more than one place."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from finder.core.deciding.assess import Assessment
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Rule, Ruleset, Strength
from finder.core.rules.second_pain import SecondPain


@dataclass(frozen=True, slots=True)
class BetterForOtherPain:
    """A background that fits another pain of the person better than the main one.

    `pain` is an option of the question that names the main pain.
    """

    background: str
    pain: str


def elsewhere(
    ruleset: Ruleset, answers: Answers, assessment: Assessment
) -> Iterator[BetterForOtherPain]:
    """Yield the backgrounds that fit another pain better than the main one, the best
    first.

    They get more points because of another place than because of the main one. They
    lead, also fit, or get enough points to fit because of that place alone. There are
    none if the person has one pain or named no main pain.
    """
    second = ruleset.questionnaire.second
    if second is None or not assessment.leads:
        return
    main_pain = second.main(answers)
    others = sorted(second.others(answers))
    if not main_pain or not others:
        return
    fired = [ruleset.rules[name] for name in assessment.fired]
    main = points_due(ruleset, second, answers, main_pain, fired)
    points = {
        pain: points_due(ruleset, second, answers, pain, fired) for pain in others
    }
    fitting = backgrounds_that_fit(assessment)
    also_least = ruleset.scoring.also_least
    for background in [*fitting, *others_by_score(ruleset, assessment)]:
        index = ruleset.places[background]
        pain = max(others, key=lambda pain: points[pain][index])
        least = main[index] + 1
        if background not in fitting:
            least = max(least, also_least)
        if points[pain][index] >= least:
            yield BetterForOtherPain(background, pain)


def backgrounds_that_fit(assessment: Assessment) -> list[str]:
    """Return the backgrounds that lead or also fit."""
    leads = [lead.background for lead in assessment.leads]
    return [*leads, *assessment.also]


def others_by_score(ruleset: Ruleset, assessment: Assessment) -> list[str]:
    """Return the backgrounds that neither lead nor also fit, those with the most points
    first."""
    scores = dict(zip(ruleset.places, assessment.scores, strict=True))
    fitting = backgrounds_that_fit(assessment)
    others = [background for background in scores if background not in fitting]
    return sorted(others, key=lambda background: -scores[background])


def about_main_pain(
    assessment: Assessment, others: Collection[BetterForOtherPain]
) -> Assessment:
    """Return the assessment with leads that fit another pain, which are among `others`,
    moved to those that also fit.

    The leads do not change if all of them fit another pain, or if they work best
    together.
    """
    if assessment.strength is Strength.PAIR:
        return assessment
    apart = {each.background for each in others}
    leads = [lead for lead in assessment.leads if lead.background not in apart]
    moved = [lead.background for lead in assessment.leads if lead.background in apart]
    if not leads or not moved:
        return assessment
    return replace(
        assessment,
        leads=tuple(leads),
        also=(*moved, *assessment.also),
        strength=strength_of(assessment, len(leads)),
    )


def strength_of(assessment: Assessment, leads: int) -> Strength:
    """Return how sure it is that these leads fit after others were moved."""
    if assessment.strength is Strength.LOW:
        return Strength.LOW
    return Strength.CLOSE if leads > 1 else Strength.LIKELY


def points_due(
    ruleset: Ruleset,
    second: SecondPain,
    answers: Answers,
    pain: str,
    fired: Iterable[Rule],
) -> tuple[int, ...]:
    """Return the points that each background gets from rules that fired because of this
    pain's places."""
    places = answers[second.where] - second.sites[pain]
    without = {**answers, second.where: places}
    anyway = {rule.id for rule in ruleset.suggestions.match(without)}
    due = [0] * len(ruleset.backgrounds)
    for rule in fired:
        if rule.id in anyway:
            continue
        for index, points in enumerate(rule.points):
            due[index] += points
    return tuple(due)
