"""Turn answers into an assessment: red flags, points, leads, and treatments to ask about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from finder.core.deciding.treatments import NO_TREATMENTS, SuggestedTreatments, suggest_treatments
from finder.core.deciding.triage import RedFlag, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Condition
from finder.core.rules.knowledge import Rule, Ruleset, Scoring, Strength
from finder.core.rules.points import capped, unpack_points


class Outcome(StrEnum):
    """Whether the answers lead to a suggestion, or stop because the person is under 18."""

    SUGGESTION = "suggestion"
    UNDER_18 = "under_18"


class RegularFirst(StrEnum):
    """Whether the regular doctor comes first, and whether for new or for longer pain."""

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
    """The result of applying the rules. `scores` are in the catalogue's order of backgrounds."""

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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which backgrounds lead, and which also fit, as indexes into the catalogue."""

    scores: tuple[int, ...]
    leads: tuple[int, ...]
    also: tuple[int, ...]
    strength: Strength


def assess(ruleset: Ruleset, answers: Answers, urgent: Triage | None = None) -> Assessment:
    """Return the assessment of answers that were pruned. `urgent` is their triage, if it is known."""
    return _assess(ruleset, answers, answers, urgent or triage(ruleset, answers))


def assess_shareable(ruleset: Ruleset, answers: Answers) -> Assessment:
    """Return the assessment that may leave the visit.

    Backgrounds, strength and team follow from all answers, everything else from the answers that are not private.
    """
    public = ruleset.questionnaire.without_private(answers)
    return _assess(ruleset, public, answers, triage(ruleset, public))


def assess_second(ruleset: Ruleset, answers: Answers, *, shareable: bool = False) -> Assessment | None:
    """Return the assessment of the second pain, or None if none is named or the answers stop.

    Its red flags are those of both pains. A `shareable` assessment may leave the visit.
    """
    pains = ruleset.questionnaire.pains
    if not pains(answers)[1:] or ruleset.questionnaire.stops(answers):
        return None
    seen = ruleset.questionnaire.without_private(answers) if shareable else answers
    return _assess(ruleset, pains(seen)[-1], pains(answers)[-1], triage(ruleset, seen))


def _assess(ruleset: Ruleset, shareable: Answers, counted: Answers, urgent: Triage) -> Assessment:
    """Return the assessment. `counted` gives the points, `shareable` the flags, reasons and treatments.

    `shareable` holds all or some of the answers in `counted`. If the answers stop, only red flags use those beyond the
    stop.
    """
    asked = ruleset.questionnaire.up_to_stop(shareable)
    seen = tuple(row.id for row in ruleset.also_see.match(asked) if not excepted(row.unless, ruleset, asked))
    found = Assessment(Outcome.UNDER_18, ruleset.version, urgent.level, urgent.crisis, urgent.flags, also_see=seen)
    if ruleset.questionnaire.stops(counted):
        return found
    fired = ruleset.suggestions.match(shareable)
    all_fired = fired if shareable is counted else ruleset.suggestions.match(counted)
    ranking = rank(ruleset, all_fired)
    leads, others = reasons(ruleset, fired, ranking.leads, calm=urgent.level < Level.SOON)
    return replace(
        found,
        outcome=Outcome.SUGGESTION,
        fired=tuple(rule.id for rule in fired),
        scores=ranking.scores,
        leads=leads,
        also=tuple(ruleset.backgrounds[index].id for index in ranking.also),
        strength=ranking.strength,
        other_reasons=others,
        more_counts=len(all_fired) > len(fired),
        regular_doctor=regular_doctor(ruleset, counted, all_fired, ranking.strength),
        team=needs_team(ruleset, counted, ranking.scores),
        treatments=suggest_treatments(ruleset, fired, shareable),
    )


def excepted(unless: Condition | None, ruleset: Ruleset, answers: Answers) -> bool:
    """Return whether the exception of a row holds."""
    return unless is not None and unless.holds(answers, ruleset.questionnaire.findings)


def add_up(fired: Sequence[Rule], scoring: Scoring) -> tuple[int, ...]:
    """Return the points of each background. The points of each group of rules are limited to its cap."""
    groups: dict[str, int] = {}
    for rule in fired:
        groups[rule.group] = groups.get(rule.group, 0) + rule.packed_points
    width = len(fired[0].points)
    return unpack_points(sum(capped(points, scoring.caps[group], width) for group, points in groups.items()), width)


def rank(ruleset: Ruleset, fired: Sequence[Rule]) -> Ranking:
    """Return which backgrounds lead, which also fit, and how sure that is."""
    scoring = ruleset.scoring
    scores = add_up(fired, scoring)
    order = sorted(range(len(scores)), key=lambda index: -scores[index])
    top = scores[order[0]]
    leads = reaching(order, scores, top - scoring.lead_within)
    never_alone = [index for index in leads if ruleset.backgrounds[index].id in scoring.never_alone]
    body = [index for index in leads if index not in never_alone]
    others = [index for index in order if index not in never_alone]
    best_other = max((scores[index] for index in others), default=0)
    paired = not body
    if paired:
        body = reaching(others, scores, best_other - scoring.lead_within)
    if named_first(scoring, top, best_other):
        leads = never_alone + body
    elif paired or scoring.never_alone_first_from:
        leads = body + never_alone
    rest = [index for index in order if index not in leads]
    share = -(-scoring.also_share * top // 100)
    also = reaching(rest, scores, max(top - scoring.also_within, share, scoring.also_least))
    return Ranking(scores, tuple(leads), tuple(also), strength(scoring, scores, leads, rest, paired=paired))


def named_first(scoring: Scoring, top: int, best_other: int) -> bool:
    """Return whether backgrounds that never lead alone are named first, because they are well ahead."""
    least = scoring.never_alone_first_from
    return 0 < least <= top - best_other and top >= scoring.low_under


def reaching(order: Sequence[int], scores: Sequence[int], least: int) -> list[int]:
    """Return the backgrounds of `order` with at least this many points, and at least 1."""
    return [index for index in order if scores[index] >= max(1, least)]


def strength(
    scoring: Scoring, scores: Sequence[int], leads: Sequence[int], rest: Sequence[int], *, paired: bool
) -> Strength:
    """Return how sure it is that these backgrounds lead."""
    top = max(scores)
    if top < scoring.low_under:
        return Strength.LOW
    if paired:
        return Strength.PAIR
    if len(leads) > 1:
        return Strength.CLOSE
    return Strength.CLEAR if top - scores[rest[0]] >= scoring.clear_gap else Strength.LIKELY


def reasons(
    ruleset: Ruleset, fired: Sequence[Rule], leads: Sequence[int], *, calm: bool
) -> tuple[tuple[Lead, ...], tuple[str, ...]]:
    """Return each lead with the rules that gave it the most points, and all other rules that fired.

    Points count before the cap. A rule that holds for everyone is a reason only if no answer argues for the lead.
    """
    sayable = [rule for rule in fired if calm or not ruleset.reasons[rule.id].calm_only]
    shown = ruleset.scoring.reasons_shown
    most = shown[min(len(leads), len(shown)) - 1]
    found = []
    for index in leads:
        speaking = sorted((rule for rule in sayable if rule.points[index]), key=lambda rule: -rule.points[index])
        speaking = [rule for rule in speaking if rests_on_answer(rule)] or speaking
        found.append(Lead(ruleset.backgrounds[index].id, tuple(rule.id for rule in speaking[:most])))
    used = {reason for lead in found for reason in lead.reasons}
    return tuple(found), tuple(rule.id for rule in sayable if rule.id not in used)


def rests_on_answer(rule: Rule) -> bool:
    """Return whether a rule rests on an answer. A rule without a condition holds for everyone."""
    return bool(rule.when.terms)


def regular_doctor(ruleset: Ruleset, answers: Answers, fired: Sequence[Rule], sure: Strength) -> RegularFirst:
    """Return whether to start with the regular doctor, and whether the pain is new."""
    groups = {rule.group for rule in fired}
    findings = ruleset.questionnaire.findings
    for reason in ruleset.scoring.regular_doctor:
        speaks = reason.when.holds(answers, findings) and not excepted(reason.unless, ruleset, answers)
        if speaks and sure in reason.strengths and groups.isdisjoint(reason.unless_groups):
            early = ruleset.scoring.early.holds(answers, findings)
            return RegularFirst.NEW if early else RegularFirst.LONGER
    return RegularFirst.NO


def needs_team(ruleset: Ruleset, answers: Answers, scores: Sequence[int]) -> bool:
    """Return whether the person needs a team of several specialties."""
    scoring, findings = ruleset.scoring, ruleset.questionnaire.findings
    if not scoring.team_when.holds(answers, findings):
        return False
    top = max(scores)
    close = sum(100 * score >= scoring.spread_share * top for score in scores)
    spread = top >= scoring.spread_top and close >= scoring.spread_backgrounds
    return spread or any(condition.holds(answers, findings) for condition in scoring.team_any)
