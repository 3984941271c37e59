"""Choose the treatments to ask about, their order, their notes and their cautions."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Effect, Rule, Ruleset, TreatmentRow


@dataclass(frozen=True, slots=True)
class SuggestedTreatment:
    """A treatment to ask about. `under` is the row whose heading it stands under; notes and cautions are row ids."""

    treatment: str
    under: str = ""
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps, in the order shown; `more` opens on request."""

    number: int
    shown: tuple[SuggestedTreatment, ...] = ()
    more: tuple[SuggestedTreatment, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestedTreatments:
    """Three steps of cards, those kept for later, and all cautions that concern the person; `apart` ones stand on no
    shown card, and can wait for the visit."""

    steps: tuple[Step, ...] = ()
    later: tuple[SuggestedTreatment, ...] = ()
    cautions: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


NO_TREATMENTS = SuggestedTreatments()


def suggest_treatments(ruleset: Ruleset, fired: Sequence[Rule], answers: Answers) -> SuggestedTreatments:
    """Named by rules, then hidden, ranked and moved by the rows of the treatments table, then cut to what is shown."""
    findings = ruleset.questionnaire.findings
    rows = [
        row
        for row in ruleset.treatment_rows.match(answers)
        if row.unless is None or not row.unless.holds(answers, findings)
    ]
    hidden = {card for row in of(rows, Effect.HIDE) for card in row.cards}
    ranked = [card for card in ranking(ruleset, fired, rows) if card not in hidden]
    only = {card for row in of(rows, Effect.ONLY) for card in row.cards} or set(ranked)
    first = [suggest(card, rows) for card in ranked if card in only]
    later = tuple(suggest(card, rows) for card in ranked if card not in only)
    steps = tuple(
        step(number, [each for each in first if ruleset.treatments[each.treatment].step == number], most)
        for number, most in enumerate(ruleset.scoring.cards_shown, start=1)
    )
    cautions = [row for row in rows if concerns(row, set(ranked))]
    carried = {caution for each in steps for shown in each.shown for caution in shown.cautions}
    apart = (row.id for row in cautions if row.effect is not Effect.ASK_TODAY and row.id not in carried)
    return SuggestedTreatments(steps, later, tuple(row.id for row in cautions), tuple(apart))


def concerns(row: TreatmentRow, suggested: Set[str]) -> bool:
    """Return whether a caution has to do with this person: one about cards does where one of them is suggested."""
    about_cards = row.effect is Effect.CAUTION and row.cards
    return row.effect.is_caution and (not about_cards or not suggested.isdisjoint(row.cards))


def of(rows: Iterable[TreatmentRow], effect: Effect) -> list[TreatmentRow]:
    return [row for row in rows if row.effect is effect]


def step(number: int, suggested: Sequence[SuggestedTreatment], most: int) -> Step:
    return Step(number, tuple(suggested[:most]), tuple(suggested[most:]))


def ranking(ruleset: Ruleset, fired: Sequence[Rule], rows: Sequence[TreatmentRow]) -> list[str]:
    """Moved to the end last, moved to the front first; then cards of the groups that rank first, then by how many
    rules name the card, then in the catalogue's order."""
    named = Counter(card for rule in fired for card in rule.treatments)
    groups = {
        group: {card for rule in fired if rule.group == group for card in rule.treatments}
        for group in ruleset.scoring.rank_first
    }
    front = {card for row in of(rows, Effect.FIRST) for card in row.cards}
    moved = {card: place for place, row in enumerate(of(rows, Effect.LAST), start=1) for card in row.cards}
    order = {card: place for place, card in enumerate(ruleset.treatments)}

    def rank(card: str) -> tuple[int, bool, int, int, int]:
        tier = next((tier for tier, cards in enumerate(groups.values()) if card in cards), len(groups))
        return moved.get(card, 0), card not in front, tier, -named[card], order[card]

    return sorted(named, key=rank)


def suggest(card: str, rows: Sequence[TreatmentRow]) -> SuggestedTreatment:
    mine = [row for row in rows if card in row.cards]
    under = [row.id for row in of(mine, Effect.LAST)]
    notes = tuple(row.id for row in of(mine, Effect.NOTE))
    return SuggestedTreatment(
        card, under[-1] if under else "", notes, tuple(row.id for row in mine if row.effect.is_caution)
    )
