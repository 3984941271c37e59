"""Load `next.toml`: what to do after the result."""

from collections.abc import Iterable

from finder.core.loading.conditions import condition
from finder.core.loading.entry import Entry
from finder.core.loading.ids import ROW, check_id
from finder.core.loading.names import Names
from finder.core.loading.reading import Reading
from finder.core.rules.next_steps import (
    AccessHelp,
    AfterResult,
    AskOnPhone,
    CallWords,
    NextWords,
    Phrase,
)
from finder.core.rules.page import questions_of
from finder.core.rules.questionnaire import Questionnaire

FILE = "next.toml"
CALLEES = ("specialist", "regular")
PLACES, SINCE = ("where", "main_pain"), ("how_long",)
"""The questions whose options have a phrase in [place] and in [since]."""


def load_next(
    reading: Reading, questionnaire: Questionnaire, names: Names
) -> AfterResult:
    """Return what to do after the result."""
    entry = reading.toml(FILE)
    access = entry.table("access")
    asked = usable(entry.array("ask", "ask"), reading)
    helps = usable(access.array("help", "access.help"), reading)
    questions = [load_ask(each, names) for each in asked]
    lines = [load_help(each, names) for each in helps]
    places = options_of(questionnaire, PLACES)
    times = options_of(questionnaire, SINCE)
    return AfterResult(
        next=entry.table("next").fill(NextWords),
        call=entry.table("call").fill(CallWords),
        ask=tuple(questions),
        access_heading=access.words("heading"),
        access=tuple(lines),
        places=phrases(entry, "place", places, reading),
        since=phrases(entry, "since", times, reading),
    )


def usable(entries: Iterable[Entry], reading: Reading) -> list[Entry]:
    """Return the entries that these rules can read."""
    return [entry for entry in entries if is_usable(entry, reading)]


def is_usable(entry: Entry, reading: Reading) -> bool:
    """Return whether these rules can read the entry. Older rules lack what its
    conditions ask about."""
    if not reading.comes_from_newer(FILE):
        return True
    keys = entry.names()
    return "when" not in keys and "unless" not in keys


def load_ask(entry: Entry, names: Names) -> AskOnPhone:
    unless = None
    if entry.has("unless"):
        unless = condition(entry, "unless", names.vocabulary)
    when = condition(entry, "when", names.vocabulary)
    found = entry.fill(AskOnPhone, when=when, unless=unless)
    check_id(entry, "question", found.id, ROW)
    names.known(entry, "callee", found.of, CALLEES)
    return found


def load_help(entry: Entry, names: Names) -> AccessHelp:
    when = condition(entry, "when", names.vocabulary)
    found = entry.fill(AccessHelp, when=when)
    check_id(entry, "help", found.id, ROW)
    names.cited(entry, found.source)
    return found


def options_of(questionnaire: Questionnaire, questions: Iterable[str]) -> set[str]:
    """Return the options of these questions, as far as the questions exist."""
    found: set[str] = set()
    for question in questions_of(questionnaire.pages):
        if question.id in questions:
            found |= question.option_ids
    return found


def phrases(
    entry: Entry, name: str, options: set[str], reading: Reading
) -> dict[str, str]:
    """Return the phrase of each option. Report a phrase of an unknown option."""
    found = {}
    checks = not reading.comes_from_newer(FILE)
    for option, each in entry.tables(name).items():
        phrase = each.fill(Phrase)
        found[option] = phrase.words
        if checks and option not in options:
            entry.wrong(
                f"[{name}] has a phrase for {option}, but no question has this option; correct its name"
            )
    return found
