"""The rules for a wide terminal: condition, points, reason and source side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import zip_longest
from textwrap import wrap

from finder.core.reviewing.handbook import RuleLine
from finder.core.rules.knowledge import Ruleset

GAP = "  "
POINTS = 5
LEAST = 110


@dataclass(frozen=True, slots=True)
class Widths:
    """The width of each column."""

    rule: int
    when: int
    points: int
    why: int
    source: int


def widths(
    lines: tuple[RuleLine, ...],
    backgrounds: int,
    terminal: int,
) -> Widths:
    """Return column widths that fill the terminal. The ids and the points get their
    width, and the others share the rest."""
    rule = max(len(line.id) for line in lines)
    points = POINTS * backgrounds
    gaps = 4 * len(GAP)
    rest = max(terminal, LEAST) - rule - points - gaps
    when = why = rest * 2 // 5
    source = rest - when - why
    return Widths(rule, when, points, why, source)


def table_lines(
    ruleset: Ruleset,
    lines: tuple[RuleLine, ...],
    width: int,
) -> Iterator[str]:
    """Yield the lines of the table. They fit the terminal if it has 110 columns or
    more."""
    short = [background.short for background in ruleset.backgrounds]
    names = [name[: POINTS - 1] for name in short]
    sizes = widths(lines, len(names), width)
    header = ["Rule", "If", points(names), "Because", "Rests on"]
    yield row(header, sizes)
    both = ruleset.advice.condition.both
    for line in lines:
        cells = cells_of(line, both, sizes)
        for parts in zip_longest(*cells, fillvalue=""):
            yield row(parts, sizes)
        yield ""


def cells_of(
    line: RuleLine,
    both: str,
    sizes: Widths,
) -> list[list[str]]:
    """Return the lines in each cell of a rule."""
    condition = f" {both} ".join(line.when)
    numbers = [str(number or ".") for number in line.points]
    sources = " ".join(line.sources)
    return [
        [line.id],
        wrap(condition, sizes.when),
        [points(numbers)],
        wrap(line.reason, sizes.why),
        wrap(f"{line.strength}: {sources}", sizes.source),
    ]


def points(cells: list[str]) -> str:
    return "".join(cell.rjust(POINTS) for cell in cells)


def row(cells: Sequence[str], sizes: Widths) -> str:
    """Return one line of the table, without trailing spaces."""
    columns = zip(cells, astuple(sizes), strict=True)
    padded = [cell.ljust(size) for cell, size in columns]
    return GAP.join(padded).rstrip()
