"""Choose the treatments to ask about, their order, their notes and their cautions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Effect, Rule, Ruleset, TreatmentRow


@dataclass(frozen=True, slots=True)
class SuggestedTreatment:
    """A treatment to ask about. `under` is the row with its heading; notes and cautions
    are row ids."""

    treatment: str
    under: str = ""
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps, in the order shown. `more` opens on request."""

    number: int
    shown: tuple[SuggestedTreatment, ...] = ()
    more: tuple[SuggestedTreatment, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestedTreatments:
    """Three steps of cards, the cards for later, and all cautions that concern the
    person.

    The cautions in `apart` are on no shown card, and can wait for the visit.
    """

    steps: tuple[Step, ...] = ()
    later: tuple[SuggestedTreatment, ...] = ()
    cautions: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


NO_TREATMENTS = SuggestedTreatments()


def suggest_treatments(
    ruleset: Ruleset,
    fired: Sequence[Rule],
    answers: Answers,
) -> SuggestedTreatments:
    """Return the treatments that the rules name, as the rows of the treatments table
    hide and order them.

    Each step shows only its first cards.
    """
    rows = list(rows_that_hold(ruleset, answers))
    hidden = cards_of(rows, Effect.HIDE)
    named = ranking(ruleset, fired, rows)
    ranked = [card for card in named if card not in hidden]
    only = cards_of(rows, Effect.ONLY) or set(ranked)
    now = []
    later = []
    for card in ranked:
        suggested = suggest(card, rows)
        if card in only:
            now.append(suggested)
        else:
            later.append(suggested)
    steps = tuple(steps_of(ruleset, now))
    shown = set(ranked)
    cautions = [row.id for row in rows if concerns(row, shown)]
    on_cards = carried_by(steps)
    at_once = {row.id for row in of(rows, Effect.ASK_TODAY)}
    elsewhere = on_cards | at_once
    apart = [name for name in cautions if name not in elsewhere]
    return SuggestedTreatments(
        steps=steps,
        later=tuple(later),
        cautions=tuple(cautions),
        apart=tuple(apart),
    )


def rows_that_hold(
    ruleset: Ruleset,
    answers: Answers,
) -> Iterator[TreatmentRow]:
    """Yield the rows of the treatments table that hold and have no exception that
    holds."""
    findings = ruleset.questionnaire.findings
    for row in ruleset.treatment_rows.match(answers):
        unless = row.unless
        if unless is None or not unless.holds(answers, findings):
            yield row


def steps_of(
    ruleset: Ruleset,
    suggested: Iterable[SuggestedTreatment],
) -> Iterator[Step]:
    """Yield each step with the treatments that it shows, and the others."""
    of_step: dict[int, list[SuggestedTreatment]] = {}
    for each in suggested:
        treatment = ruleset.treatments[each.treatment]
        of_step.setdefault(treatment.step, []).append(each)
    most_shown = ruleset.scoring.cards_shown
    for number, most in enumerate(most_shown, start=1):
        mine = of_step.get(number, [])
        yield Step(
            number,
            shown=tuple(mine[:most]),
            more=tuple(mine[most:]),
        )


def carried_by(steps: Iterable[Step]) -> set[str]:
    """Return the cautions on the cards that are shown."""
    found: set[str] = set()
    for each in steps:
        for card in each.shown:
            found.update(card.cautions)
    return found


def concerns(row: TreatmentRow, suggested: Set[str]) -> bool:
    """Return whether a row is a caution for this person.

    A caution about cards is, if one of its cards is suggested.
    """
    if row.effect is not Effect.CAUTION:
        return row.effect.is_caution
    meets_a_card = not suggested.isdisjoint(row.cards)
    return meets_a_card or not row.cards


def of(
    rows: Iterable[TreatmentRow],
    effect: Effect,
) -> list[TreatmentRow]:
    """Return the rows with this effect."""
    return [row for row in rows if row.effect is effect]


def cards_of(rows: Iterable[TreatmentRow], effect: Effect) -> set[str]:
    """Return the cards that the rows with this effect are about."""
    found: set[str] = set()
    for row in of(rows, effect):
        found.update(row.cards)
    return found


def ranking(
    ruleset: Ruleset,
    fired: Sequence[Rule],
    rows: Sequence[TreatmentRow],
) -> list[str]:
    """Return the cards in the order in which they are suggested.

    Cards that a row moves to the end come last, and cards that a row moves to the front
    come first. Then come cards of the groups that rank first, then cards that more
    rules name. Other cards follow the catalogue.
    """
    named: Counter[str] = Counter()
    for rule in fired:
        named.update(rule.treatments)
    group = first_groups(ruleset, fired)
    groups = len(ruleset.scoring.rank_first)
    front = cards_of(rows, Effect.FIRST)
    moved = moved_to_the_end(rows)
    catalogue = list(ruleset.treatments)

    def rank(card: str) -> tuple[int, bool, int, int, int]:
        return (
            moved.get(card, 0),
            card not in front,
            group.get(card, groups),
            -named[card],
            catalogue.index(card),
        )

    return sorted(named, key=rank)


def first_groups(
    ruleset: Ruleset,
    fired: Sequence[Rule],
) -> dict[str, int]:
    """Return, for each card that a group in `rank_first` names, the position of the
    first such group."""
    found: dict[str, int] = {}
    for place, group in enumerate(ruleset.scoring.rank_first):
        for rule in fired:
            if rule.group != group:
                continue
            for card in rule.treatments:
                found.setdefault(card, place)
    return found


def moved_to_the_end(rows: Sequence[TreatmentRow]) -> dict[str, int]:
    """Return how far back each moved card goes. A later row moves it further."""
    found: dict[str, int] = {}
    moving = of(rows, Effect.LAST)
    for place, row in enumerate(moving, start=1):
        found |= dict.fromkeys(row.cards, place)
    return found


def suggest(
    card: str,
    rows: Sequence[TreatmentRow],
) -> SuggestedTreatment:
    """Return a card with its heading, its notes and its cautions."""
    mine = [row for row in rows if card in row.cards]
    if not mine:
        return SuggestedTreatment(card)
    headings = [row.id for row in of(mine, Effect.LAST)]
    notes = [row.id for row in of(mine, Effect.NOTE)]
    cautions = [row.id for row in mine if row.effect.is_caution]
    heading = headings[-1] if headings else ""
    return SuggestedTreatment(
        card,
        under=heading,
        notes=tuple(notes),
        cautions=tuple(cautions),
    )
