"""Which place a background fits, for people who hurt in more than one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from finder.core.deciding.assess import Assessment
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Rule, Ruleset, Strength
from finder.core.rules.second_pain import SecondPain


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A background that fits another pain of the person better than the main one. `pain` is an option of the question
    that names the main pain."""

    background: str
    pain: str


def elsewhere(ruleset: Ruleset, answers: Answers, assessment: Assessment) -> Iterator[Elsewhere]:
    """Yield the backgrounds that get more points because of another place than because of the main one, the best first:
    those that lead or also fit, and those to which that place alone gives enough to fit. None where the person has one
    pain, or named no main one."""
    second = ruleset.questionnaire.second
    if second is None or not second.main(answers) or not assessment.leads:
        return
    due = {pain: points_due(ruleset, second, answers, pain) for pain in sorted(second.others(answers))}
    main = points_due(ruleset, second, answers, second.main(answers))
    placed = [*(lead.background for lead in assessment.leads), *assessment.also]
    order = [background.id for background in ruleset.backgrounds]
    rest = [background for background in order if background not in placed]
    rest.sort(key=lambda each: -assessment.scores[order.index(each)])
    for background in (*placed, *rest):
        index = order.index(background)
        pain = max(due, key=lambda each: due[each][index], default="")
        least = max(main[index] + 1, 0 if background in placed else ruleset.scoring.also_least)
        if pain and due[pain][index] >= least:
            yield Elsewhere(background, pain)


def about_main_pain(ruleset: Ruleset, answers: Answers, assessment: Assessment) -> Assessment:
    """Return the assessment with leads that fit another pain than the main one among those that also fit, if any lead
    is left. Backgrounds that work best together stay together."""
    apart = {each.background for each in elsewhere(ruleset, answers, assessment)}
    own = tuple(lead for lead in assessment.leads if lead.background not in apart)
    if not own or own == assessment.leads or assessment.strength is Strength.PAIR:
        return assessment
    moved = tuple(lead.background for lead in assessment.leads if lead not in own)
    strength = Strength.CLOSE if own[1:] else Strength.LIKELY
    low = assessment.strength is Strength.LOW
    return replace(assessment, leads=own, also=moved + assessment.also, strength=Strength.LOW if low else strength)


def points_due(ruleset: Ruleset, second: SecondPain, answers: Answers, pain: str) -> tuple[int, ...]:
    """Return the points that each background gets from the rules that hold because of this pain's places."""
    without = {**answers, second.where: answers[second.where] - second.sites[pain]}
    others = set(ruleset.suggestions.match(without))
    rules: list[Rule] = [rule for rule in ruleset.suggestions.match(answers) if rule not in others]
    return tuple(sum(rule.points[index] for rule in rules) for index in range(len(ruleset.backgrounds)))
