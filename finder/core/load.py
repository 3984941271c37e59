"""`rules/` -> Ruleset, or every mistake at once, each with its file, its line and its cure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from finder.core.advice import Advice, Level, LevelWords
from finder.core.conditions import Condition, Vocabulary, listed, parse_condition
from finder.core.files import HELP_LINES, Cells, Entry, Reading
from finder.core.knowledge import (
    AlsoSee,
    Background,
    Effect,
    Reason,
    RedFlagRow,
    RegularDoctor,
    Review,
    Rule,
    Ruleset,
    Scoring,
    Source,
    Strength,
    Treatment,
    TreatmentRow,
)
from finder.core.load_questionnaire import condition, load_questionnaire
from finder.core.load_sheet import load_sheet
from finder.core.points import pack
from finder.core.possible import possibility
from finder.core.problems import BrokenRules, Place, Problem, Tells
from finder.core.table import Table

DECIDING = (
    "questionnaire.toml", "findings.toml", "scoring.toml", "red_flags.csv", "suggestions.csv", "treatments.csv",
    "also_see.csv", "reasons.toml", "catalogue.toml", "advice.toml", "sources.toml", "sheet.toml",
)  # fmt: skip
CRISIS = "crisis"
UNCAPPED = 10**6
REGULAR = "regular_doctor_first.reason"

Choice = TypeVar("Choice", bound=StrEnum)


def load(folder: Path, language: str = "en", numbers: Mapping[str, str] = HELP_LINES) -> Ruleset:
    """Read and check a folder of rules in one language. Raises BrokenRules."""
    if not folder.is_dir():
        raise BrokenRules([Problem(str(folder), 0, "there is no such folder of rules; correct its name")])
    reading = Reading(folder, language, {**HELP_LINES, **numbers})
    ruleset = load_ruleset(reading)
    reading.finish()
    return ruleset


def version(folder: Path) -> str:
    """The first 12 hex digits of a hash of all that decides what a patient is told."""
    digest = hashlib.sha256()
    for name in DECIDING:
        content = (folder / name).read_bytes() if (folder / name).exists() else b""
        content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def load_ruleset(reading: Reading) -> Ruleset:
    questionnaire, vocabulary = load_questionnaire(reading)
    names = Names(vocabulary, load_sources(reading))
    catalogue = reading.toml("catalogue.toml")
    treatments = load_treatments(catalogue, names)
    backgrounds = load_backgrounds(catalogue, names)
    reasons = reading.toml("reasons.toml").tables("")
    load_reasons(reasons, names)
    scoring = load_scoring(reading, names)
    ruleset = Ruleset(
        version=version(reading.folder),
        language=reading.language,
        questionnaire=questionnaire,
        red_flags=Table(load_red_flags(reading, names), questionnaire.findings),
        suggestions=Table(load_rules(reading, names), questionnaire.findings),
        treatment_rows=Table(load_treatment_rows(reading, names), questionnaire.findings),
        also_see=Table(load_also_see(reading, names), questionnaire.findings),
        scoring=scoring,
        reasons=names.reasons,
        backgrounds=backgrounds,
        treatments=treatments,
        taxonomy={each.take("code", str): each.words("name") for each in catalogue.array("taxonomy", "taxonomy")},
        sources=names.sources,
        advice=load_advice(reading, names),
        sheet=load_sheet(reading, questionnaire, vocabulary),
        review=load_review(reading, names),
    )
    names.check_reasons(reasons)
    check_possible(ruleset, names)
    check_for_everyone(ruleset, reading)
    return ruleset


def load_review(reading: Reading, names: "Names") -> Review:
    entry = reading.toml("review.toml")
    sooner = entry.table("sooner") if "sooner" in entry.data else None
    dates = {name: day for name in sooner.data if (day := sooner.day(name))} if sooner else {}
    if sooner:
        names.known(sooner, "row", dates, names.rows)
    return entry.without("sooner").fill(Review, sooner=dates)


@dataclass(slots=True)
class Names:
    """What has been read so far, for those who refer to it by name."""

    vocabulary: Vocabulary
    sources: dict[str, Source]
    backgrounds: list[str] = field(default_factory=list)
    cards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Card or card set -> cards."""
    groups: list[str] = field(default_factory=list)
    rows: dict[str, Place] = field(default_factory=dict)
    worded: dict[str, Place] = field(default_factory=dict)
    """Rows and flags that must have an entry in reasons.toml."""
    reasons: dict[str, Reason] = field(default_factory=dict)

    def condition(self, row: Cells, column: str) -> Condition:
        return parse_condition(row[column], self.vocabulary, lambda text: row.place.wrong(f"{column}: {text}"))

    def unless(self, row: Cells) -> Condition | None:
        return self.condition(row, "unless") if row["unless"] else None

    def row_id(self, row: Cells) -> str:
        """The row's id, which no other row of any table has."""
        name = row["id"]
        if name in self.rows or not name:
            first = f", as in {self.rows[name].file}:{self.rows[name].line}" if name else ""
            row.place.wrong(f"id {name or '(empty)'} is not its own{first}; give this row another")
        self.rows.setdefault(name, row.place)
        return name

    def known(self, place: Tells, what: str, given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
        """The given names that are known; the others are told."""
        given, known = tuple(given), tuple(known)
        for name in given:
            if name not in known:
                place.wrong(f"there is no {what} {name}; there are {listed(known)}")
        return tuple(name for name in given if name in known)

    def cited(self, place: Tells, sources: tuple[str, ...]) -> None:
        if not sources:
            place.wrong('source is missing; name at least one of sources.toml, "EO" for expert opinion')
        self.known(place, "source", sources, self.sources)

    def check_reasons(self, entries: Mapping[str, Entry]) -> None:
        """Every row and flag has its reason, and every reason its row or flag."""
        for name, place in self.worded.items():
            if name not in self.reasons:
                place.wrong(f"{name} has no reason; add [{name}] to reasons.toml")
        flags = self.worded.keys() | self.rows.keys()
        for name in self.reasons.keys() - flags:
            entries[name].wrong(f"[{name}] is the reason of no row and no flag; correct its name or delete it")


def check_possible(ruleset: Ruleset, names: Names) -> None:
    """Tell rows that no answers can ever reach."""
    possible = possibility(ruleset.questionnaire)
    tables = (ruleset.red_flags, ruleset.suggestions, ruleset.treatment_rows, ruleset.also_see)
    for row in (row for table in tables for row in table.rows):
        if not possible.holds(row.when):
            names.rows[row.id].wrong(f"{row.id} can never hold: no one can answer like this; loosen its condition")


def check_for_everyone(ruleset: Ruleset, reading: Reading) -> None:
    """Tell where someone could be left without any points, and so without a result."""
    rules = ruleset.suggestions.rows
    if rules and not any(not rule.when.terms and any(rule.points) for rule in rules):
        text = "no row with points holds `always`, so that someone could get no result; give one to everyone"
        reading.place("suggestions.csv", 1).wrong(text)


def load_sources(reading: Reading) -> dict[str, Source]:
    return {name: entry.fill(Source, id=name) for name, entry in reading.toml("sources.toml").tables("").items()}


def load_treatments(catalogue: Entry, names: Names) -> dict[str, Treatment]:
    found: dict[str, Treatment] = {}
    for entry in catalogue.array("treatment", "treatment"):
        card = entry.fill(Treatment)
        names.cited(entry, card.source)
        if card.id in found:
            entry.wrong(f"there are two cards {card.id}; give one another id")
        if card.step not in {1, 2, 3}:
            entry.wrong(f"step {card.step} is not known; write 1, 2 or 3")
        found[card.id] = card
    names.cards = {name: (name,) for name in found}
    names.cards |= {f"step_{step}": tuple(c.id for c in found.values() if c.step == step) for step in (1, 2, 3)}
    names.cards["all"] = tuple(found)
    sets = catalogue.table("set")
    for name in sets.data:
        names.cards[name] = names.known(sets, "card", sets.texts(name), found)
    return found


def load_backgrounds(catalogue: Entry, names: Names) -> tuple[Background, ...]:
    entries = catalogue.array("background", "background")
    found = tuple(entry.fill(Background) for entry in entries)
    names.backgrounds = [background.id for background in found]
    for entry, background in zip(entries, found, strict=True):
        names.cited(entry, background.source)
        names.known(entry, "card", background.offers, names.cards)
    for entry in catalogue.array("treatment", "treatment"):
        names.known(entry, "background", entry.texts("by"), names.backgrounds)
    return found


def load_reasons(entries: Mapping[str, Entry], names: Names) -> None:
    for name, entry in entries.items():
        names.reasons[name] = entry.fill(Reason, id=name)
        names.cited(entry, names.reasons[name].source)
        if names.reasons[name].strength:
            names.known(entry, "strength", [names.reasons[name].strength], EVIDENCE)


EVIDENCE = ("strong", "moderate", "low", "disputed", "scope", "expert")


def chosen(kind: type[Choice], name: str, place: Tells, what: str) -> Choice:
    """The member of that name; another is told, and read as the first."""
    if name not in set(kind):
        place.wrong(f"{what} {name or '(empty)'} is not known; write one of {listed(kind)}")
        return next(iter(kind))
    return kind(name)


def load_red_flags(reading: Reading, names: Names) -> list[RedFlagRow]:
    levels: dict[str, Level | None] = {level.name.lower(): level for level in Level if level} | {CRISIS: None}
    found = []
    for row in reading.csv("red_flags.csv", ("id", "flag", "when", "level")):
        names.known(row.place, "level", [row["level"]], levels)
        names.worded.setdefault(row["flag"], row.place)
        level = levels.get(row["level"], Level.CALL_911)
        found.append(RedFlagRow(names.row_id(row), row["flag"], names.condition(row, "when"), level))
    return found


def load_rules(reading: Reading, names: Names) -> list[Rule]:
    header = ("id", "group", "when", *names.backgrounds, "treatments")
    found = []
    for row in reading.csv("suggestions.csv", header):
        name = names.row_id(row)
        names.worded[name] = row.place
        names.known(row.place, "group", [row["group"]], names.groups)
        points = tuple(whole(row, background) for background in names.backgrounds)
        cards = names.known(row.place, "treatment", row.ids("treatments"), names.cards)
        reason = names.reasons.get(name)
        if reason and not (reason.words and reason.strength):
            row.place.wrong(f"{name} needs words and a strength in reasons.toml; strengths are {listed(EVIDENCE)}")
        found.append(Rule(name, row["group"], names.condition(row, "when"), points, pack(points), cards))
    return found


def whole(row: Cells, column: str) -> int:
    """Points; an empty cell is 0."""
    if row[column] and not row[column].isdecimal():
        row.place.wrong(f"{column} is {row[column]}; write a whole number from 0 on, or leave it empty")
        return 0
    return int(row[column] or 0)


def load_treatment_rows(reading: Reading, names: Names) -> list[TreatmentRow]:
    found = []
    for row in reading.csv("treatments.csv", ("id", "when", "unless", "effect", "cards")):
        name, effect = names.row_id(row), chosen(Effect, row["effect"], row.place, "effect")
        if effect in {Effect.NOTE, Effect.CAUTION}:
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


def load_scoring(reading: Reading, names: Names) -> Scoring:
    entry = reading.toml("scoring.toml")
    groups, lead, also, sure = (entry.table(name) for name in ("groups", "lead", "also", "strength"))
    first, team, show = entry.table("regular_doctor_first"), entry.table("team"), entry.table("show")
    spread, change = team.table("spread"), entry.table("changes")
    names.groups = list(groups.data)
    complain = team.wrong
    for part in (lead, also, sure, spread, change):
        check_numbers(part)
    return Scoring(
        caps={name: UNCAPPED if cap == "none" else groups.take(name, int) for name, cap in groups.data.items()},
        lead_within=lead.take("within", int),
        never_alone=frozenset(names.known(lead, "background", lead.texts("never_alone"), names.backgrounds)),
        also_within=also.take("within", int),
        also_share=also.take("share", int),
        also_least=also.take("least", int),
        low_under=sure.take("low_under", int),
        clear_gap=sure.take("clear_gap", int),
        regular_doctor=tuple(load_regular(each, names) for each in first.array("reason", REGULAR)),
        early=condition(first, "early", names.vocabulary),
        team_when=condition(team, "when", names.vocabulary),
        team_any=tuple(parse_condition(text, names.vocabulary, complain) for text in team.texts("any")),
        spread_backgrounds=spread.take("backgrounds", int),
        spread_share=spread.take("share", int),
        spread_top=spread.take("top", int),
        rank_first=names.known(show, "group", show.texts("rank_first"), names.groups),
        cards_shown=tuple(show.take("cards", list)),
        reasons_shown=tuple(show.take("reasons", list)),
        changeable=names.known(change, "question", change.texts("questions"), names.vocabulary.options),
        changes_shown=change.take("shown", int),
    )


def check_numbers(entry: Entry) -> None:
    for name, value in entry.data.items():
        if isinstance(value, int) and value < 0:
            entry.wrong(f"{name} is {value}; write a whole number from 0 on")


def load_regular(entry: Entry, names: Names) -> RegularDoctor:
    entry.only({"when", "unless", "strength", "unless_groups"})
    strengths = entry.texts("strength") if "strength" in entry.data else tuple(Strength)
    groups = entry.texts("unless_groups") if "unless_groups" in entry.data else ()
    return RegularDoctor(
        when=condition(entry, "when", names.vocabulary),
        unless=condition(entry, "unless", names.vocabulary) if "unless" in entry.data else None,
        strengths=frozenset(chosen(Strength, name, entry, "strength") for name in strengths),
        unless_groups=frozenset(names.known(entry, "group", groups, names.groups)),
    )


def load_advice(reading: Reading, names: Names) -> Advice:
    entry = reading.toml("advice.toml")
    entry.only({part.name for part in fields(Advice)})
    levels = entry.tables("level")
    named = {level.name.lower(): level for level in Level if level}
    known = names.known(entry, "level", levels, named)
    for name in named.keys() - levels.keys():
        entry.wrong(f"the table [level.{name}] is missing")
    kinds: dict[str, type[Any]] = {part.name: part.type for part in fields(Advice) if part.name != "level"}  # type: ignore[misc]
    parts = {name: entry.table(name).fill(kind) for name, kind in kinds.items()}
    for name, part in parts.items():
        for source in ("source", "team_source"):
            if hasattr(part, source):
                names.cited(entry.table(name), getattr(part, source))
    by_level = {named[name]: levels[name].fill(LevelWords) for name in known}
    mood = entry.table("mood")
    names.known(mood, "finding", [mood.take("when", str)], names.vocabulary.numbers)
    return Advice(level=by_level, **parts)
