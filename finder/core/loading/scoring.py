"""Load `scoring.toml`: how points become a suggestion."""

from finder.core.loading.files import Entry, Reading
from finder.core.loading.names import Names, chosen
from finder.core.loading.questionnaire import condition
from finder.core.rules.conditions import parse_condition
from finder.core.rules.knowledge import RegularDoctor, Scoring, Strength

UNCAPPED = 10**6
REGULAR = "regular_doctor_first.reason"


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
