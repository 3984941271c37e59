"""Load `scoring.toml`: how points become a suggestion."""

from collections.abc import Iterator

from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.names import Names, chosen
from finder.core.loading.questionnaire import condition
from finder.core.loading.reading import Reading
from finder.core.rules.conditions import Condition, parse_condition
from finder.core.rules.knowledge import RegularDoctor, Scoring, Strength

UNCAPPED = 10**6
WHOLE, THREE = 100, 3
REGULAR = "regular_doctor_first.reason"


def load_scoring(reading: Reading, names: Names) -> Scoring:
    """Return the numbers of the method, and add the groups of rules to `names`."""
    entry = reading.toml("scoring.toml")
    groups = entry.table("groups")
    lead = entry.table("lead")
    also = entry.table("also")
    strength = entry.table("strength")
    regular = entry.table("regular_doctor_first")
    team = entry.table("team")
    show = entry.table("show")
    spread = team.table("spread")
    changes = entry.table("changes")
    names.groups = list(groups.names())
    for name in names.groups:
        check_id(groups, "group", name)
    never_alone = lead.texts("never_alone")
    rank_first = show.texts("rank_first")
    changeable = changes.texts("questions")
    return Scoring(
        caps=caps_of(groups),
        lead_within=lead.take("within", int),
        never_alone=frozenset(names.known(lead, "background", never_alone, names.backgrounds)),
        never_alone_first_from=lead.take("never_alone_first_from", int, 0),  # older rules have none
        also_within=also.take("within", int),
        also_share=percent(also, "share"),
        also_least=also.take("least", int),
        low_under=strength.take("low_under", int),
        clear_gap=strength.take("clear_gap", int),
        regular_doctor=tuple(load_regular(each, names) for each in regular.array("reason", REGULAR)),
        early=condition(regular, "early", names.vocabulary),
        team_when=condition(team, "when", names.vocabulary),
        team_any=tuple(load_team_any(team, names)),
        spread_backgrounds=spread.take("backgrounds", int),
        spread_share=percent(spread, "share"),
        spread_top=spread.take("top", int),
        rank_first=names.known(show, "group", rank_first, names.groups),
        cards_shown=three_numbers(show, "cards"),
        reasons_shown=three_numbers(show, "reasons"),
        changeable=names.known(changes, "question", changeable, names.vocabulary.options),
        changes_shown=changes.take("shown", int),
    )


def caps_of(groups: Entry) -> dict[str, int]:
    """Return the most points that each group of rows may give."""
    caps = {}
    for name, cap in groups.data.items():
        caps[name] = UNCAPPED if cap == "none" else groups.take(name, int)
    return caps


def load_team_any(team: Entry, names: Names) -> Iterator[Condition]:
    for text in team.texts("any"):
        yield parse_condition(text, names.vocabulary, team.wrong)


def percent(entry: Entry, key: str) -> int:
    """Return a share of the top score. Report one over 100 percent."""
    found = entry.take(key, int)
    if found > WHOLE:
        entry.wrong(f"{key} is {found} percent of the top score; write {WHOLE} or less")
    return found


def three_numbers(entry: Entry, key: str) -> tuple[int, ...]:
    """Return a number for each of three steps, or for one lead, for two, and for three or more."""
    found = entry.numbers(key)
    if len(found) != THREE:
        entry.wrong(f"{key} has {len(found)} numbers; write three")
    return found


def load_regular(entry: Entry, names: Names) -> RegularDoctor:
    vocabulary = names.vocabulary
    when = condition(entry, "when", vocabulary)
    unless = condition(entry, "unless", vocabulary) if entry.has("unless") else None
    groups = entry.texts("unless_groups") if entry.has("unless_groups") else ()
    return RegularDoctor(
        when=when,
        unless=unless,
        strengths=frozenset(strengths_of(entry)),
        unless_groups=frozenset(names.known(entry, "group", groups, names.groups)),
    )


def strengths_of(entry: Entry) -> list[Strength]:
    """Return the strengths that an entry names, or all if it names none."""
    if not entry.has("strength"):
        return list(Strength)
    named = entry.texts("strength")
    return [chosen(Strength, name, entry, "strength") for name in named]
