"""Import the directory, so that a look-up sees the old one or the new one, and never a part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Insert, Row, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from finder.core.directory.listing import Listing, Place
from finder.core.directory.near import Area
from finder.store.directory_tables import edition, listed, listing, zip_code
from finder.store.transaction import Transaction

BETWEEN = "|"
BATCH = 2_000
NO_ZIP = ""
"""What stands in the place of a ZIP code where an update removes somebody."""


class Overtaken(Exception):
    """Another import began after this one; its text says so."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A directory that was imported: the day of its file and of the last update, none for a sample."""

    id: int
    until: date | None
    updated: date | None
    sample: bool
    listings: int
    finished: datetime | None

    @property
    def as_of(self) -> date | None:
        """The day that it tells of."""
        return self.updated or self.until


FINISHED = select(edition).where(edition.c.finished.is_not(None)).order_by(edition.c.id.desc()).limit(1)
GROW = (
    update(edition)
    .where(edition.c.id == bindparam("grown"), edition.c.finished.is_(None))
    .values(listings=edition.c.listings + bindparam("more"))
    .returning(edition.c.id)
)


def current(transaction: Transaction) -> Edition | None:
    """Return the directory that is served; None where there is none."""
    row = transaction.connection.execute(FINISHED).one_or_none()
    return edition_of(row) if row else None


def edition_of(row: Row[tuple[object, ...]]) -> Edition:
    return Edition(row.id, row.until, row.updated, row.sample, row.listings, row.finished)


def begin(transaction: Transaction, until: date | None, *, sample: bool = False) -> int:
    """Begin to read a directory, and return its number. Those that were given up half-way can be swept away then."""
    begun = {"until": until, "sample": sample, "listings": 0, "started": transaction.now}
    number: int = transaction.connection.execute(insert(edition).values(begun).returning(edition.c.id)).scalar_one()
    return number


def add(transaction: Transaction, number: int, listings: Sequence[Listing], gone: Iterable[str] = ()) -> None:
    """Add some clinicians to a directory that is being read, and the numbers of those that an update removes. Who is
    there already stays as they are. Raises Overtaken."""
    if not transaction.connection.execute(
        GROW, {"grown": number, "more": sum(each.number == 0 for each in listings)}
    ).all():
        raise Overtaken("another import of the directory has begun since; let that one end")
    rows = [columns(number, each) for each in listings] + [removed(number, npi) for npi in gone]
    found = [
        {"edition": number, "kind": kind, "pain": each.pain, "zip_code": each.at.zip_code, "npi": int(each.npi)}
        | {"number": each.number}
        for each in listings
        for kind in each.listed_as
    ]
    if rows:
        transaction.connection.execute(unless_there(transaction, listing), rows)
    if found:
        transaction.connection.execute(unless_there(transaction, listed), found)


def unless_there(transaction: Transaction, table: Table) -> Insert:
    """Return an insert that leaves out what is there already."""
    if transaction.connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def finish(transaction: Transaction, number: int) -> None:
    """Serve this directory from now on. Raises Overtaken."""
    there = update(edition).where(edition.c.id == number, edition.c.finished.is_(None)).values(finished=transaction.now)
    if not transaction.connection.execute(there.returning(edition.c.id)).all():
        raise Overtaken("another import of the directory has begun since; let that one end")


def apply_update(transaction: Transaction, number: int, onto: Edition, until: date) -> int:
    """Put everybody of an update in the place of their older selves, take those out that it removes, and return how
    many are listed then. All of it happens in this transaction."""
    named = select(listing.c.npi).where(listing.c.edition == number)
    transaction.connection.execute(delete(listing).where(listing.c.edition == onto.id, listing.c.npi.in_(named)))
    transaction.connection.execute(delete(listed).where(listed.c.edition == onto.id, listed.c.npi.in_(named)))
    transaction.connection.execute(delete(listing).where(listing.c.edition == number, listing.c.zip_code == NO_ZIP))
    transaction.connection.execute(update(listing).where(listing.c.edition == number).values(edition=onto.id))
    transaction.connection.execute(update(listed).where(listed.c.edition == number).values(edition=onto.id))
    counted = select(func.count()).select_from(listing).where(listing.c.edition == onto.id, listing.c.number == 0)
    count = transaction.connection.execute(counted).scalar_one()
    known = update(edition).where(edition.c.id == onto.id)
    transaction.connection.execute(known.values(updated=until, listings=count, finished=transaction.now))
    transaction.connection.execute(delete(edition).where(edition.c.id == number))
    return count


def sweep(transaction: Transaction, spared: Sequence[int], batch: int = BATCH) -> int:
    """Delete a batch of directories that are neither of these, and return how many rows went; call until none does."""
    old = ~listing.c.edition.in_(spared)
    some = select(listing.c.edition, listing.c.npi).where(old).limit(batch).distinct()
    gone = transaction.connection.execute(some).all()
    for table in (listing, listed):
        for number in {row.edition for row in gone}:
            npis = [row.npi for row in gone if row.edition == number]
            transaction.connection.execute(delete(table).where(table.c.edition == number, table.c.npi.in_(npis)))
    if not gone:
        transaction.connection.execute(delete(edition).where(~edition.c.id.in_(spared)))
    return len(gone)


def put_areas(transaction: Transaction, areas: Sequence[tuple[Area, str, str]]) -> None:
    """Put the centers of all ZIP codes, each with its city and state, in the place of those before."""
    transaction.connection.execute(delete(zip_code))
    for begin in range(0, len(areas), BATCH):
        rows = [
            {"zip_code": area.zip_code, "latitude": area.spot.latitude, "longitude": area.spot.longitude}
            | {"city": city, "folded": city.casefold(), "state": state}
            for area, city, state in areas[begin : begin + BATCH]
        ]
        transaction.connection.execute(insert(zip_code), rows)


def columns(number: int, each: Listing) -> dict[str, object]:
    return {
        "edition": number,
        "npi": int(each.npi),
        "number": each.number,
        "name": each.name,
        "credential": each.credential,
        "codes": BETWEEN.join(each.codes),
        "kinds": BETWEEN.join(each.kinds),
        "pain": each.pain,
        "street": each.at.street,
        "city": each.at.city,
        "state": each.at.state,
        "zip_code": each.at.zip_code,
        "phone": each.at.phone,
        "since": each.since,
    }


def removed(number: int, npi: str) -> dict[str, object]:
    """Return the row that says that an update removes somebody."""
    nobody = Listing(npi, 0, "", "", (), (), pain=False, at=Place("", "", "", NO_ZIP, ""), since=None)
    return columns(number, nobody)


def listing_of(row: Row[tuple[object, ...]]) -> Listing:
    codes, kinds = (tuple(joined.split(BETWEEN)) if joined else () for joined in (row.codes, row.kinds))
    at = Place(row.street, row.city, row.state, row.zip_code, row.phone)
    return Listing(str(row.npi), row.number, row.name, row.credential, codes, kinds, row.pain, at, row.since)
