"""Find English texts that were reworded after they were translated.

A file for each language stores a fingerprint of the English texts that its translations
were last compared with.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from finder.core.loading.english_texts import (
    ENGLISH,
    TextTable,
    as_list,
    english_texts,
    text_files,
)
from finder.core.loading.file_errors import FileError
from finder.core.loading.reading import Reading
from finder.core.loading.text_lines import TextLines

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
    found = {}
    for file in text_files(reading.folder):
        entry = reading.toml(file)
        found[file] = prints_of(entry.data)
    return found


def prints_of(data: TextTable) -> Mapping[str, str]:
    """Return the fingerprints of a file. Texts with the same names share one."""
    texts: dict[str, list[str]] = {}
    for text in english_texts(data):
        same_place = texts.setdefault(text.place, [])
        same_place += as_list(text.english)
    in_order = sorted(texts)
    return {name: fingerprint(texts[name]) for name in in_order}


def fingerprint(texts: list[str]) -> str:
    content = json.dumps(texts).encode()
    digits = sha256(content).hexdigest()
    return digits[:LENGTH]


def accepted(folder: Path) -> str:
    """Return the content of the fingerprint file for the present texts. It is the same
    for every language."""
    reading = Reading(folder, ENGLISH)
    prints = fingerprints(reading)
    content = json.dumps(prints, indent=1, ensure_ascii=False)
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
        content = file.read_text(encoding="utf-8")
        before: Prints = json.loads(content)
    except ValueError as error:
        fix = f"run `finder rules language accept {language}`"
        yield FileError(file.name, 0, f"this is not valid JSON: {error}; {fix}")
        return
    reading = Reading(folder, ENGLISH)
    for name, now in fingerprints(reading).items():
        known = before.get(name, {})
        changed = {place for place, its in now.items() if known.get(place) != its}
        yield from errors_of(reading, name, changed, language)


def errors_of(
    reading: Reading,
    file: str,
    changed: set[str],
    language: str,
) -> Iterator[FileError]:
    """Yield a message for each of the changed texts of a file, with its line."""
    entry = reading.toml(file)
    lines = TextLines(reading.text(file))
    for text in english_texts(entry.data):
        lines.pass_text(text)
        if text.place in changed:
            line = lines.line_of(text)
            key = text.key_in(language)
            fault = (
                f"{text.place} is new or reworded; check that {key} still says the same"
            )
            yield FileError(file, line, fault)
