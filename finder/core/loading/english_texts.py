"""The English texts of the files of `rules/`, each with its place and its
translations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finder.core.loading.toml_table import LANGUAGE, SLIPS

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
NamedTable = tuple[str, TextTable]


@dataclass(frozen=True, slots=True)
class EnglishText:
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
        stem, _, _ = self.key.rpartition("_")
        return in_language(stem, language)

    def translation(self, language: str) -> Any:
        """Return the text in another language, or None if there is none."""
        key = self.key_in(language)
        return self.table.get(key)


def english_texts(data: TextTable) -> Iterator[EnglishText]:
    """Yield each English text of a file that is not empty, in order."""
    for path, table in tables(data):
        for key in english_keys(table):
            yield EnglishText(path, table, key)


def english_keys(table: TextTable) -> Iterator[str]:
    """Yield the key of each English text of a table that is not empty."""
    for key, value in table.items():
        is_english = language_of(key, table) == ENGLISH
        if value and is_english:
            yield key


def text_files(folder: Path) -> list[str]:
    """Return the files whose texts people read in their language."""
    files = folder.glob("*.toml")
    names = {file.name for file in files}
    return sorted(names - NO_PAGES)


def tables(data: TextTable, path: KeyPath = ()) -> Iterator[tuple[KeyPath, TextTable]]:
    """Yield each table of a file, with the names that lead to it."""
    yield path, data
    for key, value in data.items():
        for name, table in inner_tables(key, value):
            yield from tables(table, (*path, name))


def inner_tables(key: str, value: object) -> Iterator[NamedTable]:
    """Yield a value that is a table, or the tables of a list, each with its name."""
    if isinstance(value, dict):
        yield key, value
    elif isinstance(value, list):
        yield from tables_of_list(key, value)


def tables_of_list(key: str, values: list[Any]) -> Iterator[NamedTable]:
    """Yield the tables of a list. The name of each is its id, or else its number."""
    for number, value in enumerate(values, start=1):
        if isinstance(value, dict):
            name = value.get("id", f"{key} {number}")
            yield str(name), value


def language_of(key: str, table: TextTable) -> str:
    """Return the language of a key that holds a text, or "" for any other key."""
    stem, _, language = key.rpartition("_")
    if language in NO_LANGUAGES or not LANGUAGE.fullmatch(language):
        return ""
    has_english = in_language(stem, ENGLISH) in table
    return language if has_english else ""


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
