"""Claims about rows: each holds for someone, and changes something that no other row
does."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations

from z3 import And, BoolRef, Not, Or, PbLe

from finder.core.deciding.assess import excepted
from finder.core.reviewing.proofs import Claim, Failure
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import (
    AlsoSee,
    Effect,
    RedFlagRow,
    Rule,
    Ruleset,
    TreatmentRow,
)
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of
from finder.workbench.model import RulesRow
from finder.workbench.solve import Bench


def rows_of(ruleset: Ruleset) -> list[RulesRow]:
    return [
        *ruleset.red_flags.rows,
        *ruleset.suggestions.rows,
        *ruleset.treatment_rows.rows,
        *ruleset.also_see.rows,
    ]


def fires(ruleset: Ruleset, row: RulesRow, answers: Answers) -> bool:
    """Return whether the app itself says that the row has its effect."""
    questionnaire = ruleset.questionnaire
    holds_anyway = isinstance(row, RedFlagRow | AlsoSee)
    if not holds_anyway and questionnaire.stops(answers):
        return False
    if not row.when.holds(answers, questionnaire.findings):
        return False
    unless = getattr(row, "unless", None)
    return not excepted(unless, ruleset, answers)


def every_row_can_fire(bench: Bench) -> Claim:
    rows = rows_of(bench.ruleset)
    failures = []
    for row in rows:
        if not bench.first.has(bench.model.fires[row.id]):
            place = source_lines.of_row(bench.folder, row)
            text = f"{row.id} can never apply: no possible answers meet its condition"
            failures.append(Failure(row.id, *place, text))
    return Claim(
        Sentence("Every row of every table applies to someone."),
        Sentence("%(rows)s rows", {"rows": len(rows)}),
        tuple(failures),
    )


def no_row_is_redundant(bench: Bench) -> Claim:
    """Check that each row sometimes changes something that no other row does."""
    rows = rows_of(bench.ruleset)
    failures: list[Failure] = []
    for row in rows:
        failures += redundancies(bench, row)
    failures += counted_twice(bench)
    return Claim(
        Sentence(
            "No row is redundant: each changes something that no other row changes."
        ),
        Sentence("%(rows)s rows, each compared with all others", {"rows": len(rows)}),
        tuple(failures),
    )


def redundancies(bench: Bench, row: RulesRow) -> Iterator[Failure]:
    holds = bench.model.fires[row.id]
    matters = makes_a_difference(bench, row)
    if bench.first.has(holds) and not bench.first.has(holds, matters):
        place = source_lines.of_row(bench.folder, row)
        shown = bench.show(partial(fires, bench.ruleset, row), holds)
        text = f"{row.id} changes nothing: whenever it applies, other rows say the same or more"
        yield Failure(row.id, *place, text, shown)


def makes_a_difference(bench: Bench, row: RulesRow) -> BoolRef:
    """Return the formula that the row changes a result, because no other row has the
    same effect."""
    if isinstance(row, Rule):
        return Or(rule_matters(bench, row))
    return none_fires(bench, rivals_of(bench.ruleset, row))


def none_fires(bench: Bench, rows: Sequence[RulesRow]) -> BoolRef:
    if not rows:
        return And()
    fired = any_of(bench.model.fires[row.id] for row in rows)
    return Not(fired)


def rule_matters(bench: Bench, rule: Rule) -> Iterator[BoolRef]:
    """Yield the ways in which a rule matters, as formulas.

    The cap of its group leaves room for its points, or no other rule names one of its
    cards.
    """
    cap = bench.ruleset.scoring.caps[rule.group]
    for index, points in enumerate(rule.points):
        if points:
            others = bench.model.contributions(rule.group, index, without=rule.id)
            yield PbLe(others, cap - 1) if others else And()
    other_rules = [other for other in bench.ruleset.suggestions.rows if other != rule]
    for card in rule.treatments:
        naming = [other for other in other_rules if card in other.treatments]
        yield none_fires(bench, naming)


def rivals_of(ruleset: Ruleset, row: RulesRow) -> list[RulesRow]:
    """Return the other rows that have all effects of this row."""
    others = [other for other in rows_of(ruleset) if other.id != row.id]
    return [other for other in others if has_same_effects(ruleset, other, row)]


def has_same_effects(ruleset: Ruleset, other: RulesRow, row: RulesRow) -> bool:
    """Return whether another row has all effects of this one.

    Only rows of the same table can: with the same flag and at least its urgency, the
    same effect, or the same words.
    """
    match other, row:
        case RedFlagRow(), RedFlagRow():
            return other.flag == row.flag and at_least_as_urgent(other.level, row.level)
        case TreatmentRow(), TreatmentRow():
            return moves_as_much(other, row) and (
                row.effect in WITHOUT_WORDS or say_the_same(ruleset, other, row)
            )
        case AlsoSee(), AlsoSee():
            return say_the_same(ruleset, other, row)
        case _:
            return False


def moves_as_much(other: TreatmentRow, row: TreatmentRow) -> bool:
    """Return whether the other row has the same effect on all cards of this one."""
    return other.effect is row.effect and set(row.cards) <= set(other.cards)


WITHOUT_WORDS = {Effect.HIDE, Effect.FIRST, Effect.ONLY}


def at_least_as_urgent(level: Level | None, other: Level | None) -> bool:
    if level is None or other is None:
        return level == other
    return level >= other


def say_the_same(ruleset: Ruleset, other: RulesRow, row: RulesRow) -> bool:
    return says(ruleset, other) == says(ruleset, row)


def says(ruleset: Ruleset, row: RulesRow) -> str:
    reason = ruleset.reasons.get(row.id)
    return reason.words if reason else ""


def counted_twice(bench: Bench) -> Iterator[Failure]:
    """Yield a failure for each rule that gives the same as another rule which always
    holds with it."""
    for rule, other in permutations(bench.ruleset.suggestions.rows, 2):
        if effect_of(rule) != effect_of(other):
            continue
        one = bench.model.fires[rule.id]
        without_other = Not(bench.model.fires[other.id])
        if bench.first.has(one) and not bench.first.has(one, without_other):
            place = source_lines.of_row(bench.folder, rule)
            shown = bench.show(partial(fires, bench.ruleset, rule), one)
            text = f"{rule.id} repeats the points of {other.id}: whenever {rule.id} applies, {other.id} applies too"
            yield Failure(rule.id, *place, text, shown)


def effect_of(rule: Rule) -> tuple[object, ...]:
    """Return everything that a rule gives."""
    return rule.group, rule.points, set(rule.treatments)
