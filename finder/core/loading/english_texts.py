"""The English texts of the files of `rules/`, each with its place and its
translations."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from finder.core.loading.toml_table import LANGUAGE, SLIPS, same_words

ENGLISH = "en"
NO_LANGUAGES = SLIPS | {"id"}
"""Two letters that a key may be or end in without naming a language."""
NO_PAGES = {"promises.toml", "replaced.toml"}
"""Files whose texts are on no page. People who review the rules read them, in
English."""
KEY_SEPARATOR = " > "
"""The separator between the names that lead to a text."""
TextTable = Mapping[str, Any]
KeyPath = tuple[str, ...]
"""The names that lead to a table."""


class EnglishText(NamedTuple):
    """The key of an English text or of a list of texts, and its table.

    `path` are the names that lead to the table.
    """

    path: KeyPath
    table: TextTable
    key: str

    @property
    def english(self) -> Any:
        """The text, or the list of texts."""
        return self.table[self.key]

    @property
    def place(self) -> str:
        """The names that lead to the text."""
        names = (*self.path, self.key)
        return KEY_SEPARATOR.join(names)

    def key_in(self, language: str) -> str:
        """Return the key of the translation."""
        return same_words(self.key, language)

    def translation(self, language: str) -> Any:
        """Return the text in another language, or None if there is none."""
        key = self.key_in(language)
        return self.table.get(key)


def english_texts(data: TextTable) -> Iterator[EnglishText]:
    """Yield each English text of a file that is not empty, in order."""
    for path, table in tables(data):
        for key, value in table.items():
            if value and language_of(key, table) == ENGLISH:
                yield EnglishText(path, table, key)


def text_files(folder: Path) -> list[str]:
    """Return the files whose texts people read in their language."""
    files = folder.glob("*.toml")
    names = {file.name for file in files}
    return sorted(names - NO_PAGES)


def tables(data: TextTable, path: KeyPath = ()) -> Iterator[tuple[KeyPath, TextTable]]:
    """Yield each table of a file, with the names that lead to it. The name of a table
    in a list is its id, or else its number."""
    yield path, data
    for key, value in data.items():
        if isinstance(value, dict):
            yield from tables(value, (*path, key))
        elif isinstance(value, list):
            for number, each in enumerate(value, start=1):
                if isinstance(each, dict):
                    name = each.get("id", f"{key} {number}")
                    yield from tables(each, (*path, str(name)))


def language_of(key: str, table: TextTable) -> str:
    """Return the language of a key that holds a text, or "" for any other key."""
    english_key, language = english_key_and_language(key)
    return language if english_key in table else ""


@lru_cache(4096)
def english_key_and_language(key: str) -> tuple[str, str]:
    """Return the key of the English text that a key translates, and the language of the
    key. The language is "" if the key cannot name one."""
    stem, _, language = key.rpartition("_")
    names_none = language in NO_LANGUAGES or not LANGUAGE.fullmatch(language)
    return in_language(stem, ENGLISH), "" if names_none else language


def in_language(stem: str, language: str) -> str:
    """Return the key of a text in a language."""
    return f"{stem}_{language}" if stem else language


def as_list(value: Any) -> list[str]:
    """Return the texts of a value: of a list, of one text, or of none."""
    if value is None:
        return []
    if isinstance(value, list):
        return list(map(str, value))
    return [str(value)]
