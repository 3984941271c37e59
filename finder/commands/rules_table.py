"""The rules for a wide terminal: condition, points, reason and source side by side."""

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from finder.core.reviewing.handbook import RuleLine
from finder.core.rules.knowledge import Ruleset

GAP = "  "
POINTS = 5
LEAST = 110


def table_lines(ruleset: Ruleset, lines: tuple[RuleLine, ...], width: int) -> Iterator[str]:
    """The table, no wider than the terminal where that has 110 columns or more."""
    names = [background.short[: POINTS - 1] for background in ruleset.backgrounds]
    rule = max(len(line.id) for line in lines)
    rest = max(width, LEAST) - rule - POINTS * len(names) - 4 * len(GAP)
    when, why = rest * 2 // 5, rest * 2 // 5
    source = rest - when - why
    yield row(["Rule", "If"], rule, when) + GAP + points(names) + GAP + "Because".ljust(why) + GAP + "Rests on"
    for line in lines:
        cells = (
            [line.id],
            wrap(f" {ruleset.advice.condition.both} ".join(line.when), when),
            [points([str(given) if given else "." for given in line.points])],
            wrap(line.reason, why),
            wrap(f"{line.strength}: {' '.join(line.sources)}", source),
        )
        sizes = (rule, when, POINTS * len(names), why, source)
        for parts in zip_longest(*cells, fillvalue=""):
            yield GAP.join(part.ljust(size) for part, size in zip(parts, sizes, strict=True)).rstrip()
        yield ""


def points(cells: list[str]) -> str:
    return "".join(cell.rjust(POINTS) for cell in cells)


def row(cells: list[str], *sizes: int) -> str:
    return GAP.join(cell.ljust(size) for cell, size in zip(cells, sizes, strict=True))
