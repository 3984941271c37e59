"""Write a roster as a table that `reading` can read, and say what another roster would
change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finder.core.roster.header import HEADER, PLAIN_HEADER
from finder.core.roster.reading import EXAMPLE
from finder.core.roster.roster import Clinician
from finder.core.rules.knowledge import Background, Ruleset

BETWEEN = "|"
TITLES = tuple(PLAIN_HEADER[name] for name in HEADER)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a new roster changes, as NPIs; `removed` are the names of doctors who are
    not on it."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: tuple[str, ...]


def replacement(before: Sequence[Clinician], after: Sequence[Clinician]) -> Replacement:
    """Return what changes when one roster replaces the other."""
    known = {doctor.npi: doctor for doctor in before}
    there = {doctor.npi for doctor in after}
    return Replacement(
        frozenset(there - known.keys()),
        frozenset(
            doctor.npi
            for doctor in after
            if doctor.npi in known and known[doctor.npi] != doctor
        ),
        tuple(doctor.name for doctor in before if doctor.npi not in there),
    )


def table_of(ruleset: Ruleset, roster: Sequence[Clinician]) -> list[list[str]]:
    """Return the rows under TITLES, in plain words. An id that the rules no longer have
    stays an id."""
    backgrounds = {
        background.id: background.short for background in ruleset.backgrounds
    }
    treatments = {card.id: card.name for card in ruleset.treatments.values()}
    return [
        [
            doctor.npi,
            doctor.name,
            backgrounds.get(doctor.background, doctor.background),
            doctor.board,
            doctor.certified_until.isoformat() if doctor.certified_until else "",
            BETWEEN.join(treatments.get(card, card) for card in doctor.offers),
            BETWEEN.join(doctor.languages),
            "yes" if doctor.accepting else "no",
            doctor.place,
            doctor.phone,
            doctor.link,
        ]
        for doctor in roster
    ]


def example(ruleset: Ruleset, today: date) -> Clinician:
    """Return a doctor who only shows how to fill in a row. The reader leaves this row
    out."""
    background: Background = ruleset.backgrounds[0]
    return Clinician(
        EXAMPLE,
        "Jane Doe, MD (an example, left out)",
        background.id,
        background.board,
        date(today.year + 2, 12, 31),
        background.offers[:2],
        ("English", "Spanish"),
        accepting=True,
        place="2 Hill Road, Springfield",
        phone="555-555-0100",
        link="https://www.example.org/doe",
    )
