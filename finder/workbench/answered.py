"""Claims about what is said of a person: each sentence under "you told us" has its answer."""

from collections.abc import Iterator, Sequence

from z3 import BoolRef, BoolVal, Not

from finder.core.deciding.assess import rests_on_answer
from finder.core.loading.promises import Said
from finder.core.reviewing.proofs import Claim, Failure
from finder.core.rules.knowledge import Reason, Rule, Ruleset, TreatmentRow
from finder.workbench import source_lines
from finder.workbench.model import Model, any_of, variable
from finder.workbench.rows import OptionKey, fires, read_by
from finder.workbench.solve import Bench

Spoken = Rule | TreatmentRow


def whatever_is_said_has_its_answer(bench: Bench) -> Claim:
    """A reason rests on an answer, and what it says of the person was ticked."""
    rows = [row for row in spoken_rows(bench.ruleset) if row.id in bench.ruleset.reasons]
    failures = [*without_an_answer(bench, rows), *never_ticked(bench, rows)]
    sentences = sum(len(sentences_of(bench.ruleset.reasons[row.id])) for row in rows)
    return Claim("Whatever is said under “you told us” has its answer.",
        f"{sentences} sentences of {len(rows)} rows", tuple(failures),
    )  # fmt: skip


def spoken_rows(ruleset: Ruleset) -> list[Spoken]:
    """Return the rows whose sentences stand under what a person told; those that hold for everyone do not."""
    return [*(rule for rule in ruleset.suggestions.rows if rests_on_answer(rule)), *ruleset.treatment_rows.rows]


def sentences_of(reason: Reason) -> tuple[str, ...]:
    """Return all that a row can say."""
    return tuple(reason.own.values()) or (reason.words,)


def without_an_answer(bench: Bench, rows: Sequence[Spoken]) -> Iterator[Failure]:
    """Yield the rows that hold for someone who ticked nothing that they read."""
    for row in rows:
        text = f"{row.id} can be said to someone who ticked nothing that it is about"
        yield from said_without(bench, row, read_by([row.when], bench.ruleset.questionnaire.findings), text)


def never_ticked(bench: Bench, rows: Sequence[Spoken]) -> Iterator[Failure]:
    """Yield the sentences that say of someone what they did not tick."""
    for said in bench.promises.said:
        for row in rows:
            for sentence in sentences_of(bench.ruleset.reasons[row.id]):
                if claims(said, sentence):
                    named = ", ".join(said.answers) or "no question"
                    text = f"{row.id} says “{sentence}” to someone who did not tick it; {named} would tell"
                    yield from said_without(bench, row, said.options, text)


def claims(said: Said, sentence: str) -> bool:
    """Return whether a sentence says this of a person."""
    return any(words.lower() in sentence.lower() for words in said.words)


def said_without(
    bench: Bench, row: Spoken, options: Sequence[OptionKey] | set[OptionKey], text: str
) -> Iterator[Failure]:
    """Yield a failure where a row holds for someone who chose none of the options."""
    if bench.first.has(bench.model.fires[row.id], nothing_of(bench.model, options)):
        shown = bench.show(
            lambda answers: fires(bench.ruleset, row, answers) and not any(o in answers.get(q, ()) for q, o in options),
            bench.model.fires[row.id],
            nothing_of(bench.model, options),
        )
        yield Failure(row.id, *source_lines.of_row(bench.folder, row), text, shown)
    elif bench.ever.has(bench.ever.model.fires[row.id], nothing_of(bench.ever.model, options)):
        yield Failure(row.id, *source_lines.of_row(bench.folder, row), f"{text}, after going back to an earlier page")


def nothing_of(model: Model, options: Sequence[OptionKey] | set[OptionKey]) -> BoolRef:
    """Return that none of the options was chosen."""
    chosen = [variable(question, option) for question, option in sorted(options)]
    return Not(any_of(chosen)) if chosen else BoolVal(val=True)
