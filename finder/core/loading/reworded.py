"""Find English texts that were reworded after they were translated.

A file for each language stores a fingerprint of the English texts that its translations
were last compared with.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from finder.core.loading.file_errors import FileError
from finder.core.loading.languages import (
    ENGLISH,
    KEY_SEPARATOR,
    Lines,
    as_list,
    in_language,
    language_of,
    tables,
    text_files,
)
from finder.core.loading.reading import Reading

FILES = re.compile(r"translated-[a-z]{2}\.json")
LENGTH = 10
"""How many digits of a fingerprint are stored: enough to notice a change, and few
enough to read a diff."""

Prints = Mapping[str, Mapping[str, str]]
"""File -> the names that lead to a text -> the fingerprint of the text."""


def file_of(language: str) -> str:
    """Return the name of the file with the fingerprints of a language."""
    return f"translated-{language}.json"


def fingerprints(reading: Reading) -> Prints:
    """Return the fingerprint of each English text."""
    files = text_files(reading.folder)
    return {file: prints_of(reading.toml(file).data) for file in files}


def prints_of(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the fingerprints of a file. Texts with the same names share one."""
    texts: dict[str, list[str]] = {}
    for name, english in named_english_texts(data):
        same = texts.setdefault(name, [])
        same.extend(as_list(english))
    return {name: fingerprint(texts[name]) for name in sorted(texts)}


def named_english_texts(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the English texts of a file in order, each with the names that lead to
    it."""
    for way, table in tables(data):
        for key, english in table.items():
            is_english = language_of(key, table) == ENGLISH
            if english and is_english:
                yield KEY_SEPARATOR.join((*way, key)), english


def fingerprint(texts: list[str]) -> str:
    content = json.dumps(texts).encode()
    return sha256(content).hexdigest()[:LENGTH]


def accepted(folder: Path) -> str:
    """Return the content of the fingerprint file for the present texts. It is the same
    for every language."""
    reading = Reading(folder, ENGLISH)
    content = json.dumps(fingerprints(reading), indent=1, ensure_ascii=False)
    return f"{content}\n"


def reworded(folder: Path, language: str) -> Iterator[FileError]:
    """Yield each text whose English is new or changed since its translation was
    accepted.

    A language that was never accepted has none.
    """
    file = folder / file_of(language)
    if not file.exists():
        return
    try:
        before: Prints = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        fix = f"run `finder rules language accept {language}`"
        yield FileError(file.name, 0, f"this is not valid JSON: {error}; {fix}")
        return
    reading = Reading(folder, ENGLISH)
    for name, now in fingerprints(reading).items():
        known = before.get(name, {})
        changed = {way for way in now if known.get(way) != now[way]}
        yield from named(reading, name, changed, language)


def named(
    reading: Reading,
    file: str,
    changed: set[str],
    language: str,
) -> Iterator[FileError]:
    """Yield a message for each of the changed texts of a file, with its line."""
    lines = Lines(reading.text(file))
    for name, english in named_english_texts(reading.toml(file).data):
        key = name.rpartition(KEY_SEPARATOR)[-1]
        lines.skip_text(key, english)
        if name in changed:
            line = lines.last(key, english)
            other = in_language(key.rpartition("_")[0], language)
            yield FileError(
                file,
                line,
                f"{name} is new or reworded; check that {other} still says the same",
            )
