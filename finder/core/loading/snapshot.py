"""A version of the rules as bytes, so that a visit can end with the rules it began with."""

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
"""How hard zlib tries. Every start takes a snapshot, and more would save an eighth of the bytes for four times the
time."""


def take_snapshot(folder: Path) -> bytes:
    """The files that a patient's pages are made from."""
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in SNAPSHOT_FILES if (folder / name).exists()}
    return zlib.compress(json.dumps(texts).encode(), LEVEL)


def load_snapshot(
    content: bytes,
    language: str = "en",
    numbers: Mapping[str, str] = HELP_LINES,
    newer: Path | None = None,
    voice: Voice = Voice.PERSON,
) -> Ruleset:
    """The rules that were packed; fixed texts that they lack come from a `newer` folder. Raises BrokenRules where this
    version of the app cannot read them."""
    texts: Mapping[str, str] = json.loads(zlib.decompress(content))
    with TemporaryDirectory(prefix="rules-") as folder:
        for name in texts.keys() & set(SNAPSHOT_FILES):
            Path(folder, name).write_text(texts[name], encoding="utf-8", newline="")
        return load(Path(folder), language, numbers, newer, voice)
