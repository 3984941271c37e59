"""Claims about dangers: a person who ticks a line that catches one gets its advice, and
everyone sees the required lines."""

from collections.abc import Callable, Iterator, Sequence

from z3 import And, BoolRef, Not, Or

from finder.core.deciding.triage import level_id, triage
from finder.core.reviewing.dangers import (
    FILE,
    Danger,
    load_dangers,
    reaches,
)
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Chosen, Condition
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Page, Question
from finder.core.rules.sentence import Sentence
from finder.core.summarizing.wording import sentence
from finder.workbench.formulas import any_of, variable
from finder.workbench.model import Model
from finder.workbench.safety import level_raised
from finder.workbench.solve import Bench, World

UNTICKED = "has no line that a person can tick"


def every_danger_is_caught(bench: Bench) -> Claim:
    """Check that a ticked line that reaches a danger leads to its level. Everyone must
    see the lines meant for everyone."""
    dangers = load_dangers(bench.folder, bench.ruleset)
    failures: list[Failure] = []
    for danger in dangers:
        failures += uncaught(bench, danger)
    without_line = [danger.condition for danger in dangers if not danger.lines]
    notes = [f"no line catches: {'; '.join(without_line)}"] if without_line else []
    reaching = sum(len(danger.reaching) for danger in dangers)
    return Claim(
        Sentence(
            "Each danger that we look for is reported by its own lines, whatever else is answered."
        ),
        Sentence(
            "%(dangers)s dangers, %(lines)s lines that reach their level",
            {"dangers": len(dangers), "lines": reaching},
        ),
        tuple(failures),
        tuple(notes),
    )


def uncaught(bench: Bench, danger: Danger) -> Failures:
    """Yield a failure for each gap of a danger."""
    for text, shown in gaps(bench.ever, danger):
        witness = None
        if shown is not None:
            formula, shows = shown
            witness = bench.show(shows, formula)
        yield Failure(
            danger.id,
            FILE,
            danger.at,
            f"{danger.id} ({danger.condition}) {text}",
            witness,
        )


Shown = tuple[BoolRef, Callable[[Answers], bool]]
"""A formula for a patient who shows the gap, and a function that returns whether the
app agrees."""


def gaps(world: World, danger: Danger) -> Iterator[tuple[str, Shown | None]]:
    """Yield each gap of a danger in words, with a patient who shows it, None if there
    is no such patient."""
    for line in danger.reaching:
        yield from missing_levels(world, danger, line)
    for line in danger.always_asked:
        for text in unseen(world, line):
            yield text, None
    if danger.lines and not world.has(raised_by_its_lines(world.model, danger)):
        yield (
            f"never gets the level {level_id(danger.least)}, whatever the answers",
            None,
        )


def missing_levels(
    world: World, danger: Danger, line: str
) -> Iterator[tuple[str, Shown | None]]:
    """Yield why a person who ticks a line does not get the level of the danger."""
    model = world.model
    question = question_of(model, line)
    if question is None:
        yield f"{UNTICKED}: {line}", None
        return
    ticked = variable(question.id, line)
    is_missing = Not(reached(model, danger.least))
    if world.has(ticked, is_missing):
        shows = misses(model.ruleset, question.id, line, danger.least)
        text = f"does not get the level {level_id(danger.least)} for everyone who ticks {line}"
        yield text, (And(ticked, is_missing), shows)


def raised_by_its_lines(model: Model, danger: Danger) -> BoolRef:
    """Return the formula that a line of the danger is raised to the level that it
    needs."""
    rows = [row for row in model.ruleset.red_flags.rows if row.flag in danger.lines]
    return any_of(
        model.fires[row.id] for row in rows if reaches(row.level, danger.least)
    )


def reached(model: Model, least: Level | None) -> BoolRef:
    """Return the formula that the advice is at least this urgent, by the same rule as
    `reaches` for one flag."""
    raised = level_raised(model, least)
    opens_its_page = least is not None and least <= Level.EMERGENCY_ROOM
    return Or(raised, model.in_crisis) if opens_its_page else raised


def misses(
    ruleset: Ruleset, question: str, line: str, least: Level | None
) -> Callable[[Answers], bool]:
    def shows(answers: Answers) -> bool:
        if line not in answers.get(question, ()):
            return False
        flags = triage(ruleset, answers).flags
        return not any(reaches(flag.level, least) for flag in flags)

    return shows


def unseen(world: World, line: str) -> Iterator[str]:
    """Yield why a line is not shown to everyone.

    Its condition may read only earlier questions that everyone answers with one choice,
    such as the age.
    """
    model = world.model
    question = question_of(model, line)
    if question is None:
        yield f"{UNTICKED}: {line}"
        return
    condition = model.asked_if(question.id, line)
    if not reads_only_what_everybody_answers(model, condition):
        yield f"{line} is not shown to everyone; it is asked only if {sentence(model.ruleset, condition)}"
    if world.has(Not(model.stopped), Not(model.asked[question.id])):
        yield f"{line} is on a page that not everyone is asked"


def question_of(model: Model, line: str) -> Question | None:
    """Return the question with this line among its options, None if there is none."""
    for question in model.questions.values():
        if question.option(line):
            return question
    return None


def reads_only_what_everybody_answers(model: Model, condition: Condition) -> bool:
    return reads_only(condition, answered_by_all(model.ruleset.questionnaire.pages))


def answered_by_all(pages: Sequence[Page]) -> frozenset[str]:
    """Return the questions that cannot be skipped and take one choice.

    A person who is not asked one of them has given the reason in another one. For
    example, people over 64 are not asked about pregnancy.
    """
    found: frozenset[str] = frozenset()
    for page in pages:
        if page.required and reads_only(page.ask_if, found):
            with_one_choice = [
                question for question in page.questions if question.kind is Kind.ONE
            ]
            found |= {
                question.id
                for question in with_one_choice
                if reads_only(question.ask_if, found)
            }
    return found


def reads_only(condition: Condition, questions: frozenset[str]) -> bool:
    return all(
        isinstance(term, Chosen) and term.question in questions
        for term in condition.terms
    )


def dangers_lost(
    old: tuple[Ruleset, Sequence[Danger]], new: tuple[Ruleset, Sequence[Danger]]
) -> Iterator[str]:
    """Yield in words each danger that an edit removes, lowers, or no longer catches."""
    old_rules, old_dangers = old
    new_rules, new_dangers = new
    before = World(old_rules, lingering=True)
    after = World(new_rules, lingering=True)
    now = {danger.id: danger for danger in new_dangers}
    for was in old_dangers:
        name = f"{was.id} ({was.condition})"
        still = now.get(was.id)
        if still is None:
            yield f"{name} is no longer looked for"
        elif not reaches(still.least, was.least):
            yield f"{name} no longer needs {level_id(was.least)}, only {level_id(still.least)}"
        elif was.always_asked and not still.always_asked:
            yield f"{name} no longer has a line that everyone sees"
        else:
            known = {text for text, _ in gaps(before, was)}
            for text, _ in gaps(after, still):
                if text not in known:
                    yield f"{name} {text}"
