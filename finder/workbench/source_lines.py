"""Find file and line of things in the rules, for messages."""

import re
from pathlib import Path

from finder.core.rules.knowledge import AlsoSee, RedFlagRow, Rule, TreatmentRow
from finder.workbench.model import RulesRow

FILES: dict[type[RulesRow], str] = {
    RedFlagRow: "red_flags.csv",
    Rule: "suggestions.csv",
    TreatmentRow: "treatments.csv",
    AlsoSee: "also_see.csv",
}
SourceLine = tuple[str, int]


def of_row(folder: Path, row: RulesRow) -> SourceLine:
    file = FILES[type(row)]
    pattern = rf"^\"?{re.escape(row.id)}\"?\s*[,;]"
    return file, line(folder / file, pattern)


def of_id(folder: Path, file: str, name: str, after: str = "") -> SourceLine:
    """Return the line of `id = "name"` in a TOML file. With `after`, return the first
    one after that id."""
    path = folder / file
    start = 1
    if after:
        start += line(path, id_pattern(after))
    pattern = id_pattern(name)
    return file, line(path, pattern, start)


def of_key(folder: Path, file: str, key: str) -> SourceLine:
    pattern = rf"^\s*{re.escape(key)}\s*="
    return file, line(folder / file, pattern)


def id_pattern(name: str) -> str:
    return rf'\bid\s*=\s*"{re.escape(name)}"'


def line(path: Path, pattern: str, start: int = 1) -> int:
    """Return the first line from `start` on that matches the pattern, `start` if none
    does."""
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    first = start - 1
    for number, each in enumerate(lines[first:], start):
        if re.search(pattern, each):
            return number
    return start
