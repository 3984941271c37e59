"""Claims about reasons: each sentence under "you told us" has a matching answer."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from z3 import BoolRef, Not

from finder.core.deciding.assess import depends_on_answer
from finder.core.loading.promises import SupportedWords
from finder.core.reviewing.proofs import Claim, Failure
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

Spoken = Rule | TreatmentRow
Options = Collection[Choice]


def every_reason_has_its_answer(bench: Bench) -> Claim:
    """Check that each reason rests on an answer, and that the person ticked what it
    says."""
    reasons = bench.ruleset.reasons
    rows = [row for row in spoken_rows(bench.ruleset) if row.id in reasons]
    failures = [*without_an_answer(bench, rows), *never_ticked(bench, rows)]
    sentences = 0
    for row in rows:
        reason = reasons[row.id]
        sentences += len(sentences_of(reason))
    return Claim(
        Sentence("Every line under “you told us” comes from an answer."),
        Sentence(
            "%(sentences)s sentences of %(rows)s rows",
            {"sentences": sentences, "rows": len(rows)},
        ),
        tuple(failures),
    )


def spoken_rows(ruleset: Ruleset) -> list[Spoken]:
    """Return the rows whose sentences are under the answers of a person. Rows that hold
    for everyone are not."""
    rules = filter(depends_on_answer, ruleset.suggestions.rows)
    return [*rules, *ruleset.treatment_rows.rows]


def sentences_of(reason: Reason) -> tuple[str, ...]:
    """Return all sentences that a row can say."""
    return tuple(reason.own.values()) or (reason.words,)


def without_an_answer(bench: Bench, rows: Sequence[Spoken]) -> Iterator[Failure]:
    """Yield a failure for each row that holds for someone who ticked nothing that it
    reads."""
    findings = bench.ruleset.questionnaire.findings
    for row in rows:
        options = read_by([row.when], findings)
        text = f"{row.id} can appear for someone who ticked nothing that it is about"
        yield from said_without(bench, row, options, text)


def never_ticked(bench: Bench, rows: Sequence[Spoken]) -> Iterator[Failure]:
    """Yield a failure for each sentence that says something which the person did not
    tick."""
    for row in rows:
        reason = bench.ruleset.reasons[row.id]
        for sentence in sentences_of(reason):
            yield from never_ticked_for(bench, row, sentence)


def never_ticked_for(bench: Bench, row: Spoken, sentence: str) -> Iterator[Failure]:
    """Yield the failures of one sentence."""
    for said in bench.promises.supported_words:
        if claims(said, sentence):
            named = ", ".join(said.answers) or "no question"
            text = f"{row.id} says “{sentence}” to someone who did not tick it; {named} would tell"
            yield from said_without(bench, row, said.options, text)


def claims(said: SupportedWords, sentence: str) -> bool:
    """Return whether a sentence says this about a person."""
    lowered = sentence.lower()
    return any(words.lower() in lowered for words in said.words)


def said_without(
    bench: Bench, row: Spoken, options: Options, text: str
) -> Iterator[Failure]:
    """Yield a failure if a row holds for someone who chose none of the options."""
    place = source_lines.of_row(bench.folder, row)
    formulas = fires_without(bench.model, row, options)
    after_going_back = fires_without(bench.ever.model, row, options)
    if bench.first.has(*formulas):
        shown = bench.show(partial(has_sentence, bench, row, options), *formulas)
        yield Failure(row.id, *place, text, shown)
    elif bench.ever.has(*after_going_back):
        yield Failure(row.id, *place, f"{text}, after going back to an earlier page")


def fires_without(
    model: Model, row: Spoken, options: Options
) -> tuple[BoolRef, BoolRef]:
    """Return the formulas that a row holds, and that none of the options was chosen."""
    return model.fires[row.id], nothing_of(model, options)


def has_sentence(bench: Bench, row: Spoken, options: Options, answers: Answers) -> bool:
    """Return whether the app itself shows a row to someone who chose none of the
    options."""
    for question, option in options:
        if option in answers.get(question, ()):
            return False
    return fires(bench.ruleset, row, answers)


def nothing_of(model: Model, options: Options) -> BoolRef:
    """Return the formula that none of the options was chosen."""
    chosen = any_of(variable(question, option) for question, option in sorted(options))
    return Not(chosen)
