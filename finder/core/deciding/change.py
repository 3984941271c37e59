"""Find single answers that would change the lead, by trying them on the rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import NamedTuple

from finder.core.deciding.influence import Points, keeps_leads, moves_of
from finder.core.deciding.ranking import Ranking, rank
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.conditions import Answers
from finder.core.rules.decision_table import TermsMadeTrue
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.page import SCALE, Kind, Question
from finder.core.rules.up_to_date import prune


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one answer, and the backgrounds that would lead after it.

    If `added` is empty, an option is taken back. If `removed` is empty, an option is
    added.
    """

    question: str
    added: str
    removed: str
    leads: tuple[str, ...]
    strength: Strength


def changes(ruleset: Ruleset, answers: Answers) -> tuple[Change, ...]:
    """Return the first change to each other set of leads. The rules name the questions,
    and how many to return."""
    scoring = ruleset.scoring
    found = leading(ruleset, answers, scoring.changeable)
    return tuple(islice(found, scoring.changes_shown))


def leading(
    ruleset: Ruleset,
    answers: Answers,
    questions: Iterable[str],
) -> Iterator[Change]:
    """Yield the first single change that leads to each other set of leads.

    Red flags stay exactly as they are, and private answers are not changed.
    """
    stops = ruleset.questionnaire.stops
    if stops(answers):
        return
    flags = flags_of(ruleset, answers)
    rankings = Rankings(ruleset, answers)
    now = rankings.of(answers)
    known = {frozenset(now.leads)}
    for change in worth_trying(ruleset, answers, questions, now):
        other = answers_after(ruleset, answers, change)
        there = rankings.after(change, other)
        leads = frozenset(there.leads)
        is_new = leads not in known
        if is_new and flags_of(ruleset, other) == flags and not stops(other):
            known.add(leads)
            yield Change(*change, names_of(ruleset, there), there.strength)


def flags_of(ruleset: Ruleset, answers: Answers) -> set[RedFlag]:
    """Return the red flags of these answers."""
    found = triage(ruleset, answers)
    return set(found.flags)


class ChoiceChange(NamedTuple):
    """A change of one choice. `added` or `removed` may be empty."""

    question: str
    added: str
    removed: str


@dataclass(frozen=True, slots=True)
class Rankings:
    """Rankings of answers that differ little from the present ones.

    Many changes make the same rules fire, so each set of rules is ranked once. `rest`
    is what all questions but one make true.
    """

    ruleset: Ruleset
    present: Answers
    known: dict[int, Ranking] = field(default_factory=dict)
    rest: dict[str, TermsMadeTrue] = field(default_factory=dict)

    def of(self, answers: Answers) -> Ranking:
        """Return the ranking of these answers."""
        suggestions = self.ruleset.suggestions
        fired = suggestions.fired(answers)
        return self._of_fired(fired)

    def after(self, change: ChoiceChange, answers: Answers) -> Ranking:
        """Return the ranking after a change. What the other answers make true is
        computed once."""
        if changes_questions(self.ruleset, change):
            return self.of(answers)
        question = change.question
        suggestions = self.ruleset.suggestions
        rest = self._rest_of(question)
        changed = suggestions.made_true({question: answers[question]})
        together = rest.together_with(changed)
        fired = suggestions.fired_by(together, answers)
        return self._of_fired(fired)

    def _rest_of(self, question: str) -> TermsMadeTrue:
        """Return what the answers to all other questions make true."""
        known = self.rest.get(question)
        if known:
            return known
        others = dict(self.present)
        del others[question]
        suggestions = self.ruleset.suggestions
        self.rest[question] = suggestions.made_true(others)
        return self.rest[question]

    def _of_fired(self, fired: int) -> Ranking:
        known = self.known.get(fired)
        if known:
            return known
        rules = self.ruleset.suggestions.rows_of(fired)
        self.known[fired] = rank(self.ruleset, rules)
        return self.known[fired]


def names_of(ruleset: Ruleset, ranking: Ranking) -> tuple[str, ...]:
    leads = (ruleset.backgrounds[index] for index in ranking.leads)
    return tuple(lead.id for lead in leads)


