"""Find single answers that would change the lead, by trying them on the rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finder.core.deciding.assess import Ranking, rank
from finder.core.deciding.triage import triage
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.questionnaire import SCALE, Kind, Question


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
    """The first change to each other lead, as many as the rules want shown, of the questions they name."""
    found = leading(ruleset, answers, ruleset.scoring.changeable)
    return tuple(change for change, _ in zip(found, range(ruleset.scoring.changes_shown), strict=False))


def leading(ruleset: Ruleset, answers: Answers, questions: Iterable[str]) -> Iterator[Change]:
    """For every set of leads but today's the first single answer that brings it. Red flags stay exactly as they are,
    and private answers are not touched."""
    if ruleset.questionnaire.stops(answers):
        return
    flags = set(triage(ruleset, answers).flags)
    known = {frozenset(ranking_of(ruleset, answers).leads)}
    for change, other in others(ruleset, answers, questions):
        there = ranking_of(ruleset, other)
        leads = frozenset(there.leads)
        if leads in known or set(triage(ruleset, other).flags) != flags or ruleset.questionnaire.stops(other):
            continue
        known.add(leads)
        names = tuple(ruleset.backgrounds[index].id for index in there.leads)
        yield Change(*change, names, there.strength)


def ranking_of(ruleset: Ruleset, answers: Answers) -> Ranking:
    return rank(ruleset, ruleset.suggestions.match(answers))


Single = tuple[str, str, str]
"""A question, the option added and the option removed."""


def others(ruleset: Ruleset, answers: Answers, questions: Iterable[str]) -> Iterator[tuple[Single, Answers]]:
    """All answers that differ by one, with the difference."""
    questionnaire = ruleset.questionnaire
    for name in questions:
        question = questionnaire.question(name)
        if name not in answers or question.private:
            continue
        for added, removed in singles(question, choices(ruleset, question, answers), answers[name]):
            chosen = (answers[name] - {removed}) | {added} - {""}
            other = {**answers, name: chosen}
            yield (name, added, removed), questionnaire.prune(other) if name in questionnaire.steering else other


def choices(ruleset: Ruleset, question: Question, answers: Answers) -> tuple[str, ...]:
    """The options that may be spoken of. One that stands alone says nothing, and is never added."""
    if question.kind is Kind.SCALE:
        return SCALE
    shown = ruleset.questionnaire.shown(question, answers)
    return tuple(option.id for option in shown if not option.alone and not option.private)


def singles(question: Question, choices: tuple[str, ...], chosen: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every single change as (added, removed): one tick more or less, or a swap where no more may stand together."""
    private = {option.id for option in question.options if option.private}
    many = question.kind is Kind.MANY
    replaced = [""] if has_room(question, chosen) else sorted(chosen - private)
    for option in choices if many else nearest_first(choices, chosen):
        if option not in chosen:
            yield from ((option, removed) for removed in replaced)
        elif many:
            yield "", option


def has_room(question: Question, chosen: frozenset[str]) -> bool:
    """One more may be ticked."""
    alone = any(option.alone and option.id in chosen for option in question.options)
    full = bool(question.most) and len(chosen) >= question.most
    return not chosen or (question.kind is Kind.MANY and not alone and not full)


def nearest_first(choices: tuple[str, ...], chosen: frozenset[str]) -> list[str]:
    """The options in the order of their distance from the chosen one, since single choices stand in an order."""
    here = next((place for place, option in enumerate(choices) if option in chosen), 0)
    return sorted(choices, key=lambda option: abs(choices.index(option) - here))
