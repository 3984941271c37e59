"""Turn answers into an assessment: red flags, points, leads, and treatments to ask
about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from finder.core.deciding.ranking import rank
from finder.core.deciding.treatments import (
    NO_TREATMENTS,
    SuggestedTreatments,
    suggest_treatments,
)
from finder.core.deciding.triage import RedFlag, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Condition
from finder.core.rules.knowledge import Rule, Ruleset, Strength


class Outcome(StrEnum):
    """Whether the answers lead to a suggestion, or stop because the person is under
    18."""

    SUGGESTION = "suggestion"
    UNDER_18 = "under_18"


class RegularFirst(StrEnum):
    """Whether the regular doctor comes first, and whether for new or for longer
    pain."""

    NO = ""
    NEW = "new"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Lead:
    """A background that fits best, with the rules that argue most for it."""

    background: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of applying the rules. `scores` are in the catalogue's order of
    backgrounds."""

    outcome: Outcome
    rules_version: str
    level: Level
    crisis: bool
    flags: tuple[RedFlag, ...]
    fired: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    leads: tuple[Lead, ...] = ()
    also: tuple[str, ...] = ()
    strength: Strength = Strength.LOW
    other_reasons: tuple[str, ...] = ()
    more_counts: bool = False
    regular_doctor: RegularFirst = RegularFirst.NO
    team: bool = False
    treatments: SuggestedTreatments = NO_TREATMENTS
    also_see: tuple[str, ...] = ()


def assess(
    ruleset: Ruleset, answers: Answers, urgent: Triage | None = None
) -> Assessment:
    """Return the assessment of answers that were pruned. `urgent` is their triage, if
    it is known."""
    urgent = urgent or triage(ruleset, answers)
    return _assess(ruleset, answers, answers, urgent)


def assess_shareable(ruleset: Ruleset, answers: Answers) -> Assessment:
    """Return the assessment that may leave the visit.

    Backgrounds, strength and team follow from all answers, everything else from the
    answers that are not private.
    """
    public = ruleset.questionnaire.without_private(answers)
    urgent = triage(ruleset, public)
    return _assess(ruleset, public, answers, urgent)


def assess_second(
    ruleset: Ruleset, answers: Answers, *, shareable: bool = False
) -> Assessment | None:
    """Return the assessment of the second pain, or None if none is named or the answers
    stop.

    Its red flags are those of both pains. A `shareable` assessment may leave the visit.
    """
    questionnaire = ruleset.questionnaire
    _, *second = questionnaire.pains(answers)
    if not second or questionnaire.stops(answers):
        return None
    seen = questionnaire.without_private(answers) if shareable else answers
    of_seen = questionnaire.pains(seen)
    urgent = triage(ruleset, seen)
    return _assess(ruleset, of_seen[-1], second[-1], urgent)


def _assess(
    ruleset: Ruleset, shareable: Answers, counted: Answers, urgent: Triage
) -> Assessment:
    """Return the assessment. `counted` gives the points, `shareable` the flags, reasons
    and treatments.

    `shareable` holds all or some of the answers in `counted`. If the answers stop, only
    red flags use those beyond the stop.
    """
    asked = ruleset.questionnaire.up_to_stop(shareable)
    rows = ruleset.also_see.match(asked)
    also_see = [row.id for row in rows if not excepted(row.unless, ruleset, asked)]
    found = Assessment(
        outcome=Outcome.UNDER_18,
        rules_version=ruleset.version,
        level=urgent.level,
        crisis=urgent.crisis,
        flags=urgent.flags,
        also_see=tuple(also_see),
    )
    if ruleset.questionnaire.stops(counted):
        return found
    fired = ruleset.suggestions.match(shareable)
    all_fired = fired if shareable is counted else ruleset.suggestions.match(counted)
    ranking = rank(ruleset, all_fired)
    also = [ruleset.backgrounds[index].id for index in ranking.also]
    is_calm = urgent.level < Level.SOON
    leads, others = reasons(ruleset, fired, ranking.leads, calm=is_calm)
    return replace(
        found,
        outcome=Outcome.SUGGESTION,
        fired=tuple(rule.id for rule in fired),
        scores=ranking.scores,
        leads=leads,
        also=tuple(also),
        strength=ranking.strength,
        other_reasons=others,
        more_counts=len(all_fired) > len(fired),
        regular_doctor=regular_doctor(ruleset, counted, all_fired, ranking.strength),
        team=needs_team(ruleset, counted, ranking.scores),
        treatments=suggest_treatments(ruleset, fired, shareable),
    )


