"""Load `catalogue.toml`: backgrounds, treatments and the names of NUCC codes."""

from collections.abc import Iterable, Mapping

from finder.core.loading.entry import Entry
from finder.core.loading.ids import BACKGROUND, CODE, check_id
from finder.core.loading.names import Names
from finder.core.rules.knowledge import Background, Treatment

STEPS = (1, 2, 3)


def load_treatments(catalogue: Entry, names: Names) -> dict[str, Treatment]:
    """Return the cards by id, and add the cards and card sets to `names`."""
    found: dict[str, Treatment] = {}
    for entry in catalogue.array("treatment", "treatment"):
        card = entry.fill(Treatment)
        check_id(entry, "card", card.id)
        names.cited(entry, card.source)
        if card.id in found:
            entry.wrong(f"there are two cards {card.id}; change the id of one")
        if card.step not in STEPS:
            entry.wrong(f"step {card.step} is not known; write 1, 2 or 3")
        found[card.id] = card
    names.cards = cards_by_name(found)
    add_sets(catalogue.table("set"), found, names)
    return found


def cards_by_name(cards: Mapping[str, Treatment]) -> dict[str, tuple[str, ...]]:
    """Return the cards of each name that every folder of rules has: one card, all cards
    of a step, or all cards."""
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in cards}
    for step in STEPS:
        of_step = [card.id for card in cards.values() if card.step == step]
        found[f"step_{step}"] = tuple(of_step)
    found["all"] = tuple(cards)
    return found


def add_sets(sets: Entry, cards: Iterable[str], names: Names) -> None:
    """Add the card sets to `names`. Report a set with a name that is taken, or with an
    unknown card."""
    for name in sets.names():
        check_id(sets, "set", name)
        if name in names.cards:
            sets.wrong(
                f"there is already a card or a set {name}; give this set another name"
            )
        wanted = sets.texts(name)
        names.cards[name] = names.known(sets, "card", wanted, cards)


def load_backgrounds(catalogue: Entry, names: Names) -> tuple[Background, ...]:
    """Return the backgrounds, and add them to `names`."""
    entries = catalogue.array("background", "background")
    found = tuple(entry.fill(Background) for entry in entries)
    names.backgrounds = [background.id for background in found]
    if not found:
        catalogue.reading.unreadable(
            catalogue.file,
            1,
            "there is no [[background]]; write one for each kind of doctor",
        )
    for entry, background in zip(entries, found, strict=True):
        check_id(entry, "background", background.id, BACKGROUND)
        uses = names.backgrounds.count(background.id)
        if uses > 1:
            entry.wrong(
                f"there are two backgrounds {background.id}; change the id of one"
            )
        names.cited(entry, background.source)
        names.known(entry, "card", background.offers, names.cards)
    for entry in catalogue.array("treatment", "treatment"):
        backgrounds = entry.texts("by")
        names.known(entry, "background", backgrounds, names.backgrounds)
    return found


def load_taxonomy(catalogue: Entry) -> dict[str, str]:
    """Return the name of each NUCC code."""
    found: dict[str, str] = {}
    for entry in catalogue.array("taxonomy", "taxonomy"):
        code = entry.take("code", str)
        check_id(entry, "code", code, CODE)
        if code in found:
            entry.wrong(f"there are two names of {code}; delete one")
        found[code] = entry.words("name")
    return found
