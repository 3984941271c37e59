"""The languages of `rules/` other than English: which of them are begun, and which
texts they lack."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from finder.core.loading.english_texts import (
    ENGLISH,
    KEY_SEPARATOR,
    EnglishText,
    as_list,
    english_texts,
    language_of,
    tables,
    text_files,
)
from finder.core.loading.file_errors import FileError
from finder.core.loading.file_text import data_of
from finder.core.loading.placeholders import PLACEHOLDER
from finder.core.loading.reading import Reading
from finder.core.loading.text_lines import TextLines


def begun(folder: Path) -> tuple[str, ...]:
    """Return the languages other than English that have at least one text."""
    reading = Reading(folder, ENGLISH)
    found: set[str] = set()
    for file in text_files(folder):
        for _, table in tables(reading.toml(file).data):
            found.update(language_of(key, table) for key in table)
    languages = found - {"", ENGLISH}
    return tuple(sorted(languages))


def missing(reading: Reading) -> Iterator[FileError]:
    """Yield a mistake for each text that the language lacks, or whose placeholders
    differ from English."""
    for file in text_files(reading.folder):
        entry = reading.toml(file)
        # With a newer folder, the data includes texts that are not in this file.
        is_all_here = reading.newer is None
        if is_all_here and entry.data and is_complete(entry.text, reading.language):
            continue
        lines = TextLines(entry.text)
        for text in english_texts(entry.data):
            lines.pass_text(text)
            mistake = mistake_in(text, reading.language)
            if mistake:
                place_and_mistake = KEY_SEPARATOR.join((*text.path, mistake))
                yield FileError(file, lines.line_of(text), place_and_mistake)


@lru_cache(maxsize=64)
def is_complete(file_text: str, language: str) -> bool:
    """Return whether a TOML text is complete in a language. It is cached, since each
    voice asks again."""
    texts = english_texts(data_of(file_text))
    return not any(mistake_in(text, language) for text in texts)


def mistake_in(text: EnglishText, language: str) -> str:
    """Return what is wrong with the translation of a text, or "" if nothing is."""
    english_key = text.key
    key = text.key_in(language)
    translation = text.table.get(key)
    if translation is None:
        return f"{key} is missing; write the translation of {english_key}"
    before = as_list(text.english)
    after = as_list(translation)
    if len(before) != len(after):
        return f"{key} has {len(after)} texts; write {len(before)}, as in {english_key}"
    if not all(after):
        return f"{key} is empty; write the translation of {english_key}"
    names_of_one = placeholders_in(before) ^ placeholders_in(after)
    if names_of_one:
        names = ", ".join(sorted(names_of_one))
        return f"{key} and {english_key} differ in {names}; write the same placeholders"
    return ""


def placeholders_in(texts: list[str]) -> set[str]:
    """Return the names of all placeholders in these texts."""
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def count(folder: Path) -> int:
    """Return how many texts there are to translate."""
    reading = Reading(folder, ENGLISH)
    found = 0
    for file in text_files(folder):
        texts = english_texts(reading.toml(file).data)
        found += len(list(texts))
    return found


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
        for text in english_texts(reading.toml(file).data):
            english = as_list(text.english)
            other = as_list(text.translation(language))
            for before, after in zip_longest(english, other, fillvalue=""):
                yield TextPair(file, text.place, before, after)
