"""Check that worked patients come out as expected and that every row is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finder.core.deciding.answers import BadAnswers, answers_from
from finder.core.deciding.assess import assess, excepted
from finder.core.exchange.plain_data import as_data
from finder.core.loading.entry import Entry
from finder.core.loading.file_errors import FileError
from finder.core.loading.reading import Reading
from finder.core.reviewing.accepted_results import with_results
from finder.core.reviewing.outcomes import in_words
from finder.core.rules.conditions import Answers
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset

FILE = "vignettes.toml"
NO_LINES: Mapping[str, int] = {}
EXPECTED = (
    "outcome",
    "level",
    "crisis",
    "red_flags",
    "leads",
    "also",
    "strength",
    "regular_doctor_first",
    "team",
    "scores",
    "treatments",
    "later_treatments",
    "notes",
    "cautions",
    "cautions_apart",
    "also_see",
)
"""The parts of a result that a worked patient may expect."""
FIX = "If the new result is right, run `finder rules check --accept`."


@dataclass(frozen=True, slots=True)
class Vignette:
    """A worked patient: answers, and the result that is expected."""

    story: str
    answers: Answers
    expect: Mapping[str, object]
    line: int


def load_vignettes(folder: Path, ruleset: Ruleset) -> tuple[Vignette, ...]:
    """Return the worked patients of a folder. Raises BrokenRules if one cannot be
    read."""
    reading = Reading(folder, ruleset.language)
    found = tuple(
        load_vignette(entry, ruleset)
        for entry in reading.toml(FILE).array("vignette", "vignette")
    )
    reading.finish()
    return found


def load_vignette(entry: Entry, ruleset: Ruleset) -> Vignette:
    """Return a worked patient. Report answers that cannot be assessed, and unknown
    expectations."""
    answers: Answers = {}
    try:
        answers_table = entry.table("answers")
        answers_table.names()
        answers = answers_from(answers_table.data, ruleset.questionnaire).answers
    except BadAnswers as error:
        for mistake in error.mistakes:
            entry.wrong(mistake)
    expect = entry.table("expect")
    for name in sorted(set(expect.names()) - set(EXPECTED)):
        entry.wrong(
            f"{name} is not a part of a result; use one of {', '.join(EXPECTED)}"
        )
    story = entry.words("story", to_helpers=False)
    return Vignette(story, answers, expect.data, entry.line)


def check(
    ruleset: Ruleset,
    vignettes: tuple[Vignette, ...],
    lines: Mapping[str, int] = NO_LINES,
) -> list[FileError]:
    """Return a mistake for each unexpected result, and for each row that no worked
    patient hits.

    `lines` are the lines where rows begin.
    """
    return [*unexpected_results(ruleset, vignettes), *unused(ruleset, vignettes, lines)]


def unexpected_results(
    ruleset: Ruleset, vignettes: tuple[Vignette, ...]
) -> Iterator[FileError]:
    """Yield a mistake for each part of a result that is not as expected."""
    for vignette in vignettes:
        for change in changes_of(ruleset, vignette):
            yield FileError(FILE, vignette.line, f"{change} {FIX}")


def changes_of(ruleset: Ruleset, vignette: Vignette) -> Iterator[str]:
    """Yield a sentence for each part of a result that is not as expected."""
    for name, found in results(ruleset, vignette).items():
        change = in_words(ruleset, name, found, vignette.expect[name])
        yield f"“{vignette.story}” has another result than expected. {change}."


def results(ruleset: Ruleset, vignette: Vignette) -> dict[str, object]:
    """Return the parts of a result that are not as expected, as they are now."""
    found = as_data(ruleset, assess(ruleset, vignette.answers))
    return {
        name: found[name]
        for name, expected in vignette.expect.items()
        if found[name] != expected
    }


def accepted(folder: Path, ruleset: Ruleset) -> tuple[str, list[Vignette]]:
    """Return the file of worked patients with the present results, and the patients
    whose results changed.

    Raises BrokenRules if a patient cannot be read.
    """
    changed = []
    found: dict[int, Mapping[str, object]] = {}
    for vignette in load_vignettes(folder, ruleset):
        differing = results(ruleset, vignette)
        if differing:
            changed.append(vignette)
            found[vignette.line] = differing
    text = Reading(folder, ruleset.language).text(FILE)
    return with_results(text, found), changed


def unused(
    ruleset: Ruleset, vignettes: tuple[Vignette, ...], lines: Mapping[str, int]
) -> Iterator[FileError]:
    """Yield a mistake for each row that no worked patient hits."""
    files: dict[str, Table[Any]] = {
        "red_flags.csv": ruleset.red_flags,
        "suggestions.csv": ruleset.suggestions,
        "treatments.csv": ruleset.treatment_rows,
        "also_see.csv": ruleset.also_see,
    }
    for file, table in files.items():
        hit: set[str] = set()
        for vignette in vignettes:
            hit.update(rows_hit(ruleset, table, vignette.answers))
        for row in table.rows:
            if row.id not in hit:
                text = f"no worked patient meets the condition of {row.id}; add one to {FILE}"
                yield FileError(file, lines.get(row.id, 0), text)


def rows_hit(ruleset: Ruleset, table: Table[Any], answers: Answers) -> Iterator[str]:
    """Yield the ids of the rows that have their effect for these answers."""
    for row in table.match(answers):
        unless = getattr(row, "unless", None)
        if not excepted(unless, ruleset, answers):
            yield row.id
