"""Claims about rows and questions: each is useful to someone."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations

from z3 import And, BoolRef, Not, Or, PbLe

from finder.core.deciding.assess import excepted
from finder.core.loading.promises import FILE as PROMISES
from finder.core.reviewing.proofs import Claim, Failure
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Findings, Scale
from finder.core.rules.findings import Sum as Added
from finder.core.rules.knowledge import AlsoSee, Effect, RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.rules.page import SCALE, Kind
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of
from finder.workbench.model import RulesRow
from finder.workbench.solve import Bench

OptionKey = tuple[str, str]
"""A question and one of its options."""


def rows_of(ruleset: Ruleset) -> list[RulesRow]:
    return [
        *ruleset.red_flags.rows,
        *ruleset.suggestions.rows,
        *ruleset.treatment_rows.rows,
        *ruleset.also_see.rows,
    ]


def fires(ruleset: Ruleset, row: RulesRow, answers: Answers) -> bool:
    """The app itself says that the row has its effect."""
    going = isinstance(row, RedFlagRow | AlsoSee) or not ruleset.questionnaire.stops(answers)
    holds = row.when.holds(answers, ruleset.questionnaire.findings)
    return going and holds and not excepted(getattr(row, "unless", None), ruleset, answers)


def every_row_can_fire(bench: Bench) -> Claim:
    rows = rows_of(bench.ruleset)
    failures = [
        Failure(
            row.id, *source_lines.of_row(bench.folder, row), f"{row.id} can never hold: no one can answer like this"
        )
        for row in rows
        if not bench.first.has(bench.model.fires[row.id])
    ]
    return Claim(
        Sentence("Every row of every table holds for someone."),
        Sentence("%(rows)s rows", {"rows": len(rows)}),
        tuple(failures),
    )


def no_row_is_swallowed(bench: Bench) -> Claim:
    """A row that changes nothing whenever it holds, since others have said it already."""
    rows = rows_of(bench.ruleset)
    failures = [failure for row in rows for failure in swallowed(bench, row)]
    failures += list(counted_twice(bench))
    return Claim(
        Sentence("No row is swallowed by another: each changes something that no other row does."),
        Sentence("%(rows)s rows, each against all others", {"rows": len(rows)}),
        tuple(failures),
    )


def swallowed(bench: Bench, row: RulesRow) -> Iterator[Failure]:
    holds, matters = bench.model.fires[row.id], matters_of(bench, row)
    if bench.first.has(holds) and not bench.first.has(holds, matters):
        shown = bench.show(partial(fires, bench.ruleset, row), holds)
        text = f"{row.id} changes nothing: whenever it holds, other rows have said the same or more"
        yield Failure(row.id, *source_lines.of_row(bench.folder, row), text, shown)


def matters_of(bench: Bench, row: RulesRow) -> BoolRef:
    """Return that the row changes a result: it holds, and no other row has the same effect."""
    if isinstance(row, Rule):
        return Or(rule_matters(bench, row))
    rivals = [bench.model.fires[other.id] for other in rivals_of(bench.ruleset, row)]
    return Not(any_of(rivals)) if rivals else And()


def rule_matters(bench: Bench, rule: Rule) -> Iterator[BoolRef]:
    """Room under the cap for its points, or a card that no other rule names."""
    cap = bench.ruleset.scoring.caps[rule.group]
    for index, points in enumerate(rule.points):
        if points:
            others = bench.model.contributions(rule.group, index, without=rule.id)
            yield PbLe(others, cap - 1) if others else And()
    for card in rule.treatments:
        naming = [other for other in bench.ruleset.suggestions.rows if card in other.treatments and other != rule]
        yield Not(any_of([bench.model.fires[other.id] for other in naming])) if naming else And()


def rivals_of(ruleset: Ruleset, row: RulesRow) -> list[RulesRow]:
    """The rows that do to everyone they meet all that this one does."""
    return [other for other in rows_of(ruleset) if other.id != row.id and does_as_much(ruleset, other, row)]


def does_as_much(ruleset: Ruleset, other: RulesRow, row: RulesRow) -> bool:
    """Only where one row can stand for another: the same flag as urgent, the same effect, or the same words."""
    if isinstance(other, RedFlagRow) and isinstance(row, RedFlagRow):
        return other.flag == row.flag and at_least_as_urgent(other.level, row.level)
    if isinstance(other, TreatmentRow) and isinstance(row, TreatmentRow):
        same = other.effect is row.effect and set(row.cards) <= set(other.cards)
        return same and (row.effect in SILENT or says(ruleset, other) == says(ruleset, row))
    return (
        type(other) is type(row)
        and not isinstance(row, Rule | RedFlagRow)
        and says(ruleset, other) == says(ruleset, row)
    )


SILENT = {Effect.HIDE, Effect.FIRST, Effect.ONLY}


def at_least_as_urgent(level: Level | None, other: Level | None) -> bool:
    return level == other if level is None or other is None else level >= other


def says(ruleset: Ruleset, row: RulesRow) -> str:
    return ruleset.reasons[row.id].words if row.id in ruleset.reasons else ""


def counted_twice(bench: Bench) -> Iterator[Failure]:
    """Two rules of one group that give the same, of which one always brings the other."""
    for rule, other in permutations(bench.ruleset.suggestions.rows, 2):
        if (rule.group, rule.points, set(rule.treatments)) != (other.group, other.points, set(other.treatments)):
            continue
        one, two = bench.model.fires[rule.id], bench.model.fires[other.id]
        if bench.first.has(one) and not bench.first.has(one, Not(two)):
            shown = bench.show(partial(fires, bench.ruleset, rule), one)
            text = f"{rule.id} gives again what {other.id} gives: whoever it holds for, that one holds too"
            yield Failure(rule.id, *source_lines.of_row(bench.folder, rule), text, shown)


def every_page_can_be_reached(bench: Bench) -> Claim:
    """Every page, every question and every option is shown to someone."""
    failures, tried = [], 0
    for page in bench.ruleset.questionnaire.pages:
        for question in page.questions:
            tried += 1 + len(question.options)
            if not bench.first.has(bench.model.asked[question.id]):
                text = f"{question.id} is never asked: no one can answer so that its page comes"
                place = source_lines.of_id(bench.folder, QUESTIONNAIRE, question.id, after=page.id)
                failures.append(Failure(question.id, *place, text))
                continue
            for option in question.options:
                if not bench.first.has(bench.model.options[question.id, option.id]):
                    place = source_lines.of_id(bench.folder, QUESTIONNAIRE, option.id, after=question.id)
                    text = f"{question.id}:{option.id} is never shown: no one can answer so that it comes"
                    failures.append(Failure(f"{question.id}:{option.id}", *place, text))
    pages = len(bench.ruleset.questionnaire.pages)
    return Claim(
        Sentence("Every page, every question and every option is shown to someone."),
        Sentence("%(pages)s pages with %(tried)s questions and options", {"pages": pages, "tried": tried}),
        tuple(failures),
    )


QUESTIONNAIRE = "questionnaire.toml"


def every_option_counts(bench: Bench) -> Claim:
    """Every option is read by some row, or is one that people need to say and doctors to read."""
    asked_only = {(question, option) for question, options in bench.promises.asked_only.items() for option in options}
    read, failures, tried = options_read(bench.ruleset), [], 0
    for question, option in countable(bench.ruleset):
        tried += 1
        if (question, option) not in read | asked_only:
            place = source_lines.of_id(bench.folder, QUESTIONNAIRE, option, after=question)
            text = (
                f"{question}:{option} changes nothing: no row reads it; use it, or list it as asked only in {PROMISES}"
            )
            failures.append(Failure(f"{question}:{option}", *place, text))
    for question, option in sorted(asked_only & read):
        text = f"{question}:{option} is listed as asked only, but rows read it; take it off the list"
        failures.append(Failure(f"{question}:{option}", *source_lines.of_key(bench.folder, PROMISES, question), text))
    notes = [f"asked only, and printed for the doctor: {', '.join(f'{q}:{o}' for q, o in sorted(asked_only))}"]
    return Claim(
        Sentence("Every answer can change something, but for those that are only passed on to the doctor."),
        Sentence("%(tried)s options", {"tried": tried}),
        tuple(failures),
        tuple(notes if asked_only else ()),
    )


def countable(ruleset: Ruleset) -> Iterator[OptionKey]:
    """The options that say something; one that stands alone says that nothing fits."""
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            if question.kind is Kind.SCALE:
                yield from ((question.id, number) for number in SCALE[1:])
            yield from ((question.id, option.id) for option in question.options if not option.alone)


def options_read(ruleset: Ruleset) -> set[OptionKey]:
    """Return every option that a condition looks at: in a table, the scoring, the questionnaire, or what follows from a
    result."""
    scoring, questionnaire, after = ruleset.scoring, ruleset.questionnaire, ruleset.after_result
    conditions: list[Condition | None] = [scoring.early, scoring.team_when, *scoring.team_any, questionnaire.helper]
    for row in (*rows_of(ruleset), *scoring.regular_doctor, *after.ask, *after.access):
        conditions += [row.when, getattr(row, "unless", None)]
    for page in questionnaire.pages:
        conditions.append(page.ask_if)
        for question in page.questions:
            conditions += [question.ask_if, question.stop_if, *(option.ask_if for option in question.options)]
    return read_by(conditions, questionnaire.findings)


def read_by(conditions: Sequence[Condition | None], findings: Findings) -> set[OptionKey]:
    terms = [term for condition in conditions if condition is not None for term in condition.terms]
    return set().union(*(read_by_term(term, findings) for term in terms))


def read_by_term(term: Term, findings: Findings) -> set[OptionKey]:
    if isinstance(term, Chosen):
        return {(term.question, option) for option in term.options}
    match findings.by_name[term.name]:
        case Scale(question):
            return {(question, number) for number in SCALE}
        case Count(question, name_of):
            return {(question, option) for option in name_of}
        case Added(names):
            return set().union(*(read_by_term(AtLeast(name, 1), findings) for name in names))
        case AnyOf(conditions):
            return read_by(conditions, findings)
