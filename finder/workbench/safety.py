"""Claims about safety: red flags reach their level, nothing lowers it, and cautions
reach their cards."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from z3 import BoolRef, Implies, Not, Or, Solver, substitute

from finder.core.deciding.triage import triage
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Chosen, Term
from finder.core.rules.knowledge import Effect, Ruleset, TreatmentRow
from finder.core.rules.page import Kind, Option, Question, questions_of
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import variable
from finder.workbench.model import Model, RulesRow
from finder.workbench.options import QUESTIONNAIRE
from finder.workbench.solve import SECONDS, Bench, decided


def safety_lines(ruleset: Ruleset) -> Iterator[tuple[Question, Option]]:
    """Yield the lines of every question that has a red flag among its options. Each of
    these lines must be a red flag."""
    flags = {row.flag for row in ruleset.red_flags.rows}
    for question in questions_of(ruleset.questionnaire.pages):
        if not question.option_ids & flags:
            continue
        for option in question.options:
            if not option.alone:
                yield question, option


def every_red_flag_is_raised(bench: Bench) -> Claim:
    """Check that a ticked warning line always leads to its advice. Other answers, or
    going back, must not change that."""
    lines = list(safety_lines(bench.ruleset))
    failures: list[Failure] = []
    for question, option in lines:
        failures += unraised(bench, question.id, option.id)
    return Claim(
        Sentence(
            "Anyone who ticks a warning line gets its advice, whatever else they answer."
        ),
        Sentence(
            "%(tried)s lines, even for people who went back and changed an answer",
            {"tried": len(lines)},
        ),
        tuple(failures),
    )


def unraised(bench: Bench, question: str, line: str) -> Failures:
    """Yield a failure if a warning line can be ticked without raising anything."""
    ticked = variable(question, line)
    if bench.ever.has(ticked, Not(bench.ever.model.raised(line))):
        place = source_lines.of_id(bench.folder, QUESTIONNAIRE, line, after=question)
        text = (
            f"{line} can be ticked without raising a red flag: a row of red_flags.csv is missing, or its condition "
            "asks for more"
        )
        shows = missed(bench.ruleset, question, line)
        shown = bench.show(shows, ticked, Not(bench.model.raised(line)))
        yield Failure(line, *place, text, shown)


def missed(ruleset: Ruleset, question: str, flag: str) -> Callable[[Answers], bool]:
    def shows(answers: Answers) -> bool:
        raised = {found.flag for found in triage(ruleset, answers).flags}
        return flag in answers.get(question, ()) and flag not in raised

    return shows


def every_level_is_reached(bench: Bench) -> Claim:
    """Check that the level is never below that of a row that holds, so no red flag is
    outvoted."""
    model = bench.ever.model
    rows = bench.ruleset.red_flags.rows
    failures = []
    for row in rows:
        reached = level_raised(model, row.level)
        if bench.ever.has(model.fires[row.id], Not(reached)):
            place = source_lines.of_row(bench.folder, row)
            failures.append(
                Failure(row.id, *place, f"{row.id} does not reach its level")
            )
    return Claim(
        Sentence(
            "Every red flag reaches its level; no points, wishes or other answers change that."
        ),
        Sentence("%(rows)s rows", {"rows": len(rows)}),
        tuple(failures),
        tuple(spans(bench)),
    )


def level_raised(model: Model, level: Level | None) -> BoolRef:
    return model.in_crisis if level is None else model.level_is(level)


def spans(bench: Bench) -> Iterator[str]:
    """Yield the flags whose level depends on other answers."""
    by_flag: dict[str, set[Level]] = {}
    for row in bench.ruleset.red_flags.rows:
        levels = by_flag.setdefault(row.flag, set())
        if row.level is not None:
            levels.add(row.level)
    by_levels: dict[str, list[str]] = {}
    for flag, levels in by_flag.items():
        if len(levels) > 1:
            in_order = sorted(levels)
            names = [level.id.replace("_", " ") for level in in_order]
            with_same = by_levels.setdefault(" or ".join(names), [])
            with_same.append(flag)
    for names_of_levels, flags in by_levels.items():
        yield f"{names_of_levels}, as other answers have it: {', '.join(flags)}"


def more_never_lowers(bench: Bench) -> Claim:
    """Check that more ticks never undo a row. It compares any two people of whom the
    second ticked at least as much."""
    model = bench.ever.model
    second = [
        (option, variable("more", str(option))) for option in model.options.values()
    ]

    def more(formula: BoolRef) -> BoolRef:
        return substitute(formula, *second)

    solver = Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*model.possible)
    solver.add(*map(more, model.possible))
    solver.add(*[Implies(first, then) for first, then in second])
    rows: list[RulesRow] = [
        *bench.ruleset.red_flags.rows,
        *bench.ruleset.suggestions.rows,
    ]
    failures = []
    for row in rows:
        holds = model.holds(row.when)
        if decided(solver.check(holds, Not(more(holds)))):
            place = source_lines.of_row(bench.folder, row)
            failures.append(
                Failure(row.id, *place, f"one more answer can undo {row.id}")
            )
    failures += stopping_ticks(bench)
    return Claim(
        Sentence("One more answer never lowers a score or a level."),
        Sentence(
            "%(rows)s rows, for every two people where one ticked more",
            {"rows": len(rows)},
        ),
        tuple(failures),
        (
            "removing an answer, or changing the answer to a question with one choice, can lower them",
        ),
    )


def stopping_ticks(bench: Bench) -> Failures:
    """Yield a failure if one more tick can end the questionnaire, and with it the
    suggestion."""
    questions = bench.model.questions
    for page in bench.ruleset.questionnaire.pages:
        for question in page.questions:
            terms = question.stop_if.terms if question.stop_if else ()
            if any(may_come_by_one_more_tick(term, questions) for term in terms):
                place = source_lines.of_id(
                    bench.folder, QUESTIONNAIRE, question.id, after=page.id
                )
                fix = "let stop_if read a question of kind one"
                yield Failure(
                    question.id,
                    *place,
                    f"{question.id}: one more tick can end the questionnaire; {fix}",
                )


def may_come_by_one_more_tick(term: Term, questions: Mapping[str, Question]) -> bool:
    if not isinstance(term, Chosen):
        return True
    return questions[term.question].kind is Kind.MANY


def every_caution_reaches_a_card(bench: Bench) -> Claim:
    """Check that each caution about cards meets at least one of them, and that no
    hidden card is suggested."""
    rows = bench.ruleset.treatment_rows.rows
    about_cards = [row for row in rows if row.effect.is_caution and row.cards]
    suggested = bench.model.suggested
    failures = [*meeting_no_card(bench, about_cards), *hidden_and_offered(bench)]
    tried = sum(len(row.cards) for row in about_cards)
    return Claim(
        Sentence(
            "Every caution is shown with its cards, and no hidden card is suggested."
        ),
        Sentence(
            "%(tried)s pairs of caution and card, %(cards)s cards",
            {"tried": tried, "cards": len(suggested)},
        ),
        tuple(failures),
    )


def meeting_no_card(bench: Bench, rows: Iterable[TreatmentRow]) -> Failures:
    suggested = bench.model.suggested
    for row in rows:
        fired = bench.model.fires[row.id]
        met = [suggested[card] for card in row.cards if card in suggested]
        if not bench.first.has(fired, Or(met)):
            place = source_lines.of_row(bench.folder, row)
            yield Failure(
                row.id,
                *place,
                f"{row.id} never appears with its cards: it never applies to a suggested card",
            )


def hidden_and_offered(bench: Bench) -> Failures:
    for card, suggested in bench.model.suggested.items():
        hidden = bench.model.on(card, Effect.HIDE)
        if bench.first.has(suggested, hidden):
            yield Failure(
                card, "treatments.csv", 1, f"{card} can be hidden and suggested at once"
            )
