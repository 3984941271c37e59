"""Claims about questions and options: each is shown to someone, and each can change
something."""

from collections.abc import Iterator, Sequence
from itertools import chain

from finder.core.loading.promises import FILE as PROMISES
from finder.core.loading.promises import Promises
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.conditions import Condition
from finder.core.rules.findings import Findings, options_read
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import SCALE, Choice, Kind, Page, Question, questions_of
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.rows import rows_of
from finder.workbench.solve import Bench

QUESTIONNAIRE = "questionnaire.toml"


def every_page_can_be_reached(bench: Bench) -> Claim:
    """Check that every page, every question and every option is shown to someone."""
    pages = bench.ruleset.questionnaire.pages
    failures: list[Failure] = []
    tried = 0
    for page in pages:
        for question in page.questions:
            tried += 1 + len(question.options)
            failures += never_asked(bench, page, question)
    return Claim(
        Sentence("Every page, every question and every option is shown to someone."),
        Sentence(
            "%(pages)s pages with %(tried)s questions and options",
            {"pages": len(pages), "tried": tried},
        ),
        tuple(failures),
    )


def never_asked(bench: Bench, page: Page, question: Question) -> Failures:
    """Yield a failure if a question is never asked, or else one for each option that is
    never shown."""
    if not bench.first.has(bench.model.asked[question.id]):
        place = source_lines.of_id(
            bench.folder, QUESTIONNAIRE, question.id, after=page.id
        )
        text = f"{question.id} is never asked: no possible answers lead to its page"
        yield Failure(question.id, *place, text)
        return
    for option in question.options:
        chosen = bench.model.options[question.id, option.id]
        if not bench.first.has(chosen):
            place = source_lines.of_id(
                bench.folder, QUESTIONNAIRE, option.id, after=question.id
            )
            name = f"{question.id}:{option.id}"
            text = f"{name} is never shown: no possible answers lead to it"
            yield Failure(name, *place, text)


def every_option_counts(bench: Bench) -> Claim:
    """Check that some row reads every option, except those that are listed as asked
    only."""
    asked_only = asked_only_in(bench.promises)
    read = all_options_read(bench.ruleset)
    options = list(countable(bench.ruleset))
    failures = [
        unread(bench, option) for option in options if option not in read | asked_only
    ]
    failures += [read_anyway(bench, option) for option in sorted(asked_only & read)]
    names = ", ".join(map(":".join, sorted(asked_only)))
    notes = [f"asked only, and printed for the doctor: {names}"] if asked_only else []
    return Claim(
        Sentence(
            "Every answer can change something, except those that are only passed on to the doctor."
        ),
        Sentence("%(tried)s options", {"tried": len(options)}),
        tuple(failures),
        tuple(notes),
    )


def asked_only_in(promises: Promises) -> set[Choice]:
    """Return the options that no row needs to read."""
    found: set[Choice] = set()
    for question, options in promises.asked_only.items():
        found.update((question, option) for option in options)
    return found


def unread(bench: Bench, key: Choice) -> Failure:
    """Return the failure for an option that no row reads."""
    question, option = key
    place = source_lines.of_id(bench.folder, QUESTIONNAIRE, option, after=question)
    name = ":".join(key)
    text = f"{name} changes nothing: no row reads it; use it, or list it as asked only in {PROMISES}"
    return Failure(name, *place, text)


def read_anyway(bench: Bench, key: Choice) -> Failure:
    """Return the failure for an option that is listed as asked only, although a row
    reads it."""
    question, _ = key
    place = source_lines.of_key(bench.folder, PROMISES, question)
    text = f"{':'.join(key)} is listed as asked only, but rows read it; remove it from the list"
    return Failure(":".join(key), *place, text)


def countable(ruleset: Ruleset) -> Iterator[Choice]:
    """Yield the options that can count. An option that stands alone says that nothing
    fits, so it is left out."""
    for question in questions_of(ruleset.questionnaire.pages):
        numbers = SCALE[1:] if question.kind is Kind.SCALE else ()
        options = [option.id for option in question.options if not option.alone]
        for name in (*numbers, *options):
            yield question.id, name


def all_options_read(ruleset: Ruleset) -> set[Choice]:
    """Return every option that some condition reads."""
    return read_by(list(all_conditions(ruleset)), ruleset.questionnaire.findings)


def all_conditions(ruleset: Ruleset) -> Iterator[Condition | None]:
    """Yield all conditions: of the tables, the scoring, the questionnaire, and the
    parts that follow a result."""
    scoring = ruleset.scoring
    questionnaire = ruleset.questionnaire
    after = ruleset.after_result
    yield from (
        scoring.early,
        scoring.team_when,
        *scoring.team_any,
        questionnaire.helper,
    )
    rows = chain(rows_of(ruleset), scoring.regular_doctor, after.ask, after.access)
    for row in rows:
        yield row.when
        yield getattr(row, "unless", None)
    for page in questionnaire.pages:
        yield page.ask_if
    for question in questions_of(questionnaire.pages):
        yield question.ask_if
        yield question.stop_if
        yield from (option.ask_if for option in question.options)


def read_by(conditions: Sequence[Condition | None], findings: Findings) -> set[Choice]:
    found: set[Choice] = set()
    for condition in conditions:
        terms = condition.terms if condition else ()
        for term in terms:
            found |= options_read(term, findings)
    return found
