"""Load `advice.toml`: the fixed texts around a suggestion."""

from dataclasses import Field, fields
from typing import Any

from finder.core.loading.crisis_word import with_word_of_line
from finder.core.loading.entry import Entry
from finder.core.loading.names import Names
from finder.core.loading.reading import Reading
from finder.core.rules.advice import (
    Advice,
    HeadlineWords,
    HelpLine,
    ImpactWords,
    Level,
    LevelWords,
    OtherHelpWords,
)

SOURCES = ("source", "team_source")
APART = {"level", "other_help"}
"""Parts of advice.toml that are loaded separately."""


def load_advice(reading: Reading, names: Names) -> Advice:
    """Return the fixed texts of advice.toml."""
    entry = reading.toml("advice.toml")
    parts: dict[str, Any] = {}
    for part in fields(Advice):
        if part.name not in APART:
            parts[part.name] = load_advice_part(entry, part, names)
    crisis = entry.table("crisis")
    parts["crisis"] = with_word_of_line(crisis, parts["crisis"])
    headline = entry.table("headline")
    check_counts(headline, parts["headline"], names)
    impact = entry.table("impact")
    check_lowest(impact, parts["impact"])
    mood = entry.table("mood")
    check_mood(mood, names)
    levels = load_levels(entry, names)
    other_help = load_other_help(entry, names)
    return Advice(level=levels, other_help=other_help, **parts)


def load_advice_part(entry: Entry, part: "Field[Any]", names: Names) -> Any:
    """Return the texts of one table. Report missing and unknown sources."""
    table = entry.table(part.name)
    texts = table.fill(part.type)  # type: ignore[arg-type]
    for source in SOURCES:
        if hasattr(texts, source):
            cited = getattr(texts, source)
            names.cited(table, cited)
    return texts


def load_levels(entry: Entry, names: Names) -> dict[Level, LevelWords]:
    """Return the words of each level. Report missing and unknown levels."""
    tables = entry.tables("level")
    levels = {level.id: level for level in Level if level}
    known = names.known(entry, "level", tables, levels)
    missing = levels.keys() - tables.keys()
    for name in missing:
        entry.wrong(f"the table [level.{name}] is missing")
    words = {}
    for name in known:
        level = levels[name]
        words[level] = tables[name].fill(LevelWords)
    return words


def check_counts(entry: Entry, words: HeadlineWords, names: Names) -> None:
    """Report a headline that lacks a word for a number of leads."""
    many = len(names.backgrounds)
    if len(words.counts) < many:
        entry.wrong(f"counts needs {many} words, one for each number of leads")


def check_lowest(entry: Entry, words: ImpactWords) -> None:
    """Report numbers that leave a mean of the scales without words."""
    lowest = list(words.lowest)
    starts_with_0 = lowest[:1] == [0]
    increases = lowest == sorted(set(lowest))
    if not starts_with_0 or not increases:
        entry.wrong(
            "lowest must start with 0 and increase, so that every mean has words"
        )


def check_mood(entry: Entry, names: Names) -> None:
    """Report an unknown finding."""
    finding = entry.take("when", str)
    names.known(entry, "finding", [finding], names.vocabulary.numbers)


def load_other_help(advice: Entry, names: Names) -> OtherHelpWords:
    """Return the page of other help. Older rules have none, and a line without a number
    is left out."""
    if not advice.has("other_help"):
        return OtherHelpWords()
    entry = advice.table("other_help")
    entries = entry.array("line", "other_help.line")
    lines = [each.fill(HelpLine) for each in entries]
    with_number = [line for line in lines if line.call]
    found = entry.fill(OtherHelpWords, line=tuple(with_number))
    names.cited(entry, found.source)
    return found
