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
"""The level of zlib. Every start takes a snapshot; more would save an eighth of the
bytes in four times the time."""


def take_snapshot(folder: Path) -> bytes:
    """Return the files that a patient's pages are made from, as bytes."""
    texts = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in SNAPSHOT_FILES
        if (folder / name).exists()
    }
    content = json.dumps(texts).encode()
    return zlib.compress(content, LEVEL)


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
    texts: Mapping[str, str] = json.loads(zlib.decompress(content))
    with TemporaryDirectory(prefix="rules-") as folder:
        for name in texts.keys() & set(SNAPSHOT_FILES):
            file = Path(folder, name)
            file.write_text(texts[name], encoding="utf-8", newline="")
        return load(Path(folder), language, numbers, newer, voice)
