"""Check that no line meant for reviewers, such as "to be verified", can reach a
patient."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path

from finder.core.loading.file_errors import FileError
from finder.core.rules.knowledge import Ruleset, Source

FIXES = {"sources.toml": "write plain_en under the source"}
LOOKED_FOR = 40
"""How many characters of a text are searched for."""


def texts_with_reviewers_words(ruleset: Ruleset, folder: Path) -> Iterator[FileError]:
    """Yield a mistake for each text for patients that holds words of `for_reviewers` in
    review.toml."""
    for file, text in for_patients(ruleset):
        for words in reviewers_words(ruleset, text):
            line = line_of(folder / file, text)
            fix = FIXES.get(file, "reword it")
            fault = f"“{text}” contains “{words}”, which is meant for reviewers; {fix}"
            yield FileError(file, line, fault)


def line_of(path: Path, text: str) -> int:
    """Return the line where a text begins, or 0 if it is written in another way."""
    beginning = text[:LOOKED_FOR]
    content = path.read_text(encoding="utf-8")
    lines = content.splitlines()
    for number, line in enumerate(lines, start=1):
        if beginning in line:
            return number
    return 0


def reviewers_words(ruleset: Ruleset, text: str) -> list[str]:
    """Return the words for reviewers that a text holds."""
    lowered = text.lower()
    for_reviewers = ruleset.review.for_reviewers
    return [words for words in for_reviewers if words.lower() in lowered]


def for_patients(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield every text that a patient can see, with its file. What a red flag may mean
    is for clinicians."""
    reasons = ruleset.reasons.values()
    parts: dict[str, object] = {
        "questionnaire.toml": ruleset.questionnaire.pages,
        "reasons.toml": [(each.words, each.extra, each.own) for each in reasons],
        "catalogue.toml": (ruleset.backgrounds, ruleset.treatments),
        "advice.toml": ruleset.advice,
        "sheet.toml": ruleset.sheet,
        "sources.toml": ruleset.sources,
    }
    for file, part in parts.items():
        for text in texts_in(part):
            yield file, text


def texts_in(value: object) -> Iterator[str]:
    """Yield every text inside a value, at any depth. Of a source, yield what a patient
    reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Source):
        yield value.plain_title
    else:
        for part in parts_of(value):
            yield from texts_in(part)


def parts_of(value: object) -> Iterable[object]:
    """Return the values inside a mapping, a list, a set or a dataclass. Any other value
    has none."""
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, Sequence | frozenset):
        return value
    if is_dataclass(value):
        return [getattr(value, part.name) for part in fields(value)]
    return ()
