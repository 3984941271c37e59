"""A version of the rules as bytes, so that a visit can end under the rules with which
it began."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from finder.core.loading.load import DECIDING, load
from finder.core.loading.placeholders import HELP_LINES
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import Voice

SNAPSHOT_FILES = (*DECIDING, "review.toml")
LEVEL = 3
"""The level of zlib. Someone waits for it; more would save an eighth of the bytes in
four times the time."""
FileTexts = Mapping[str, str]
"""File -> its text."""


def texts_of(folder: Path) -> FileTexts:
    """Return the files that a patient's pages are made from."""
    texts = {}
    for name in SNAPSHOT_FILES:
        file = folder / name
        if file.exists():
            texts[name] = file.read_text(encoding="utf-8")
    return texts


def snapshot_of(texts: FileTexts) -> bytes:
    """Return the files as bytes."""
    content = json.dumps(texts).encode()
    return zlib.compress(content, LEVEL)


def take_snapshot(folder: Path) -> bytes:
    """Return the files of a folder that a patient's pages are made from, as bytes."""
    return snapshot_of(texts_of(folder))


def load_snapshot(
    content: bytes,
    language: str = "en",
    numbers: Mapping[str, str] = HELP_LINES,
    newer: Path | None = None,
    voice: Voice = Voice.PERSON,
) -> Ruleset:
    """Return the rules of a snapshot. Raises BrokenRules if this version of the app
    cannot read them.

    Fixed texts that they lack come from a `newer` folder.
    """
    data = zlib.decompress(content)
    texts: FileTexts = json.loads(data)
    known = texts.keys() & set(SNAPSHOT_FILES)
    with TemporaryDirectory(prefix="rules-") as place:
        folder = Path(place)
        for name in known:
            file = folder / name
            file.write_text(texts[name], encoding="utf-8", newline="")
        return load(folder, language, numbers, newer, voice)
