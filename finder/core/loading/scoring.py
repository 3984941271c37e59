"""Load `scoring.toml`: how points become a suggestion."""

from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.names import Names, chosen
from finder.core.loading.questionnaire import condition
from finder.core.loading.reading import Reading
from finder.core.rules.conditions import parse_condition
from finder.core.rules.knowledge import RegularDoctor, Scoring, Strength

UNCAPPED = 10**6
WHOLE, THREE = 100, 3
REGULAR = "regular_doctor_first.reason"


def load_scoring(reading: Reading, names: Names) -> Scoring:
    entry = reading.toml("scoring.toml")
    groups, lead, also, sure = (entry.table(name) for name in ("groups", "lead", "also", "strength"))
    first, team, show = entry.table("regular_doctor_first"), entry.table("team"), entry.table("show")
    spread, change = team.table("spread"), entry.table("changes")
    names.groups = list(groups.names())
    for name in names.groups:
        check_id(groups, "group", name)
    complain = team.wrong
    return Scoring(
        caps={name: UNCAPPED if cap == "none" else groups.take(name, int) for name, cap in groups.data.items()},
        lead_within=lead.take("within", int),
        never_alone=frozenset(names.known(lead, "background", lead.texts("never_alone"), names.backgrounds)),
        never_alone_first_from=lead.take("never_alone_first_from", int, 0),  # rules from before it have none
        also_within=also.take("within", int),
        also_share=percent(also, "share"),
        also_least=also.take("least", int),
        low_under=sure.take("low_under", int),
        clear_gap=sure.take("clear_gap", int),
        regular_doctor=tuple(load_regular(each, names) for each in first.array("reason", REGULAR)),
        early=condition(first, "early", names.vocabulary),
        team_when=condition(team, "when", names.vocabulary),
        team_any=tuple(parse_condition(text, names.vocabulary, complain) for text in team.texts("any")),
        spread_backgrounds=spread.take("backgrounds", int),
        spread_share=percent(spread, "share"),
        spread_top=spread.take("top", int),
        rank_first=names.known(show, "group", show.texts("rank_first"), names.groups),
        cards_shown=three_numbers(show, "cards"),
        reasons_shown=three_numbers(show, "reasons"),
        changeable=names.known(change, "question", change.texts("questions"), names.vocabulary.options),
        changes_shown=change.take("shown", int),
    )


def percent(entry: Entry, key: str) -> int:
    found = entry.take(key, int)
    if found > WHOLE:
        entry.wrong(f"{key} is {found} percent of the top score; write {WHOLE} or less")
    return found


def three_numbers(entry: Entry, key: str) -> tuple[int, ...]:
    """A number for each of three steps, or for one lead, two and more."""
    found = entry.numbers(key)
    if len(found) != THREE:
        entry.wrong(f"{key} has {len(found)} numbers; write three")
    return found


def load_regular(entry: Entry, names: Names) -> RegularDoctor:
    strengths = entry.texts("strength") if entry.has("strength") else tuple(Strength)
    groups = entry.texts("unless_groups") if entry.has("unless_groups") else ()
    return RegularDoctor(
        when=condition(entry, "when", names.vocabulary),
        unless=condition(entry, "unless", names.vocabulary) if entry.has("unless") else None,
        strengths=frozenset(chosen(Strength, name, entry, "strength") for name in strengths),
        unless_groups=frozenset(names.known(entry, "group", groups, names.groups)),
    )