def worth_trying(
    ruleset: Ruleset,
    answers: Answers,
    questions: Iterable[str],
    now: Ranking,
) -> Iterator[ChoiceChange]:
    """Yield each change of one choice, without those that cannot move the points far
    enough to change the leads."""
    scoring = ruleset.scoring
    never_alone = {
        index
        for index, background in enumerate(ruleset.backgrounds)
        if background.id in scoring.never_alone
    }

    @cache
    def is_too_small(moves: Points) -> bool:
        within = scoring.lead_within
        return keeps_leads(now, moves, within=within, never_alone=never_alone)

    for change in single_changes(ruleset, answers, questions):
        if changes_questions(ruleset, change):
            yield change
            continue
        question, added, removed = change
        moved = ((question, added), (question, removed))
        moves = moves_of(ruleset, moved)
        if not is_too_small(moves):
            yield change


def single_changes(
    ruleset: Ruleset,
    answers: Answers,
    questions: Iterable[str],
) -> Iterator[ChoiceChange]:
    """Yield each change of one choice."""
    for name in questions:
        if name not in answers:
            continue
        question = ruleset.questionnaire.question(name)
        if question.private:
            continue
        options = choices(ruleset, question, answers)
        for added, removed in changes_of_answer(question, options, answers[name]):
            yield ChoiceChange(name, added, removed)


def answers_after(ruleset: Ruleset, answers: Answers, change: ChoiceChange) -> Answers:
    """Return the answers that count after a change."""
    question, added, removed = change
    left = answers[question] - {removed}
    after = left | {added} - {""}
    other = {**answers, question: after}
    if changes_questions(ruleset, change):
        return prune(ruleset.questionnaire, other)
    return other


def changes_questions(ruleset: Ruleset, change: ChoiceChange) -> bool:
    """Return whether this change may decide what else is asked."""
    question, added, removed = change
    steering = ruleset.questionnaire.steering_options
    if (question, added) in steering:
        return True
    return (question, removed) in steering


def choices(
    ruleset: Ruleset,
    question: Question,
    answers: Answers,
) -> tuple[str, ...]:
    """Return the options that a change may add. An option that excludes all others says
    nothing, and is left out."""
    if question.kind is Kind.SCALE:
        return SCALE
    shown = ruleset.questionnaire.shown(question, answers)
    said = (each for each in shown if not each.alone)
    return tuple(each.id for each in said if not each.private)


def changes_of_answer(
    question: Question,
    options: tuple[str, ...],
    chosen: frozenset[str],
) -> Iterator[tuple[str, str]]:
    """Yield every single change as (added, removed): one tick more or less, or a swap
    if no more may be ticked."""
    if question.kind is Kind.MANY:
        in_order = list(options)
        untickable = chosen
    else:
        in_order = nearest_first(options, chosen)
        untickable = frozenset()
    swapped = to_swap(question, chosen)
    for option in in_order:
        if option not in chosen:
            yield from ((option, removed) for removed in swapped)
        elif option in untickable:
            yield "", option


def to_swap(question: Question, chosen: frozenset[str]) -> list[str]:
    """Return the ticks that may make room for another, or one empty text if there is
    room."""
    if has_room(question, chosen):
        return [""]
    private = {each.id for each in question.options if each.private}
    return sorted(chosen - private)


def has_room(question: Question, chosen: frozenset[str]) -> bool:
    """Return whether one more option may be ticked."""
    if not chosen:
        return True
    if question.kind is not Kind.MANY:
        return False
    ticked = (each for each in question.options if each.id in chosen)
    stands_alone = any(each.alone for each in ticked)
    is_full = 0 < question.most <= len(chosen)
    return not (stands_alone or is_full)


def nearest_first(options: tuple[str, ...], chosen: frozenset[str]) -> list[str]:
    """Return the options by their distance from the chosen one. Options of a single
    choice are in order."""
    places = (place for place, option in enumerate(options) if option in chosen)
    here = next(places, 0)

    def distance(option: str) -> int:
        return abs(options.index(option) - here)

    return sorted(options, key=distance)
