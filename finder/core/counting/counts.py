"""Weekly counts: how many visits began, how far they came, and what people were shown.
They hold no answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from finder.core.deciding.assess import Outcome, assess
from finder.core.deciding.triage import Triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sentence import Sentence
from finder.core.rules.way import PagePath

LEAST = 5
RETENTION = timedelta(weeks=104)
STARTED, FINISHED = "started", "finished"
PAGE, LEVEL, LEAD, LANGUAGE = "page", "level", "lead", "language"

Counts = Mapping[date, Mapping[str, int]]
"""Week -> what was counted -> how often."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number as a page shows it: in words, and in percent of the longest bar. Small
    numbers are hidden in both."""

    name: str
    words: Sentence
    percent: int


def week_of(day: date) -> date:
    """Return the Monday of the week."""
    since_monday = timedelta(days=day.weekday())
    return day - since_monday


def reached(questionnaire: Questionnaire, way: PagePath) -> int:
    """Return how many pages at the beginning are answered or not asked. Pages of a
    second pain do not count."""
    page = way.next_page
    pages = questionnaire.pages
    if page in pages:
        return pages.index(page)
    return len(pages)


def what_to_count(
    ruleset: Ruleset,
    answers: Answers,
    *,
    asked: Sequence[Page],
    rise: tuple[Triage, Triage],
    counted: int,
    reached: int,
) -> Iterator[str]:
    """Yield what to count when a visit comes further than before: from page number
    `counted` to `reached`.

    `asked` are the pages that the answers lead through. `rise` is the triage before and
    now.
    """
    if counted < 0:
        yield STARTED
        yield f"{LANGUAGE}:{ruleset.language}"
    pages = ruleset.questionnaire.pages
    passed = pages[max(counted, 0) : reached]
    for page in passed:
        if page in asked:
            yield f"{PAGE}:{page.id}"
    earlier, urgent = rise
    if urgent.level > earlier.level:
        yield f"{LEVEL}:{urgent.level.id}"
    if reached == len(pages):
        yield FINISHED
        for name in leads_or_stop(ruleset, answers, urgent):
            yield f"{LEAD}:{name}"


def leads_or_stop(ruleset: Ruleset, answers: Answers, urgent: Triage) -> list[str]:
    """Return the backgrounds that lead, or the name of the stop at which the answers
    end.

    All answers decide who leads, for every audience.
    """
    if ruleset.questionnaire.stops(answers):
        return [Outcome.UNDER_18]
    found = assess(ruleset, answers, urgent)
    return [lead.background for lead in found.leads]


def total(counts: Counts) -> dict[str, int]:
    """Return the sum of all weeks."""
    summed: dict[str, int] = {}
    for week in counts.values():
        for what, number in week.items():
            before = summed.get(what, 0)
            summed[what] = before + number
    return summed


def bars(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return a bar for each name, in order. Numbers under 5 could point to a person and
    are not shown."""
    numbers = [counts.get(what, 0) for what in names]
    longest = max(numbers, default=0)
    named = zip(names.values(), numbers, strict=True)
    return tuple(bar(name, number, longest) for name, number in named)


def bar(name: str, number: int, longest: int) -> Bar:
    words = suppress_small(number)
    percent = round(100 * number / longest) if number >= LEAST else 0
    return Bar(name, words, percent)


def level_names(ruleset: Ruleset) -> dict[str, str]:
    """Return the name of every level that people are shown, the most urgent first."""
    found = {}
    most_urgent_first = sorted(filter(None, Level), reverse=True)
    for level in most_urgent_first:
        words = ruleset.advice.level[level]
        name = level.id
        found[f"{LEVEL}:{name}"] = words.heading
    return found


def page_names(ruleset: Ruleset) -> dict[str, str]:
    """Return the name of every page of the questionnaire."""
    pages = ruleset.questionnaire.pages
    return {f"{PAGE}:{page.id}": page.heading for page in pages}


def lead_names(ruleset: Ruleset) -> dict[str, str]:
    """Return the name of every background that can lead, and of the stop."""
    found = {
        f"{LEAD}:{background.id}": background.name for background in ruleset.backgrounds
    }
    found[f"{LEAD}:{Outcome.UNDER_18}"] = ruleset.advice.stop.heading
    return found


def language_codes(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the code of every language that was counted."""
    prefix = f"{LANGUAGE}:"
    counted = [what for what in sorted(counts) if what.startswith(prefix)]
    return {what: what.removeprefix(prefix) for what in counted}


def suppress_small(number: int) -> Sentence:
    """Return a number as it may be shown: "under 5" if it is small."""
    if number >= LEAST:
        return Sentence(str(number))
    return Sentence("under %(least)s", {"least": LEAST})
