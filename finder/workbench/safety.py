"""Claims about safety: red flags reach their level, nothing lowers it, every promise is kept."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from z3 import And, BoolRef, BoolVal, Implies, Not, Or, Solver, substitute

from finder.core.deciding.assess import assess
from finder.core.deciding.treatments import SuggestedTreatment, SuggestedTreatments
from finder.core.deciding.triage import triage
from finder.core.loading.promises import FILE as PROMISES
from finder.core.loading.promises import Promise
from finder.core.reviewing.proofs import Claim, Failure, Witness
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Chosen, Condition
from finder.core.rules.knowledge import Effect, Ruleset
from finder.core.rules.page import Kind, Option, Question
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of, variable
from finder.workbench.model import Model, RulesRow
from finder.workbench.options import QUESTIONNAIRE
from finder.workbench.solve import SECONDS, Bench, decided


def safety_lines(ruleset: Ruleset) -> Iterator[tuple[Question, Option]]:
    """The lines of every question that has a red flag among its options by name; each of them must be one."""
    flags = {row.flag for row in ruleset.red_flags.rows}
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            if any(option.id in flags for option in question.options):
                yield from ((question, option) for option in question.options if not option.alone)


def every_red_flag_is_raised(bench: Bench) -> Claim:
    """Whoever ticks a warning line is told, whatever else is answered, also after going back."""
    failures, tried = [], 0
    for question, option in safety_lines(bench.ruleset):
        tried += 1
        ticked = variable(question.id, option.id)
        if bench.ever.has(ticked, Not(bench.ever.model.raised(option.id))):
            place = source_lines.of_id(bench.folder, QUESTIONNAIRE, option.id, after=question.id)
            text = f"{option.id} can be ticked and raise nothing: a row of red_flags.csv is missing, or asks for more"
            shown = bench.show(
                missed(bench.ruleset, question.id, option.id), ticked, Not(bench.model.raised(option.id))
            )
            failures.append(Failure(option.id, *place, text, shown))
    return Claim(
        Sentence("Whoever ticks a warning line is told so, whatever else they answer."),
        Sentence("%(tried)s lines, also for those who went back and changed an answer", {"tried": tried}),
        tuple(failures),
    )


def missed(ruleset: Ruleset, question: str, flag: str) -> Callable[[Answers], bool]:
    def shows(answers: Answers) -> bool:
        raised = {found.flag for found in triage(ruleset, answers).flags}
        return flag in answers.get(question, ()) and flag not in raised

    return shows


def every_level_is_reached(bench: Bench) -> Claim:
    """No red flag is outvoted: the level is never under that of a row that holds."""
    failures = []
    for row in bench.ruleset.red_flags.rows:
        holds, reached = (bench.ever.model.fires[row.id], level_raised(bench.ever.model, row.level))
        if bench.ever.has(holds, Not(reached)):
            failures.append(
                Failure(row.id, *source_lines.of_row(bench.folder, row), f"{row.id} does not reach its level")
            )
    rows = len(bench.ruleset.red_flags.rows)
    return Claim(
        Sentence("Every red flag reaches its level; no points, wishes or other answers outvote it."),
        Sentence("%(rows)s rows", {"rows": rows}),
        tuple(failures),
        tuple(spans(bench)),
    )


def level_raised(model: Model, level: Level | None) -> BoolRef:
    if level is not None:
        return model.level_is(level)
    return any_of([model.fires[row.id] for row in model.ruleset.red_flags.rows if row.level is None] or [FALSE])


FALSE = BoolVal(val=False)


def spans(bench: Bench) -> Iterator[str]:
    """The flags whose level depends on other answers."""
    by_flag: dict[str, set[Level]] = {}
    for row in bench.ruleset.red_flags.rows:
        by_flag.setdefault(row.flag, set()).update([] if row.level is None else [row.level])
    by_levels: dict[str, list[str]] = {}
    for flag, levels in by_flag.items():
        if len(levels) > 1:
            named = " or ".join(level.name.lower().replace("_", " ") for level in sorted(levels))
            by_levels.setdefault(named, []).append(flag)
    for named, flags in by_levels.items():
        yield f"{named}, as other answers have it: {', '.join(flags)}"


def more_never_lowers(bench: Bench) -> Claim:
    """Two people: the second ticked all that the first did, and perhaps more."""
    model = bench.ever.model
    second = [(option, variable("more", str(option))) for option in model.options.values()]

    def more(formula: BoolRef) -> BoolRef:
        return substitute(formula, *second)

    solver = Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*model.possible, *map(more, model.possible), *(Implies(first, then) for first, then in second))
    rows: list[RulesRow] = [*bench.ruleset.red_flags.rows, *bench.ruleset.suggestions.rows]
    failures = [
        Failure(row.id, *source_lines.of_row(bench.folder, row), f"one more answer can undo {row.id}")
        for row in rows
        if decided(solver.check(model.holds(row.when), Not(more(model.holds(row.when)))))
    ]
    failures += list(stopping_ticks(bench))
    return Claim(
        Sentence("One more answer never lowers a score or a level."),
        Sentence("%(rows)s rows, for every two people of whom one ticked more", {"rows": len(rows)}),
        tuple(failures),
        ("taking an answer back, or choosing another where only one may stand, can lower them",),
    )


def stopping_ticks(bench: Bench) -> Iterator[Failure]:
    """One more tick must not end the questionnaire, and with it the suggestion."""
    many = {question.id for question in bench.model.questions.values() if question.kind is Kind.MANY}
    for page in bench.ruleset.questionnaire.pages:
        for question in page.questions:
            terms = question.stop_if.terms if question.stop_if is not None else ()
            if any(not isinstance(term, Chosen) or term.question in many for term in terms):
                place = source_lines.of_id(bench.folder, QUESTIONNAIRE, question.id, after=page.id)
                text = (
                    f"{question.id}: one more tick can end the questionnaire; let stop_if read a question of kind one"
                )
                yield Failure(question.id, *place, text)


def every_promise_holds(bench: Bench) -> Claim:
    failures = [failure for promise in bench.promises.promises for failure in broken(bench, promise)]
    return Claim(
        Sentence("Every promise of promises.toml is kept."),
        Sentence("%(promises)s promises", {"promises": len(bench.promises.promises)}),
        tuple(failures),
    )


def broken(bench: Bench, promise: Promise) -> Iterator[Failure]:
    for condition in promise.when:
        if not bench.first.has(bench.model.holds(condition)):
            yield unkept(promise, " can be kept by nobody: no one can answer like this")
        for formula, against, shows in breaches(bench.ruleset, promise):
            meant = partial(meets, bench.ruleset, condition, shows)
            if bench.first.has(bench.model.holds(condition), formula(bench.model)):
                shown = bench.show(meant, bench.model.holds(condition), formula(bench.model))
                yield unkept(promise, f" is not kept: {against}", shown)
            elif bench.ever.has(bench.ever.model.holds(condition), formula(bench.ever.model)):
                yield unkept(promise, f" is not kept after going back to an earlier page: {against}")


def unkept(promise: Promise, text: str, shown: Witness | None = None) -> Failure:
    return Failure(promise.words, PROMISES, promise.at, f"“{promise.words}”{text}", shown)


Formula = Callable[[Model], BoolRef]
Shows = Callable[[Answers], bool]


def meets(ruleset: Ruleset, condition: Condition, shows: Shows, answers: Answers) -> bool:
    return condition.holds(answers, ruleset.questionnaire.findings) and shows(answers)


def breaches(ruleset: Ruleset, promise: Promise) -> Iterator[tuple[Formula, str, Shows]]:
    """Each way to break it: as a formula, in words, and as the app shows it."""
    if promise.kind == "level":
        yield (
            lambda model: Not(level_raised(model, promise.level)),
            "the level is lower",
            lambda answers: not level_reached(ruleset, answers, promise.level),
        )
    if promise.kind == "never_alone":
        index = [background.id for background in ruleset.backgrounds].index(promise.background)
        yield (
            lambda model: And(model.leads[index], *[Not(other) for other in without(model.leads, index)]),
            f"{promise.background} leads alone",
            lambda answers: [lead.background for lead in assess(ruleset, answers).leads] == [promise.background],
        )
    for card in promise.cards:
        yield breach_by_card(ruleset, promise, card)


def without(formulas: Sequence[BoolRef], index: int) -> list[BoolRef]:
    return [formula for place, formula in enumerate(formulas) if place != index]


def breach_by_card(ruleset: Ruleset, promise: Promise, card: str) -> tuple[Formula, str, Shows]:
    if promise.kind == "line":
        row = next(row for row in ruleset.treatment_rows.rows if row.id == promise.line)
        carries = row.effect.is_caution and card in row.cards
        return (
            lambda model: And(model.suggested[card], Not(model.fires[row.id]) if carries else BoolVal(val=True)),
            f"{card} is offered without {promise.line}",
            lambda answers: any(
                promise.line not in suggestion.cautions for suggestion in suggestions_of(ruleset, answers, card)
            ),
        )
    if promise.kind == "later":
        return (
            lambda model: model.suggested_now[card],
            f"{card} is offered now",
            lambda answers: card in {suggestion.treatment for suggestion in now(assess(ruleset, answers).treatments)},
        )
    return (
        lambda model: model.suggested[card],
        f"{card} is offered",
        lambda answers: bool(suggestions_of(ruleset, answers, card)),
    )


def level_reached(ruleset: Ruleset, answers: Answers, level: Level | None) -> bool:
    found = triage(ruleset, answers)
    return found.crisis if level is None else found.level >= level


def now(treatments: SuggestedTreatments) -> list[SuggestedTreatment]:
    return [suggestion for step in treatments.steps for suggestion in (*step.shown, *step.more)]


def suggestions_of(ruleset: Ruleset, answers: Answers, card: str) -> list[SuggestedTreatment]:
    treatments = assess(ruleset, answers).treatments
    return [suggestion for suggestion in (*now(treatments), *treatments.later) if suggestion.treatment == card]


def every_caution_reaches_a_card(bench: Bench) -> Claim:
    """A caution that names cards meets at least one of them, and no hidden card is offered."""
    failures, tried = [], 0
    for row in bench.ruleset.treatment_rows.rows:
        met = [bench.model.suggested[card] for card in row.cards if card in bench.model.suggested]
        if not row.effect.is_caution or not row.cards:
            continue
        tried += len(row.cards)
        if not bench.first.has(bench.model.fires[row.id], Or(met)):
            place = source_lines.of_row(bench.folder, row)
            failures.append(Failure(row.id, *place, f"{row.id} meets none of its cards: none is offered when it holds"))
    for card, suggested in bench.model.suggested.items():
        hidden = bench.model.on(card, Effect.HIDE)
        if bench.first.has(suggested, hidden):
            failures.append(Failure(card, "treatments.csv", 1, f"{card} can be hidden and offered at once"))
    return Claim(
        Sentence("Every caution reaches cards that it is about, and no hidden card is offered."),
        Sentence(
            "%(tried)s pairs of caution and card, %(cards)s cards",
            {"tried": tried, "cards": len(bench.model.suggested)},
        ),
        tuple(failures),
    )
