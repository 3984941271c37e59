"""Load `next.toml`: what to do after the result."""

from collections.abc import Iterable

from finder.core.loading.entry import Entry
from finder.core.loading.ids import ROW, check_id
from finder.core.loading.names import Names
from finder.core.loading.questionnaire import condition
from finder.core.loading.reading import Reading
from finder.core.rules.next_steps import AccessHelp, AfterResult, AskOnPhone, CallWords, NextWords, Phrase
from finder.core.rules.questionnaire import Questionnaire

FILE = "next.toml"
WHOM = ("specialist", "regular")
PLACES, SINCE = ("where", "main_pain"), ("how_long",)
"""The questions whose options have a phrase in [place] and in [since]."""


def load_next(reading: Reading, questionnaire: Questionnaire, names: Names) -> AfterResult:
    entry = reading.toml(FILE)
    access = entry.table("access")
    asked = [each for each in entry.array("ask", "ask") if is_usable(each, reading)]
    helps = [each for each in access.array("help", "access.help") if is_usable(each, reading)]
    return AfterResult(
        next=entry.table("next").fill(NextWords),
        call=entry.table("call").fill(CallWords),
        ask=tuple(load_ask(each, names) for each in asked),
        access_heading=access.words("heading"),
        access=tuple(load_help(each, names) for each in helps),
        places=phrases(entry, "place", options_of(questionnaire, PLACES), reading),
        since=phrases(entry, "since", options_of(questionnaire, SINCE), reading),
    )


def is_usable(entry: Entry, reading: Reading) -> bool:
    """Return whether these rules can read the entry: those from before this file lack what its conditions ask about."""
    return not (reading.is_borrowed(FILE) and {"when", "unless"}.intersection(entry.names()))


def load_ask(entry: Entry, names: Names) -> AskOnPhone:
    unless = condition(entry, "unless", names.vocabulary) if entry.has("unless") else None
    found = entry.fill(AskOnPhone, when=condition(entry, "when", names.vocabulary), unless=unless)
    check_id(entry, "question", found.id, ROW)
    names.known(entry, "callee", found.of, WHOM)
    return found


def load_help(entry: Entry, names: Names) -> AccessHelp:
    found = entry.fill(AccessHelp, when=condition(entry, "when", names.vocabulary))
    check_id(entry, "help", found.id, ROW)
    names.cited(entry, found.source)
    return found


def options_of(questionnaire: Questionnaire, questions: Iterable[str]) -> set[str]:
    """The options of these questions, as far as there are such questions."""
    asked = {question.id: question for page in questionnaire.pages for question in page.questions}
    return {option.id for name in questions if name in asked for option in asked[name].options}


def phrases(entry: Entry, name: str, options: set[str], reading: Reading) -> dict[str, str]:
    """The phrase of each option; a phrase of an unknown option is told."""
    found = {option: each.fill(Phrase).words for option, each in entry.tables(name).items()}
    if not reading.is_borrowed(FILE):
        for option in sorted(found.keys() - options):
            entry.wrong(f"[{name}] has a phrase for {option}, and no question has this option; correct its name")
    return found
