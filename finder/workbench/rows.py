"""Claims about rows: each holds for someone, and changes something that no other row
does."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations

from z3 import And, BoolRef, Not, Or, PbLe

from finder.core.deciding.assess import excepted
from finder.core.reviewing.proofs import Claim, Failure, Failures
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

WITHOUT_WORDS = {Effect.HIDE, Effect.FIRST, Effect.ONLY}
"""Effects that need no words."""


def rows_of(ruleset: Ruleset) -> list[RulesRow]:
    """Return the rows of all tables."""
    return [
        *ruleset.red_flags.rows,
        *ruleset.suggestions.rows,
        *ruleset.treatment_rows.rows,
        *ruleset.also_see.rows,
    ]


def fires(ruleset: Ruleset, row: RulesRow, answers: Answers) -> bool:
    """Return whether the app itself says that the row has its effect."""
    questionnaire = ruleset.questionnaire
    needs_suggestion = isinstance(row, Rule | TreatmentRow)
    if needs_suggestion and questionnaire.stops(answers):
        return False
    if not row.when.holds(answers, questionnaire.findings):
        return False
    unless = getattr(row, "unless", None)
    return not excepted(unless, ruleset, answers)


def every_row_can_fire(bench: Bench) -> Claim:
    rows = rows_of(bench.ruleset)
    failures = []
    for row in rows:
        fired = bench.model.fires[row.id]
        if not bench.first.has(fired):
            place = source_lines.of_row(bench.folder, row)
            text = f"{row.id} can never apply: no possible answers meet its condition"
            failure = Failure(row.id, *place, text)
            failures.append(failure)
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


def redundancies(bench: Bench, row: RulesRow) -> Failures:
    """Yield a failure if a row fires for someone, but never makes a difference."""
    fired = bench.model.fires[row.id]
    matters = makes_a_difference(bench, row)
    if always_without(bench, fired, matters):
        text = f"{row.id} changes nothing: whenever it applies, other rows say the same or more"
        yield failure_with_patient(bench, row, fired, text)


def always_without(bench: Bench, fired: BoolRef, other: BoolRef) -> bool:
    """Return whether a row fires for someone, but never with the other formula."""
    if not bench.first.has(fired):
        return False
    return not bench.first.has(fired, other)


def failure_with_patient(
    bench: Bench, row: RulesRow, fired: BoolRef, text: str
) -> Failure:
    """Return a failure of a row, with a patient for whom it fires."""
    place = source_lines.of_row(bench.folder, row)
    really_fires = partial(fires, bench.ruleset, row)
    patient = bench.show(really_fires, fired)
    return Failure(row.id, *place, text, patient)


def makes_a_difference(bench: Bench, row: RulesRow) -> BoolRef:
    """Return the formula that the row changes a result, because no other row has the
    same effect."""
    if isinstance(row, Rule):
        return Or(rule_matters(bench, row))
    return none_fires(bench, rivals_of(bench.ruleset, row))


def none_fires(bench: Bench, rows: Sequence[RulesRow]) -> BoolRef:
    """Return the formula that none of these rows fires. It is true if there are no
    rows."""
    if not rows:
        return And()
    fires = bench.model.fires
    fired = [fires[row.id] for row in rows]
    return Not(any_of(fired))


def rule_matters(bench: Bench, rule: Rule) -> Iterator[BoolRef]:
    """Yield the ways in which a rule matters, as formulas.

    The cap of its group leaves room for its points, or no other rule names one of its
    cards.
    """
    for index, points in enumerate(rule.points):
        if points:
            yield has_room(bench, rule, index)
    rules = bench.ruleset.suggestions.rows
    other_rules = [other for other in rules if other != rule]
    for card in rule.treatments:
        naming = [other for other in other_rules if card in other.treatments]
        yield none_fires(bench, naming)


def has_room(bench: Bench, rule: Rule, index: int) -> BoolRef:
    """Return the formula that the other rules of a group give a background fewer points
    than the cap of the group."""
    group = rule.group
    cap = bench.ruleset.scoring.caps[group]
    others = bench.model.contributions(group, index, without=rule.id)
    if not others:
        return And()
    return PbLe(others, cap - 1)


def rivals_of(ruleset: Ruleset, row: RulesRow) -> list[RulesRow]:
    """Return the other rows that have all effects of this row."""
    found = []
    for other in rows_of(ruleset):
        is_same_row = other.id == row.id
        if not is_same_row and has_same_effects(ruleset, other, row):
            found.append(other)
    return found


def has_same_effects(ruleset: Ruleset, other: RulesRow, row: RulesRow) -> bool:
    """Return whether another row has all effects of this one.

    Only rows of the same table can: with the same flag and at least its urgency, the
    same effect, or the same words.
    """
    match other, row:
        case RedFlagRow(), RedFlagRow():
            return raises_as_much(other, row)
        case TreatmentRow(), TreatmentRow():
            has_words = row.effect not in WITHOUT_WORDS
            if has_words and not has_same_words(ruleset, other, row):
                return False
            return moves_as_much(other, row)
        case AlsoSee(), AlsoSee():
            return has_same_words(ruleset, other, row)
        case _:
            return False


def raises_as_much(other: RedFlagRow, row: RedFlagRow) -> bool:
    """Return whether the other row raises the same flag, at least as urgently. A crisis
    cannot be compared with a level."""
    if other.flag != row.flag:
        return False
    if other.level is None or row.level is None:
        return other.level == row.level
    return other.level >= row.level


def moves_as_much(other: TreatmentRow, row: TreatmentRow) -> bool:
    """Return whether the other row has the same effect on all cards of this one."""
    if other.effect is not row.effect:
        return False
    return set(row.cards) <= set(other.cards)


def has_same_words(ruleset: Ruleset, other: RulesRow, row: RulesRow) -> bool:
    return words_of(ruleset, other) == words_of(ruleset, row)


def words_of(ruleset: Ruleset, row: RulesRow) -> str:
    """Return the words of a row's reason, empty if it has none."""
    reason = ruleset.reasons.get(row.id)
    return reason.words if reason else ""


def counted_twice(bench: Bench) -> Failures:
    """Yield a failure for each rule that gives the same as another rule which always
    holds with it."""
    rules = bench.ruleset.suggestions.rows
    for rule, other in permutations(rules, 2):
        if effect_of(rule) != effect_of(other):
            continue
        fired = bench.model.fires[rule.id]
        without_other = Not(bench.model.fires[other.id])
        if always_without(bench, fired, without_other):
            text = f"{rule.id} repeats the points of {other.id}: whenever {rule.id} applies, {other.id} applies too"
            yield failure_with_patient(bench, rule, fired, text)


def effect_of(rule: Rule) -> tuple[object, ...]:
    """Return everything that a rule gives."""
    return rule.group, rule.points, set(rule.treatments)
