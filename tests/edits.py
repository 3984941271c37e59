"""Copies of the shipped rules with changes."""

import shutil
from pathlib import Path

from finder.paths import RULES

Edit = tuple[str, str, str]
"""A file, a text in it, and its replacement."""


def edited(folder: Path, *edits: Edit) -> Path:
    """Return a copy of the rules in a new folder, with the first match of each text
    replaced."""
    copy = Path(shutil.copytree(RULES, folder))
    for file, old, new in edits:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy
