"""The clinics of this installation: their slugs, their own settings, and whether they
are closed."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from finder.store.tables import FIRST_CLINIC, clinic
from finder.store.transaction import Transaction

SLUG = re.compile("[a-z0-9](-?[a-z0-9]){0,39}")
FIRST_SLUG = "main"
"""The slug that the first clinic begins with."""
UNDER = "/c/"
"""What stands before the slug of a clinic in its addresses."""
UNREADABLE = "what the database holds"
"""Stands for settings that cannot be read, where the name of a setting stands."""
OF_ENVIRONMENT = (
    "the first clinic takes its settings from the environment; change them there"
)


class ClinicRefused(Exception):
    """Something that cannot be done with a clinic. The text says what, and how to
    fix it."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """One clinic. `settings` holds the name and text of each setting that the clinic
    sets for itself."""

    id: int
    slug: str
    settings: tuple[tuple[str, str], ...]
    closed: datetime | None

    @property
    def is_first(self) -> bool:
        """Whether this is the first clinic, which the environment describes and whose
        addresses have no slug."""
        return self.id == FIRST_CLINIC

    @property
    def root(self) -> str:
        """What every address of this clinic begins with, without a slash at the end;
        empty for the first."""
        return "" if self.is_first else f"{UNDER}{self.slug}"


ALL_CLINICS_BY_ID = select(clinic).order_by(clinic.c.id)
ADD = insert(clinic).returning(clinic.c.id)
CHANGE = update(clinic).where(clinic.c.id == bindparam("of"))


def all_clinics(transaction: Transaction) -> tuple[Clinic, ...]:
    """Return all clinics, including closed ones, the first one first."""
    return tuple(map(clinic_of, transaction.execute(ALL_CLINICS_BY_ID)))


def clinic_of(row: Row[tuple[Any, ...]]) -> Clinic:
    return Clinic(row.id, row.slug, settings_in(row.settings), row.closed)


def settings_in(stored: str) -> tuple[tuple[str, str], ...]:
    """Return each setting with its text. What cannot be read counts as a setting that
    no version knows, so that the clinic can be named and mended while the others go
    on."""
    try:
        own = json.loads(stored)
    except ValueError:
        own = None
    if not isinstance(own, dict):
        return ((UNREADABLE, ""),)
    pairs = [(name, str(text)) for name, text in own.items()]
    return tuple(sorted(pairs))


def named(transaction: Transaction, slug: str) -> Clinic:
    """Return the clinic with this slug. Raises ClinicRefused if there is none."""
    known = all_clinics(transaction)
    for each in known:
        if each.slug == slug:
            return each
    slugs = ", ".join(each.slug for each in known)
    raise ClinicRefused(f"there is no clinic {slug}; use one of {slugs}")


def clinic_of_transaction(transaction: Transaction) -> Clinic:
    """Return the clinic that a transaction belongs to."""
    return next(
        each for each in all_clinics(transaction) if each.id == transaction.clinic
    )


def only_open_clinic(transaction: Transaction) -> Clinic:
    """Return the only open clinic. Raises ClinicRefused if there are several."""
    known = [each for each in all_clinics(transaction) if each.closed is None]
    if len(known) == 1:
        return known[0]
    slugs = ", ".join(each.slug for each in known)
    raise ClinicRefused(f"there are several clinics; add --clinic with one of {slugs}")


def add(transaction: Transaction, slug: str, settings: Mapping[str, str]) -> int:
    """Add a clinic, and return its id. Raises ClinicRefused."""
    check_slug(slug)
    with unique(transaction, slug):
        added: int = transaction.execute(
            ADD, {"slug": slug, "settings": json.dumps(dict(settings))}
        ).scalar_one()
    return added


def rename(transaction: Transaction, found: Clinic, slug: str) -> None:
    """Change a clinic's slug. Its settings stay as they are stored, even if they cannot
    be read. Raises ClinicRefused."""
    check_slug(slug)
    with unique(transaction, slug):
        transaction.execute(CHANGE, {"of": found.id, "slug": slug})


def change_settings(
    transaction: Transaction, found: Clinic, settings: Mapping[str, str]
) -> None:
    """Replace the settings that a clinic sets for itself."""
    transaction.execute(
        CHANGE, {"of": found.id, "settings": json.dumps(dict(settings))}
    )


def close(transaction: Transaction, found: Clinic) -> None:
    """Close a clinic. Its pages are gone, and its rows are deleted as they expire.
    Raises ClinicRefused for the first clinic."""
    if found.is_first:
        raise ClinicRefused(
            "the first clinic cannot be closed, because addresses without a slug lead to it"
        )
    transaction.execute(CHANGE, {"of": found.id, "closed": transaction.now})


def reopen(transaction: Transaction, found: Clinic) -> None:
    transaction.execute(CHANGE, {"of": found.id, "closed": None})


def check_slug(slug: str) -> None:
    """Raise ClinicRefused if the text cannot be part of an address."""
    if not SLUG.fullmatch(slug):
        raise ClinicRefused(
            f"{slug!r} cannot be used in an address; use lowercase letters, digits and hyphens, such as north-side"
        )


@contextmanager
def unique(transaction: Transaction, slug: str) -> Iterator[None]:
    """Raise ClinicRefused if the statements inside the block fail because another
    clinic has the slug."""
    try:
        with transaction.connection.begin_nested():
            yield
    except IntegrityError:
        raise ClinicRefused(
            f"there is already a clinic {slug}; choose another slug"
        ) from None
