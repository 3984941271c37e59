"""The sheets and columns of the workbook, and the files that they come from."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from pathlib import Path
from typing import Any

from finder.core.loading.reading import Reading
from finder.core.reviewing.handbook import (
    RuleLine,
    also_see_lines,
    red_flag_lines,
    suggestion_lines,
    treatment_lines,
)
from finder.core.rules.knowledge import Background, Ruleset

TABLES = ("suggestions.csv", "red_flags.csv", "treatments.csv", "also_see.csv")
REASONS = "reasons.toml"
WITHOUT_POINTS = "en"
"""The key for the sentence of a row that gives no points."""


class Holds(Enum):
    """What a column holds: a cell of a table, points, words or sources of reasons.toml,
    or read-only text."""

    CELL = auto()
    POINTS = auto()
    WORDS = auto()
    SOURCES = auto()
    READING = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `key` is the column of the table, or the key in
    reasons.toml."""

    title: str
    holds: Holds
    key: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet. Without a `file`, its rows are the flags with an entry in
    reasons.toml."""

    title: str
    file: str
    columns: tuple[Column, ...]

    @property
    def has_words(self) -> bool:
        """Whether the sheet holds the words of its rows."""
        return any(column.holds is Holds.WORDS for column in self.columns)


@dataclass(frozen=True, slots=True)
class FolderContent:
    """The tables and the reasons as they are written, with their placeholders."""

    tables: Mapping[str, Sequence[Mapping[str, str]]]
    reasons: Mapping[str, Mapping[str, Any]]


RULE = Column("Rule", Holds.CELL, "id")
ROW = Column("Row", Holds.CELL, "id")
FLAG_ID = Column("Sign", Holds.CELL, "id")
FLAG = Column("Sign", Holds.CELL, "flag")
GROUP = Column("Group", Holds.CELL, "group")
LEVEL = Column("Level", Holds.CELL, "level")
EFFECT = Column("Effect", Holds.CELL, "effect")
CONDITION = Column("Condition", Holds.CELL, "when")
EXCEPTION = Column("Exception", Holds.CELL, "unless")
CARDS = Column("Cards", Holds.CELL, "cards")
CARDS_OF_RULE = Column("Cards", Holds.CELL, "treatments")

IF = Column("If", Holds.READING)
UNLESS = Column("Unless", Holds.READING)
MEANING = Column("May mean", Holds.READING)
ADVICE = Column("We say", Holds.READING)
THEN = Column("Then", Holds.READING)
ON = Column("On", Holds.READING)
TREATMENTS = Column("Treatments named", Holds.READING)

SENTENCE = Column("What is said", Holds.WORDS, "en")
SENTENCE_WITHOUT_POINTS = Column("Words without points", Holds.WORDS, WITHOUT_POINTS)
STRENGTH = Column("Strength", Holds.WORDS, "strength")
ABOUT_FLAG = Column("May mean", Holds.WORDS, "about_en")
OWN_ADVICE = Column("Advice of its own", Holds.WORDS, "extra_en")
SOURCE = Column("Source", Holds.SOURCES, "source")


def layouts(ruleset: Ruleset) -> tuple[Layout, ...]:
    """Return every sheet that can be imported again."""
    points = chain.from_iterable(map(columns_of, ruleset.backgrounds))
    suggestions = (
        RULE,
        GROUP,
        IF,
        *points,
        SENTENCE_WITHOUT_POINTS,
        STRENGTH,
        SOURCE,
        TREATMENTS,
        CARDS_OF_RULE,
        CONDITION,
    )
    red_flags = (ROW, IF, MEANING, ADVICE, FLAG, LEVEL, CONDITION)
    flags = (FLAG_ID, SENTENCE, ABOUT_FLAG, OWN_ADVICE, SOURCE)
    treatments = (
        ROW,
        IF,
        UNLESS,
        THEN,
        ON,
        SENTENCE,
        SOURCE,
        EFFECT,
        CARDS,
        CONDITION,
        EXCEPTION,
    )
    also_see = (ROW, IF, UNLESS, SENTENCE, SOURCE, CONDITION, EXCEPTION)
    return (
        Layout("Suggestions", "suggestions.csv", suggestions),
        Layout("Warning signs", "red_flags.csv", red_flags),
        Layout("Signs", "", flags),
        Layout("Treatments", "treatments.csv", treatments),
        Layout("Other doctors", "also_see.csv", also_see),
    )


def columns_of(background: Background) -> tuple[Column, Column]:
    """Return the column for the points of a background, and the column for the sentence
    about it."""
    points = Column(background.short, Holds.POINTS, background.id)
    why = Column(f"Why {background.short}", Holds.WORDS, background.id)
    return points, why


def content_of(folder: Path) -> FolderContent:
    """Return the tables and the reasons of a valid folder."""
    reading = Reading(folder, "en")
    tables = {file: table_of(reading, file) for file in TABLES}
    reasons = tomllib.loads(reading.text(REASONS))
    return FolderContent(tables, reasons)


def table_of(reading: Reading, file: str) -> list[dict[str, str]]:
    """Return the rows of a table, each with its cells by column."""
    (_, header), *lines = reading.rows(file)
    rows = []
    for _, cells in lines:
        row = dict(zip(header, cells, strict=True))
        rows.append(row)
    return rows


def rows_of(
    layout: Layout, ruleset: Ruleset, content: FolderContent
) -> Iterator[list[str | int]]:
    """Yield the rows of a sheet."""
    readings = for_reading(layout, ruleset)
    reasons = content.reasons if layout.has_words else {}
    rows = content.tables[layout.file] if layout.file else flag_rows(content)
    for row in rows:
        name = row["id"]
        reason = reasons.get(name, {})
        reading = readings.get(name, {})
        cells = []
        for column in layout.columns:
            value = cell(column, row, reason, reading, ruleset)
            cells.append(value)
        yield cells


def flag_rows(content: FolderContent) -> list[dict[str, str]]:
    """Return one row for each flag."""
    rows = content.tables["red_flags.csv"]
    flags = dict.fromkeys(row["flag"] for row in rows)
    return [{"id": flag} for flag in flags]


def cell(
    column: Column,
    row: Mapping[str, str],
    reason: Mapping[str, Any],
    reading: Mapping[str, str],
    ruleset: Ruleset,
) -> str | int:
    """Return the value of one cell."""
    match column.holds:
        case Holds.READING:
            return reading[column.title]
        case Holds.POINTS:
            return int(row[column.key] or 0)
        case Holds.SOURCES:
            return ", ".join(reason.get(column.key, ()))
        case Holds.WORDS:
            backgrounds = [background.id for background in ruleset.backgrounds]
            return words(column.key, row, reason, backgrounds)
        case _:
            return row[column.key]


def words(
    key: str,
    row: Mapping[str, str],
    reason: Mapping[str, Any],
    backgrounds: Sequence[str],
) -> str:
    """Return the sentence for a key. A single `en` sentence goes next to the only
    background that has points."""
    with_points = [name for name in backgrounds if row.get(name, "").strip("0")]
    if key not in backgrounds:
        if key == WITHOUT_POINTS and with_points:
            return ""
        return str(reason.get(key, ""))
    by_language = reason.get(key, {})
    found = by_language.get("en", "")
    if not found and with_points == [key]:
        found = reason.get("en", "")
    return str(found)


def for_reading(layout: Layout, ruleset: Ruleset) -> Mapping[str, Mapping[str, str]]:
    """Return the text of the read-only columns, by row."""
    by_file: Mapping[str, Sequence[RuleLine]] = {
        "suggestions.csv": suggestion_lines(ruleset),
        "red_flags.csv": red_flag_lines(ruleset),
        "treatments.csv": treatment_lines(ruleset),
        "also_see.csv": also_see_lines(ruleset),
    }
    found = {}
    for line in by_file.get(layout.file, ()):
        cards = ", ".join(line.cards)
        found[line.id] = {
            "If": " and ".join(line.when),
            "Unless": " and ".join(line.unless),
            "May mean": line.reason,
            "We say": line.does,
            "Then": line.does,
            "On": cards,
            "Treatments named": cards,
        }
    return found
