"""Claims about reasons: each sentence under "you told us" has a matching answer."""

from collections.abc import Collection, Sequence
from functools import partial

from z3 import BoolRef, Not

from finder.core.deciding.assess import depends_on_answer
from finder.core.loading.promises import SupportedWords
from finder.core.reviewing.proofs import Claim, Failure, Failures
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Reason, Rule, Ruleset, TreatmentRow
from finder.core.rules.page import Choice
from finder.core.rules.sentence import Sentence
from finder.workbench import source_lines
from finder.workbench.formulas import any_of, variable
from finder.workbench.model import Model
from finder.workbench.options import read_by
from finder.workbench.rows import fires
from finder.workbench.solve import Bench

ReasonRow = Rule | TreatmentRow
Options = Collection[Choice]


def every_reason_has_its_answer(bench: Bench) -> Claim:
    """Check that each reason rests on an answer, and that the person ticked what it
    says."""
    reasons = bench.ruleset.reasons
    rows = rows_about_answers(bench.ruleset)
    sentences = 0
    failures: list[Failure] = []
    failures += without_an_answer(bench, rows)
    for row in rows:
        failures += never_ticked(bench, row)
        sentences += len(sentences_of(reasons[row.id]))
    return Claim(
        Sentence("Every line under “you told us” comes from an answer."),
        Sentence(
            "%(sentences)s sentences of %(rows)s rows",
            {"sentences": sentences, "rows": len(rows)},
        ),
        tuple(failures),
    )


def rows_about_answers(ruleset: Ruleset) -> list[ReasonRow]:
    """Return the rows with a reason that is shown under the answers of a person. Rows
    that hold for everyone are left out."""
    reasons = ruleset.reasons
    rules = filter(depends_on_answer, ruleset.suggestions.rows)
    rows: list[ReasonRow] = [*rules, *ruleset.treatment_rows.rows]
    return [row for row in rows if row.id in reasons]


def sentences_of(reason: Reason) -> tuple[str, ...]:
    """Return all sentences that a row can say."""
    of_backgrounds = tuple(reason.own.values())
    return of_backgrounds or (reason.words,)


def without_an_answer(bench: Bench, rows: Sequence[ReasonRow]) -> Failures:
    """Yield a failure for each row that holds for someone who ticked nothing that it
    reads."""
    findings = bench.ruleset.questionnaire.findings
    for row in rows:
        options = read_by([row.when], findings)
        text = f"{row.id} can appear for someone who ticked nothing that it is about"
        yield from fires_wrongly(bench, row, options, text)


def never_ticked(bench: Bench, row: ReasonRow) -> Failures:
    """Yield a failure for each sentence of a row that says something which the person
    did not tick."""
    reason = bench.ruleset.reasons[row.id]
    for sentence in sentences_of(reason):
        for statement in bench.promises.supported_words:
            if says(sentence, statement):
                yield from stated_wrongly(bench, row, sentence, statement)


def says(sentence: str, statement: SupportedWords) -> bool:
    """Return whether a sentence says this about a person."""
    lowered = sentence.lower()
    said = [words.lower() for words in statement.words]
    return any(words in lowered for words in said)


def stated_wrongly(
    bench: Bench, row: ReasonRow, sentence: str, statement: SupportedWords
) -> Failures:
    """Yield a failure if a sentence is shown to someone who did not tick what it
    says."""
    questions = ", ".join(statement.answers) or "no question"
    text = f"{row.id} says “{sentence}” to someone who did not tick it; {questions} would tell"
    yield from fires_wrongly(bench, row, statement.options, text)


def fires_wrongly(
    bench: Bench, row: ReasonRow, options: Options, text: str
) -> Failures:
    """Yield a failure if a row holds for someone who chose none of the options."""
    place = source_lines.of_row(bench.folder, row)
    formulas = fires_without(bench.model, row, options)
    after_going_back = fires_without(bench.ever.model, row, options)
    if bench.first.has(*formulas):
        is_shown = partial(is_shown_without, bench, row, options)
        patient = bench.show(is_shown, *formulas)
        yield Failure(row.id, *place, text, patient)
    elif bench.ever.has(*after_going_back):
        text = f"{text}, after going back to an earlier page"
        yield Failure(row.id, *place, text)


def fires_without(
    model: Model, row: ReasonRow, options: Options
) -> tuple[BoolRef, BoolRef]:
    """Return the formulas that a row holds, and that none of the options was chosen."""
    return model.fires[row.id], none_chosen(options)


def is_shown_without(
    bench: Bench, row: ReasonRow, options: Options, answers: Answers
) -> bool:
    """Return whether the app itself shows a row to someone who chose none of the
    options."""
    for question, option in options:
        chosen = answers.get(question, ())
        if option in chosen:
            return False
    return fires(bench.ruleset, row, answers)


def none_chosen(options: Options) -> BoolRef:
    """Return the formula that none of the options was chosen."""
    chosen = [variable(question, option) for question, option in sorted(options)]
    return Not(any_of(chosen))
