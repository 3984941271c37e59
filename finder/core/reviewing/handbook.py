"""The rules for a reviewer: every row in words, with its sources and its review
date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from finder.core.deciding.assess import assess
from finder.core.reviewing.check import Vignette, unexpected_results
from finder.core.reviewing.dangers import Danger, DangerWay
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Condition
from finder.core.rules.findings import reads
from finder.core.rules.knowledge import RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.rules.page import questions_of
from finder.core.summarizing.wording import in_words


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One row of a table in words.

    `points` are in the catalogue's order of backgrounds, and `does` is what else the
    row does. `said` holds each sentence with the short name of its background, if the
    row has several.
    """

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
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkedPatient:
    """A worked patient: who leads, how sure that is, the urgent advice, and whether it
    is as expected."""

    story: str
    leads: tuple[str, ...]
    sure: str
    advice: str
    as_expected: bool


@dataclass(frozen=True, slots=True)
class DangerLine:
    """A danger in words: how people describe it, the advice that it needs, and the
    lines that catch it.

    `answers` say what flags without a line mean, which other answers raise. With
    `needs_more`, a line needs another answer to reach the advice. With
    `is_always_asked`, everyone is asked about one of the lines.
    """

    id: str
    condition: str
    description: str
    advice: str
    lines: tuple[str, ...]
    answers: tuple[str, ...]
    is_always_asked: bool
    needs_more: bool
    source: str


def danger_groups(
    ruleset: Ruleset, dangers: Sequence[Danger]
) -> dict[str, list[DangerLine]]:
    """Return the dangers that a line catches, by group."""
    found: dict[str, list[DangerLine]] = {}
    for danger in dangers:
        if danger.lines:
            found.setdefault(danger.group, []).append(danger_line(ruleset, danger))
    return found


def danger_line(ruleset: Ruleset, danger: Danger) -> DangerLine:
    """Return a danger in words."""
    lines = []
    answers = []
    for flag in danger.lines:
        words = ticked_words(ruleset, flag)
        if words:
            lines.append(words)
        else:
            answers.append(meaning(ruleset, flag))
    return DangerLine(
        id=danger.id,
        condition=danger.condition,
        description=danger.description,
        advice=advice_heading(ruleset, danger.least),
        lines=tuple(lines),
        answers=tuple(answers),
        is_always_asked=danger.way in {DangerWay.EVERYONE, DangerWay.EVERYONE_RAISED},
        needs_more=danger.way.is_raised,
        source=danger.source,
    )


def advice_heading(ruleset: Ruleset, level: Level | None) -> str:
    """Return the heading of the advice for a level, or for a crisis if it is None."""
    advice = ruleset.advice
    return advice.crisis.heading if level is None else advice.level[level].heading


def ticked_words(ruleset: Ruleset, flag: str) -> str:
    """Return the line that raises a flag, as a person ticks it, or "" if there is
    none."""
    for question in questions_of(ruleset.questionnaire.pages):
        option = question.option(flag)
        if option is not None:
            return option.words
    return ""


def meaning(ruleset: Ruleset, flag: str) -> str:
    """Return what a flag may mean, for a reviewer."""
    reason = ruleset.reasons[flag]
    return reason.about or reason.words


def suggestion_lines(ruleset: Ruleset) -> tuple[RuleLine, ...]:
    return tuple(suggestion_line(ruleset, rule) for rule in ruleset.suggestions.rows)


def red_flag_lines(ruleset: Ruleset) -> tuple[RuleLine, ...]:
    return tuple(red_flag_line(ruleset, row) for row in ruleset.red_flags.rows)


def treatment_lines(ruleset: Ruleset) -> tuple[RuleLine, ...]:
    return tuple(treatment_line(ruleset, row) for row in ruleset.treatment_rows.rows)


def also_see_lines(ruleset: Ruleset) -> tuple[RuleLine, ...]:
    return tuple(
        line(ruleset, row.id, row.when, row.unless) for row in ruleset.also_see.rows
    )


def suggestion_line(ruleset: Ruleset, rule: Rule) -> RuleLine:
    """Return a row of the suggestions in words."""
    cards = tuple(ruleset.treatments[card].name for card in rule.treatments)
    found = line(
        ruleset, rule.id, rule.when, group=rule.group, cards=cards, points=rule.points
    )
    own = ruleset.reasons[rule.id].own
    sentences = [
        (background.short, own[background.id])
        for background in ruleset.backgrounds
        if background.id in own
    ]
    all_sentences = " ".join(sentence for _, sentence in sentences)
    reason = found.reason or all_sentences
    return replace(found, said=tuple(sentences), reason=reason)


def red_flag_line(ruleset: Ruleset, row: RedFlagRow) -> RuleLine:
    heading = advice_heading(ruleset, row.level)
    return line(ruleset, row.id, row.when, worded=row.flag, does=heading)


def treatment_line(ruleset: Ruleset, row: TreatmentRow) -> RuleLine:
    cards = tuple(ruleset.treatments[card].name for card in row.cards)
    return line(
        ruleset,
        row.id,
        row.when,
        row.unless,
        does=getattr(ruleset.advice.effect, row.effect),
        cards=cards,
    )


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
) -> RuleLine:
    """Return a row in words. `worded` names the reason if it has another id than the
    row."""
    reason = ruleset.reasons.get(worded or row_id)
    findings = ruleset.questionnaire.findings
    terms = when.terms + (unless.terms if unless else ())
    return RuleLine(
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
    """Return whether the review date has passed."""
    return review_by is not None and review_by < today


def worked_patients(
    ruleset: Ruleset, vignettes: Sequence[Vignette]
) -> tuple[WorkedPatient, ...]:
    return tuple(worked(ruleset, vignette) for vignette in vignettes)


def worked(ruleset: Ruleset, vignette: Vignette) -> WorkedPatient:
    """Return a worked patient with the result under these rules."""
    found = assess(ruleset, vignette.answers)
    advice = ruleset.advice
    urgent = advice.crisis.heading if found.crisis else ""
    if found.level:
        urgent = advice.level[found.level].heading
    return WorkedPatient(
        vignette.story,
        tuple(ruleset.background(lead.background).name for lead in found.leads),
        getattr(advice.word, found.strength) if found.leads else advice.stop.heading,
        urgent,
        not list(unexpected_results(ruleset, (vignette,))),
    )