def excepted(unless: Condition | None, ruleset: Ruleset, answers: Answers) -> bool:
    """Return whether the exception of a row holds."""
    findings = ruleset.questionnaire.findings
    return unless is not None and unless.holds(answers, findings)


def reasons(
    ruleset: Ruleset, fired: Sequence[Rule], leads: Sequence[int], *, calm: bool
) -> tuple[tuple[Lead, ...], tuple[str, ...]]:
    """Return each lead with the rules that gave it the most points, and all other rules
    that fired.

    Points count before the cap. A rule that holds for everyone is a reason only if no
    answer argues for the lead.
    """
    said = sayable(ruleset, fired, calm=calm)
    shown = ruleset.scoring.reasons_shown
    many = min(len(leads), len(shown))
    most = shown[many - 1]
    found = []
    used: set[str] = set()
    for index in leads:
        background = ruleset.backgrounds[index]
        arguing = arguing_for(index, said)
        names = [rule.id for rule in arguing[:most]]
        found.append(Lead(background.id, tuple(names)))
        used.update(names)
    others = [rule.id for rule in said if rule.id not in used]
    return tuple(found), tuple(others)


def sayable(ruleset: Ruleset, fired: Sequence[Rule], *, calm: bool) -> Sequence[Rule]:
    """Return the rules whose reasons may be said. Some are said only if nothing is
    urgent."""
    if calm:
        return fired
    reasons = ruleset.reasons
    return [rule for rule in fired if not reasons[rule.id].calm_only]


def arguing_for(index: int, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that give points to a background, most points first."""
    giving = [rule for rule in rules if rule.points[index]]
    giving.sort(key=lambda rule: -rule.points[index])
    resting = [rule for rule in giving if depends_on_answer(rule)]
    return resting or giving


def depends_on_answer(rule: Rule) -> bool:
    """Return whether a rule rests on an answer. A rule without a condition holds for
    everyone."""
    return bool(rule.when.terms)


def regular_doctor(
    ruleset: Ruleset, answers: Answers, fired: Sequence[Rule], sure: Strength
) -> RegularFirst:
    """Return whether to start with the regular doctor, and whether the pain is new."""
    groups = {rule.group for rule in fired}
    findings = ruleset.questionnaire.findings
    for reason in ruleset.scoring.regular_doctor:
        fits = sure in reason.strengths and groups.isdisjoint(reason.unless_groups)
        holds = fits and reason.when.holds(answers, findings)
        if holds and not excepted(reason.unless, ruleset, answers):
            early = ruleset.scoring.early.holds(answers, findings)
            return RegularFirst.NEW if early else RegularFirst.LONGER
    return RegularFirst.NO


def needs_team(ruleset: Ruleset, answers: Answers, scores: Sequence[int]) -> bool:
    """Return whether the person needs a team of several specialties."""
    scoring = ruleset.scoring
    findings = ruleset.questionnaire.findings
    if not scoring.team_when.holds(answers, findings):
        return False
    top = max(scores)
    enough = scoring.spread_share * top
    close = [score for score in scores if 100 * score >= enough]
    is_spread = len(close) >= scoring.spread_backgrounds
    if is_spread and top >= scoring.spread_top:
        return True
    return any(condition.holds(answers, findings) for condition in scoring.team_any)
