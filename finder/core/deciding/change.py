"""Find single answers that would change the lead, by trying them on the rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from finder.core.deciding.assess import Ranking, rank
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.page import SCALE, Kind, Question


@dataclass(frozen=True, slots=True)
class Change:
    """One answer given otherwise, and who would lead then. With nothing `added` it is taken back, with nothing
    `removed` it comes on top."""

    question: str
    added: str
    removed: str
    leads: tuple[str, ...]
    strength: Strength


def changes(ruleset: Ruleset, answers: Answers) -> tuple[Change, ...]:
    """Return the first change to each other set of leads, of the questions and as many as the rules name."""
    scoring = ruleset.scoring
    found = leading(ruleset, answers, scoring.changeable)
    return tuple(islice(found, scoring.changes_shown))


def leading(
    ruleset: Ruleset,
    answers: Answers,
    questions: Iterable[str],
) -> Iterator[Change]:
    """Yield the first single answer that brings each set of leads but the present one. Red flags stay exactly as they
    are, and private answers are not touched."""
    stops = ruleset.questionnaire.stops
    if stops(answers):
        return
    flags = flags_of(ruleset, answers)
    rankings = Rankings(ruleset)
    now = rankings.of(answers)
    known = {frozenset(now.leads)}
    for change, other in others(ruleset, answers, questions):
        there = rankings.of(other)
        leads = frozenset(there.leads)
        is_new = leads not in known
        if is_new and flags_of(ruleset, other) == flags and not stops(other):
            known.add(leads)
            yield Change(*change, names_of(ruleset, there), there.strength)


def flags_of(ruleset: Ruleset, answers: Answers) -> set[RedFlag]:
    found = triage(ruleset, answers)
    return set(found.flags)


@dataclass(frozen=True, slots=True)
class Rankings:
    """Rankings of one ruleset. Many single answers make the same rules fire, which are ranked once."""

    ruleset: Ruleset
    known: dict[int, Ranking] = field(default_factory=dict)

    def of(self, answers: Answers) -> Ranking:
        """Return the ranking of these answers."""
        suggestions = self.ruleset.suggestions
        fired = suggestions.fired(answers)
        if fired not in self.known:
            self.known[fired] = rank(self.ruleset, suggestions.rows_of(fired))
        return self.known[fired]


def names_of(ruleset: Ruleset, ranking: Ranking) -> tuple[str, ...]:
    leads = (ruleset.backgrounds[index] for index in ranking.leads)
    return tuple(lead.id for lead in leads)


Single = tuple[str, str, str]
"""A question, the option added and the option removed."""


def others(
    ruleset: Ruleset,
    answers: Answers,
    questions: Iterable[str],
) -> Iterator[tuple[Single, Answers]]:
    """Yield all answers that differ by one, with the difference."""
    asked = (ruleset.questionnaire.question(name) for name in questions if name in answers)
    public = (question for question in asked if not question.private)
    for question in public:
        options = choices(ruleset, question, answers)
        before = answers[question.id]
        for added, removed in singles(question, options, before):
            after = (before - {removed}) | {added} - {""}
            other = with_answer(ruleset, answers, question.id, after)
            yield (question.id, added, removed), other


def with_answer(
    ruleset: Ruleset,
    answers: Answers,
    name: str,
    chosen: frozenset[str],
) -> Answers:
    """Return the answers with another one to this question, pruned if what differs decides what is asked."""
    questionnaire = ruleset.questionnaire
    other = {**answers, name: chosen}
    differing = chosen ^ answers[name]
    is_steering = any((name, option) in questionnaire.steering_options for option in differing)
    return questionnaire.prune(other) if is_steering else other


def choices(
    ruleset: Ruleset,
    question: Question,
    answers: Answers,
) -> tuple[str, ...]:
    """Return the options that may be named. One that stands alone says nothing, and is never added."""
    if question.kind is Kind.SCALE:
        return SCALE
    shown = ruleset.questionnaire.shown(question, answers)
    said = (each for each in shown if not each.alone)
    return tuple(each.id for each in said if not each.private)


def singles(
    question: Question,
    choices: tuple[str, ...],
    chosen: frozenset[str],
) -> Iterator[tuple[str, str]]:
    """Yield every single change as (added, removed): a tick more or less, or a swap if no more may be ticked."""
    if question.kind is Kind.MANY:
        in_order, untickable = list(choices), chosen
    else:
        in_order, untickable = nearest_first(choices, chosen), frozenset[str]()
    swapped = to_swap(question, chosen)
    for option in in_order:
        if option not in chosen:
            yield from ((option, removed) for removed in swapped)
        elif option in untickable:
            yield "", option


def to_swap(question: Question, chosen: frozenset[str]) -> list[str]:
    """Return the ticks that may make room for another, or one empty text if there is room."""
    if has_room(question, chosen):
        return [""]
    private = {each.id for each in question.options if each.private}
    return sorted(chosen - private)


def has_room(question: Question, chosen: frozenset[str]) -> bool:
    """Return whether one more may be ticked."""
    if not chosen:
        return True
    if question.kind is not Kind.MANY:
        return False
    ticked = (each for each in question.options if each.id in chosen)
    stands_alone = any(each.alone for each in ticked)
    is_full = 0 < question.most <= len(chosen)
    return not (stands_alone or is_full)


def nearest_first(choices: tuple[str, ...], chosen: frozenset[str]) -> list[str]:
    """The options in the order of their distance from the chosen one, since single choices stand in an order."""
    places = [place for place, option in enumerate(choices) if option in chosen]
    here = places[0] if places else 0

    def distance(option: str) -> int:
        return abs(choices.index(option) - here)

    return sorted(choices, key=distance)
