"""The clinic's roster as last imported."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, insert, select

from finder.core.roster.roster import Clinician
from finder.store.tables import clinician, of_clinic
from finder.store.transaction import Transaction

BETWEEN = "|"

ALL_OF_CLINIC = select(clinician).where(of_clinic(clinician)).order_by(clinician.c.id)
REMOVE_ALL = delete(clinician).where(of_clinic(clinician))


def replace_all(transaction: Transaction, roster: Sequence[Clinician]) -> None:
    """Replace the clinic's roster."""
    transaction.execute(REMOVE_ALL, {"clinic": transaction.clinic})
    if roster:
        transaction.execute(
            insert(clinician),
            [{**columns(each), "clinic_id": transaction.clinic} for each in roster],
        )


def all_clinicians(transaction: Transaction) -> tuple[Clinician, ...]:
    """Return all clinicians of the clinic, in the order of the imported file."""
    return tuple(
        map(
            clinician_of,
            transaction.execute(ALL_OF_CLINIC, {"clinic": transaction.clinic}),
        )
    )


def columns(found: Clinician) -> dict[str, object]:
    return {
        "npi": found.npi,
        "name": found.name,
        "background": found.background,
        "board": found.board,
        "certified_until": found.certified_until,
        "offers": BETWEEN.join(found.offers),
        "languages": BETWEEN.join(found.languages),
        "accepting": found.accepting,
        "place": found.place,
        "phone": found.phone,
        "link": found.link,
    }


def clinician_of(row: Row[tuple[object, ...]]) -> Clinician:
    return Clinician(
        row.npi,
        row.name,
        row.background,
        row.board,
        row.certified_until,
        parts(row.offers),
        parts(row.languages),
        row.accepting,
        row.place,
        row.phone,
        row.link,
    )


def parts(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(BETWEEN)) if joined else ()
