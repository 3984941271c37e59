"""The rules for a reviewer: every row in words, with its sources and its review date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finder.core.deciding.assess import assess
from finder.core.reviewing.check import Vignette, otherwise
from finder.core.rules.conditions import Condition
from finder.core.rules.findings import reads
from finder.core.rules.knowledge import RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.telling.wording import in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `points` are in the catalogue's order of backgrounds, `does` is what else the row does."""

    id: str
    group: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    does: str
    cards: tuple[str, ...]
    reason: str
    strength: str
    sources: tuple[str, ...]
    questions: frozenset[str]
    review_by: date | None
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked patient: who leads, how sure that is, the urgent advice, and whether that is what is expected."""

    story: str
    leads: tuple[str, ...]
    sure: str
    advice: str
    as_expected: bool


def suggestion_lines(ruleset: Ruleset) -> tuple[Line, ...]:
    return tuple(suggestion_line(ruleset, rule) for rule in ruleset.suggestions.rows)


def red_flag_lines(ruleset: Ruleset) -> tuple[Line, ...]:
    return tuple(red_flag_line(ruleset, row) for row in ruleset.red_flags.rows)


def treatment_lines(ruleset: Ruleset) -> tuple[Line, ...]:
    return tuple(treatment_line(ruleset, row) for row in ruleset.treatment_rows.rows)


def also_see_lines(ruleset: Ruleset) -> tuple[Line, ...]:
    return tuple(line(ruleset, row.id, row.when, row.unless) for row in ruleset.also_see.rows)


def suggestion_line(ruleset: Ruleset, rule: Rule) -> Line:
    cards = tuple(ruleset.treatments[card].name for card in rule.treatments)
    return line(ruleset, rule.id, rule.when, group=rule.group, cards=cards, points=rule.points)


def red_flag_line(ruleset: Ruleset, row: RedFlagRow) -> Line:
    advice = ruleset.advice
    heading = advice.crisis.heading if row.level is None else advice.level[row.level].heading
    return line(ruleset, row.id, row.when, worded=row.flag, does=heading)


def treatment_line(ruleset: Ruleset, row: TreatmentRow) -> Line:
    cards = tuple(ruleset.treatments[card].name for card in row.cards)
    return line(ruleset, row.id, row.when, row.unless, does=getattr(ruleset.advice.effect, row.effect), cards=cards)


def line(
    ruleset: Ruleset,
    row_id: str,
    when: Condition,
    unless: Condition | None = None,
    *,
    worded: str = "",
    group: str = "",
    does: str = "",
    cards: tuple[str, ...] = (),
    points: tuple[int, ...] = (),
) -> Line:
    """`worded` names the reason where it is not called like the row."""
    reason = ruleset.reasons.get(worded or row_id)
    findings = ruleset.questionnaire.findings
    terms = when.terms + (unless.terms if unless else ())
    return Line(
        id=row_id,
        group=group,
        when=in_words(ruleset, when),
        unless=in_words(ruleset, unless) if unless else (),
        does=does,
        cards=cards,
        reason=(reason.about or reason.words) if reason else "",
        strength=reason.strength if reason else "",
        sources=reason.source if reason else (),
        questions=frozenset().union(*(reads(term, findings) for term in terms)),
        review_by=ruleset.review.sooner.get(row_id, ruleset.review.review_by),
        points=points,
    )


def is_overdue(review_by: date | None, today: date) -> bool:
    return review_by is not None and review_by < today


def worked_patients(ruleset: Ruleset, vignettes: Sequence[Vignette]) -> tuple[Worked, ...]:
    return tuple(worked(ruleset, vignette) for vignette in vignettes)


def worked(ruleset: Ruleset, vignette: Vignette) -> Worked:
    found = assess(ruleset, vignette.answers)
    advice = ruleset.advice
    urgent = advice.crisis.heading if found.crisis else ""
    if found.level:
        urgent = advice.level[found.level].heading
    return Worked(
        vignette.story,
        tuple(ruleset.background(lead.background).name for lead in found.leads),
        getattr(advice.word, found.strength) if found.leads else advice.stop.heading,
        urgent,
        not list(otherwise(ruleset, (vignette,))),
    )
