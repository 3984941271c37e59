"""Load the CSV tables: red flags, suggestions, treatments, and doctors outside the five backgrounds."""

import re

from finder.core.deciding.triage import CRISIS
from finder.core.loading.cells import Cells
from finder.core.loading.ids import check_id
from finder.core.loading.names import EVIDENCE, Names, chosen
from finder.core.loading.reading import Reading
from finder.core.rules.advice import Level
from finder.core.rules.conditions import listed
from finder.core.rules.knowledge import AlsoSee, Effect, RedFlagRow, Rule, TreatmentRow
from finder.core.rules.points import ROOM, pack_points

POINTS = re.compile(r"[0-9]{1,4}")
MOST_POINTS = 100
"""The most points of one cell: ten times what any sign is worth, so that more is a slip of the hand."""


def load_red_flags(reading: Reading, names: Names) -> list[RedFlagRow]:
    levels: dict[str, Level | None] = {level.name.lower(): level for level in Level if level} | {CRISIS: None}
    found = []
    for row in reading.csv("red_flags.csv", ("id", "flag", "when", "level")):
        names.known(row.place, "level", [row["level"]], levels)
        check_id(row.place, "flag", row["flag"])
        names.worded.setdefault(row["flag"], row.place)
        level = levels.get(row["level"], Level.CALL_911)
        found.append(RedFlagRow(names.row_id(row), row["flag"], names.condition(row, "when"), level))
    return found


def load_rules(reading: Reading, names: Names) -> list[Rule]:
    if not names.backgrounds:
        return []
    header = ("id", "group", "when", *names.backgrounds, "treatments")
    found = []
    sums = [0] * len(names.backgrounds)
    for row in reading.csv("suggestions.csv", header):
        name = names.row_id(row)
        names.worded[name] = row.place
        names.known(row.place, "group", [row["group"]], names.groups)
        points = tuple(whole(row, background) for background in names.backgrounds)
        sums = [sum(pair) for pair in zip(sums, points, strict=True)]
        for background, total in zip(names.backgrounds, sums, strict=True):
            if total > ROOM:
                row.place.wrong(f"with this row {background} can get {total} points; all rows may give {ROOM} or fewer")
        cards = names.known(row.place, "treatment", row.ids("treatments"), names.cards)
        reason = names.reasons.get(name)
        if reason and not ((reason.words or reason.own) and reason.strength):
            row.place.wrong(f"{name} needs words and a strength in reasons.toml; strengths are {listed(EVIDENCE)}")
        found.append(Rule(name, row["group"], names.condition(row, "when"), points, pack_points(points), cards))
    return found


def whole(row: Cells, column: str) -> int:
    """Points; an empty cell is 0."""
    text = row[column]
    if not text or (POINTS.fullmatch(text) and int(text) <= MOST_POINTS):
        return int(text or 0)
    row.place.wrong(f"{column} is {text}; write a whole number from 0 to {MOST_POINTS}, or leave it empty")
    return 0


def load_treatment_rows(reading: Reading, names: Names) -> list[TreatmentRow]:
    found = []
    for row in reading.csv("treatments.csv", ("id", "when", "unless", "effect", "cards")):
        name, effect = names.row_id(row), chosen(Effect, row["effect"], row.place, "effect")
        if effect.is_said:
            names.worded[name] = row.place
        elif not row["cards"]:
            row.place.wrong(f"{effect} needs the cards that it is done to")
        listed_cards = names.known(row.place, "card or card set", row.ids("cards"), names.cards)
        cards = tuple(dict.fromkeys(card for each in listed_cards for card in names.cards[each]))
        found.append(TreatmentRow(name, names.condition(row, "when"), names.unless(row), effect, cards))
    return found


def load_also_see(reading: Reading, names: Names) -> list[AlsoSee]:
    found = []
    for row in reading.csv("also_see.csv", ("id", "when", "unless")):
        name = names.row_id(row)
        names.worded[name] = row.place
        found.append(AlsoSee(name, names.condition(row, "when"), names.unless(row)))
    return found
