"""Load `scoring.toml`: how points become a suggestion."""

from collections.abc import Iterator

from finder.core.loading.conditions import condition
from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.names import Names, chosen
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
    names.groups = group_names(groups)
    vocabulary = names.vocabulary
    never_alone = names.known(
        lead, "background", lead.texts("never_alone"), names.backgrounds
    )
    rank_first = names.known(show, "group", show.texts("rank_first"), names.groups)
    changeable = names.known(
        changes, "question", changes.texts("questions"), vocabulary.options
    )
    # Older rules do not have this number.
    never_alone_first_from = lead.take("never_alone_first_from", int, 0)
    regular_doctor = load_regular_doctor(regular, names)
    team_any = load_team_any(team, names)
    return Scoring(
        caps=caps_of(groups),
        lead_within=lead.take("within", int),
        never_alone=frozenset(never_alone),
        never_alone_first_from=never_alone_first_from,
        also_within=also.take("within", int),
        also_share=percent(also, "share"),
        also_least=also.take("least", int),
        low_under=strength.take("low_under", int),
        clear_gap=strength.take("clear_gap", int),
        regular_doctor=tuple(regular_doctor),
        early=condition(regular, "early", vocabulary),
        team_when=condition(team, "when", vocabulary),
        team_any=tuple(team_any),
        spread_backgrounds=spread.take("backgrounds", int),
        spread_share=percent(spread, "share"),
        spread_top=spread.take("top", int),
        rank_first=rank_first,
        cards_shown=three_numbers(show, "cards"),
        reasons_shown=three_numbers(show, "reasons"),
        changeable=changeable,
        changes_shown=changes.take("shown", int),
    )


def group_names(groups: Entry) -> list[str]:
    """Return the names of the groups of rows."""
    found = list(groups.names())
    for name in found:
        check_id(groups, "group", name)
    return found


def caps_of(groups: Entry) -> dict[str, int]:
    """Return the most points that each group of rows may give."""
    caps = {}
    for name, cap in groups.data.items():
        if cap == "none":
            caps[name] = UNCAPPED
        else:
            caps[name] = groups.take(name, int)
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
    """Return a number for each of three steps, or for one lead, for two, and for three
    or more."""
    found = entry.numbers(key)
    if len(found) != THREE:
        entry.wrong(f"{key} has {len(found)} numbers; write three")
    return found


def load_regular_doctor(regular: Entry, names: Names) -> Iterator[RegularDoctor]:
    """Yield each reason to see the regular doctor first."""
    for entry in regular.array("reason", REGULAR):
        yield load_reason(entry, names)


def load_reason(entry: Entry, names: Names) -> RegularDoctor:
    vocabulary = names.vocabulary
    when = condition(entry, "when", vocabulary)
    unless = None
    if entry.has("unless"):
        unless = condition(entry, "unless", vocabulary)
    groups: tuple[str, ...] = ()
    if entry.has("unless_groups"):
        groups = entry.texts("unless_groups")
    known_groups = names.known(entry, "group", groups, names.groups)
    strengths = strengths_of(entry)
    return RegularDoctor(
        when=when,
        unless=unless,
        strengths=frozenset(strengths),
        unless_groups=frozenset(known_groups),
    )


def strengths_of(entry: Entry) -> list[Strength]:
    """Return the strengths that an entry names, or all if it names none."""
    if not entry.has("strength"):
        return list(Strength)
    named = entry.texts("strength")
    return [chosen(Strength, name, entry, "strength") for name in named]
