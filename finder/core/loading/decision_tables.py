"""Load the CSV tables: red flags, suggestions, treatments, and doctors outside the five
backgrounds."""

import re
from collections.abc import Iterable, Mapping

from finder.core.deciding.triage import LEVELS
from finder.core.loading.csv_cells import Cells
from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.names import EVIDENCE, Names, chosen
from finder.core.loading.reading import Reading
from finder.core.rules.advice import Level
from finder.core.rules.conditions import listed
from finder.core.rules.knowledge import (
    AlsoSee,
    Effect,
    Reason,
    RedFlagRow,
    Rule,
    TreatmentRow,
)
from finder.core.rules.points import ROOM, pack_points

POINTS = re.compile(r"[0-9]{1,4}")
MOST_POINTS = 100
"""The most points of one cell: ten times what any sign is worth, so that a larger
number must be a slip."""


def load_red_flags(reading: Reading, names: Names) -> list[RedFlagRow]:
    """Return the rows of red_flags.csv."""
    header = ("id", "flag", "when", "level")
    rows = reading.csv("red_flags.csv", header)
    return [load_red_flag(row, names) for row in rows]


def load_red_flag(row: Cells, names: Names) -> RedFlagRow:
    place = row.place
    flag = row["flag"]
    level = row["level"]
    names.known(place, "level", [level], LEVELS)
    check_id(place, "flag", flag)
    names.worded.setdefault(flag, place)
    return RedFlagRow(
        id=names.row_id(row),
        flag=flag,
        when=names.condition(row, "when"),
        level=LEVELS.get(level, Level.CALL_911),
    )


def load_rules(reading: Reading, names: Names) -> list[Rule]:
    """Return the rows of suggestions.csv."""
    if not names.backgrounds:
        return []
    header = ("id", "group", "when", *names.backgrounds, "treatments")
    rows = reading.csv("suggestions.csv", header)
    found = []
    sums = dict.fromkeys(names.backgrounds, 0)
    for row in rows:
        rule = load_rule(row, names)
        found.append(rule)
        by_background = zip(sums, rule.points, strict=True)
        for background, points in by_background:
            total = sums[background] + points
            sums[background] = total
            check_sum(row, background, total)
    return found


def load_rule(row: Cells, names: Names) -> Rule:
    place = row.place
    name = names.row_id(row)
    group = row["group"]
    names.worded[name] = place
    names.known(place, "group", [group], names.groups)
    cells = (whole(row, background) for background in names.backgrounds)
    points = tuple(cells)
    treatments = row.ids("treatments")
    cards = names.known(place, "treatment", treatments, names.cards)
    check_reason(row, name, names)
    return Rule(
        id=name,
        group=group,
        when=names.condition(row, "when"),
        points=points,
        packed_points=pack_points(points),
        treatments=cards,
    )


def check_sum(row: Cells, background: str, total: int) -> None:
    """Report points that, with all rows before, do not fit into the packed points."""
    if total > ROOM:
        row.place.wrong(
            f"with this row {background} can get {total} points; all rows together may give at most {ROOM}"
        )


def check_reason(row: Cells, name: str, names: Names) -> None:
    """Report a reason without words or without a strength."""
    reason = names.reasons.get(name)
    if reason and is_incomplete(reason):
        row.place.wrong(incomplete(name))


def check_words(
    rules: Iterable[Rule],
    entries: Mapping[str, Entry],
    names: Names,
) -> None:
    """Report reasons without words in the language of these rules, whose tables were
    checked in another language."""
    for rule in rules:
        reason = names.reasons.get(rule.id)
        if reason and is_incomplete(reason):
            entries[rule.id].wrong(incomplete(rule.id))


def is_incomplete(reason: Reason) -> bool:
    has_words = reason.words or reason.own
    return not has_words or not reason.strength


def incomplete(name: str) -> str:
    return f"{name} needs words and a strength in reasons.toml; strengths are {listed(EVIDENCE)}"


def whole(row: Cells, column: str) -> int:
    """Return the points in a cell. An empty cell is 0."""
    text = row[column]
    if not text:
        return 0
    if POINTS.fullmatch(text):
        points = int(text)
        if points <= MOST_POINTS:
            return points
    row.place.wrong(
        f"{column} is {text}; write a whole number from 0 to {MOST_POINTS}, or leave it empty"
    )
    return 0


def load_treatment_rows(reading: Reading, names: Names) -> list[TreatmentRow]:
    """Return the rows of treatments.csv."""
    header = ("id", "when", "unless", "effect", "cards")
    rows = reading.csv("treatments.csv", header)
    return [load_treatment_row(row, names) for row in rows]


def load_treatment_row(row: Cells, names: Names) -> TreatmentRow:
    name = names.row_id(row)
    effect = chosen(Effect, row["effect"], row.place, "effect")
    if effect.has_sentence:
        names.worded[name] = row.place
    elif not row["cards"]:
        row.place.wrong(f"{effect} needs the cards that it applies to")
    cards = cards_of(row, names)
    return TreatmentRow(
        id=name,
        when=names.condition(row, "when"),
        unless=names.unless(row),
        effect=effect,
        cards=cards,
    )


def cards_of(row: Cells, names: Names) -> tuple[str, ...]:
    """Return the cards that a row names directly or in a set, each once."""
    named = row.ids("cards")
    sets = names.known(row.place, "card or card set", named, names.cards)
    found: dict[str, None] = {}
    for each in sets:
        found |= dict.fromkeys(names.cards[each])
    return tuple(found)


def load_also_see(reading: Reading, names: Names) -> list[AlsoSee]:
    """Return the rows of also_see.csv."""
    header = ("id", "when", "unless")
    rows = reading.csv("also_see.csv", header)
    return [load_also_see_row(row, names) for row in rows]


def load_also_see_row(row: Cells, names: Names) -> AlsoSee:
    name = names.row_id(row)
    names.worded[name] = row.place
    return AlsoSee(
        id=name,
        when=names.condition(row, "when"),
        unless=names.unless(row),
    )
