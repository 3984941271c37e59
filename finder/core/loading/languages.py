"""The languages of `rules/` other than English: which of them are begun, and which
texts they lack."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from finder.core.loading.file_errors import FileError
from finder.core.loading.placeholders import PLACEHOLDER
from finder.core.loading.reading import Reading, data_of
from finder.core.loading.toml_table import LANGUAGE, SLIPS

ENGLISH = "en"
NO_LANGUAGES = SLIPS | {"id"}
"""Two letters that a key may be or end in without naming a language."""
NO_PAGES = {"promises.toml", "replaced.toml"}
"""Files whose texts are on no page. People who review the rules read them, in
English."""
KEY_SEPARATOR = " > "
"""The separator between the names that lead to a text."""


def text_files(folder: Path) -> list[str]:
    """Return the files whose texts people read in their language."""
    return sorted(
        path.name for path in folder.glob("*.toml") if path.name not in NO_PAGES
    )


def begun(folder: Path) -> tuple[str, ...]:
    """Return the languages other than English that have at least one text."""
    reading = Reading(folder, ENGLISH)
    found = {
        language
        for file in text_files(folder)
        for _, table in tables(reading.toml(file).data)
        for key in table
        if (language := language_of(key, table)) and language != ENGLISH
    }
    return tuple(sorted(found))


def language_of(key: str, table: Mapping[str, Any]) -> str:
    """Return the language of a key that holds a text, or "" for any other key."""
    stem, _, language = key.rpartition("_")
    is_language = LANGUAGE.fullmatch(language) and language not in NO_LANGUAGES
    return language if is_language and in_language(stem, ENGLISH) in table else ""


def in_language(stem: str, language: str) -> str:
    """Return the key of a text in a language."""
    return f"{stem}_{language}" if stem else language


def missing(reading: Reading) -> Iterator[FileError]:
    """Yield a mistake for each text that the language lacks, or whose placeholders
    differ from English."""
    for file in text_files(reading.folder):
        text, data = reading.text(file), reading.toml(file).data
        is_lent = (
            reading.newer is not None
        )  # the data then includes texts of another folder
        if data and not is_lent and is_whole(text, reading.language):
            continue
        lines = Lines(text)
        for way, table in tables(data):
            for key, english in english_texts(table):
                lines.skip_text(key, english)
                stem, _, _ = key.rpartition("_")
                other = in_language(stem, reading.language)
                mistake = mistake_in(english, table.get(other), other, key)
                if mistake:
                    line = lines.last(key, english)
                    yield FileError(file, line, KEY_SEPARATOR.join((*way, mistake)))


@lru_cache(maxsize=64)
def is_whole(text: str, language: str) -> bool:
    """Return whether a TOML text is complete in a language. It is cached, since each
    voice asks again."""
    for _, table in tables(data_of(text)):
        for key, english in english_texts(table):
            other = in_language(key.rpartition("_")[0], language)
            if mistake_in(english, table.get(other), other, key):
                return False
    return True


def english_texts(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each key of a table that holds English words, and the words."""
    for key, english in table.items():
        if english and key.endswith(ENGLISH) and language_of(key, table) == ENGLISH:
            yield key, english


def mistake_in(english: Any, found: Any, key: str, english_key: str) -> str:
    """Return what is wrong with a translation, or "" if nothing is."""
    if found is None:
        return f"{key} is missing; write the translation of {english_key}"
    before = as_list(english)
    after = as_list(found)
    if len(before) != len(after):
        return f"{key} has {len(after)} texts; write {len(before)}, as in {english_key}"
    if not all(after):
        return f"{key} is empty; write the translation of {english_key}"
    names_of_one = names_in(before) ^ names_in(after)
    if names_of_one:
        names = ", ".join(sorted(names_of_one))
        return f"{key} and {english_key} differ in {names}; write the same placeholders"
    return ""


def as_list(value: Any) -> list[str]:
    """Return the texts of a value: of a list, of one text, or of none."""
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    return list(map(str, values))


def names_in(texts: list[str]) -> set[str]:
    """Return the names of all placeholders in these texts."""
    found: set[str] = set()
    for text in texts:
        found.update(PLACEHOLDER.findall(text))
    return found


def count(folder: Path) -> int:
    """Return how many texts there are to translate."""
    reading = Reading(folder, ENGLISH)
    return sum(
        bool(value) and language_of(key, table) == ENGLISH
        for file in text_files(folder)
        for _, table in tables(reading.toml(file).data)
        for key, value in table.items()
    )


@dataclass(frozen=True, slots=True)
class TextPair:
    """A text in English and in another language, "" if missing, and where to find it.

    `file` is its file, and `place` holds the ids that lead to it and its key.
    """

    file: str
    place: str
    english: str
    other: str


def pairs(folder: Path, language: str) -> Iterator[TextPair]:
    """Yield every text of a folder next to the same text in another language."""
    reading = Reading(folder, ENGLISH)
    for file in text_files(folder):
        for way, table in tables(reading.toml(file).data):
            for key, english in table.items():
                if language_of(key, table) == ENGLISH and english:
                    other = as_list(
                        table.get(in_language(key.rpartition("_")[0], language))
                    )
                    place = KEY_SEPARATOR.join((*way, key))
                    for before, after in zip_longest(
                        as_list(english), other, fillvalue=""
                    ):
                        yield TextPair(file, place, before, after)


def tables(
    data: Mapping[str, Any], way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield each table of a file, with the ids that lead to it."""
    yield way, data
    for key, value in data.items():
        if isinstance(value, dict):
            yield from tables(value, (*way, key))
        elif isinstance(value, list):
            for number, each in enumerate(value, start=1):
                if isinstance(each, dict):
                    yield from tables(
                        each, (*way, str(each.get("id", f"{key} {number}")))
                    )


class Lines:
    """Finds the lines of texts. If a text occurs several times, its lines are found in
    order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.times: Counter[tuple[str, str]] = Counter()

    def skip_text(self, key: str, english: Any) -> None:
        """Note that this is the next text of a file. Finding its line takes long, and
        is rarely needed."""
        self.times[key, beginning(english)] += 1

    def last(self, key: str, english: Any) -> int:
        """Return the line of the text that was noted last, or 0 if it is written in an
        unusual way."""
        words = beginning(english)
        at = end = 0
        for _ in range(self.times[key, words]):
            at = self.text.find(words, end)
            end = at + len(words)
        return self.text.count("\n", 0, at) + 1 if at >= 0 else 0


def beginning(english: Any) -> str:
    """Return the beginning of a text, up to a character that a file may write
    differently."""
    first = as_list(english)[0]
    return first.partition('"')[0].partition("\n")[0]
