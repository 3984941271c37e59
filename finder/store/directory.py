"""Import the directory so that a look-up sees the old one or the new one, never a part
of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Table, bindparam, delete, func, insert, select, update

from finder.core.directory.distance import Area
from finder.core.directory.listing import Listing, Place
from finder.store.directory_tables import edition, listed, listing, zip_code
from finder.store.transaction import Transaction
from finder.store.upsert import insert_new

BETWEEN = "|"
BATCH = 2_000
NO_ZIP = ""
"""The ZIP code of a clinician whom an update removes."""
ColumnValues = dict[str, object]
"""A row to insert: the value of each column, by name."""


class NewerImport(Exception):
    """Another import began after this one. The text says so."""

    def __init__(self) -> None:
        super().__init__(
            "another import of the directory has started since; wait until it ends"
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """An imported directory. `until` is the day of its file and `updated` that of the
    last update. Both are None for a sample."""

    id: int
    until: date | None
    updated: date | None
    sample: bool
    listings: int
    finished: datetime | None

    @property
    def as_of(self) -> date | None:
        """The day whose state the directory shows."""
        return self.updated or self.until


IS_FINISHED = edition.c.finished.is_not(None)
IS_UNFINISHED = edition.c.finished.is_(None)
CURRENT = select(edition).where(IS_FINISHED).order_by(edition.c.id.desc()).limit(1)
MORE_LISTINGS = edition.c.listings + bindparam("more")
GROW = (
    update(edition)
    .where(edition.c.id == bindparam("grown"))
    .where(IS_UNFINISHED)
    .values(listings=MORE_LISTINGS)
    .returning(edition.c.id)
)


def current(transaction: Transaction) -> Edition | None:
    """Return the directory in use, None if there is none."""
    row = transaction.execute(CURRENT).one_or_none()
    return edition_of(row) if row else None


def edition_of(row: Row[tuple[object, ...]]) -> Edition:
    return Edition(
        id=row.id,
        until=row.until,
        updated=row.updated,
        sample=row.sample,
        listings=row.listings,
        finished=row.finished,
    )


def begin(transaction: Transaction, until: date | None, *, sample: bool = False) -> int:
    """Begin to import a directory, and return its number. After this, unfinished
    imports can be swept away."""
    row = {
        "until": until,
        "sample": sample,
        "listings": 0,
        "started": transaction.now,
    }
    begun = insert(edition).values(row).returning(edition.c.id)
    number: int = transaction.execute(begun).scalar_one()
    return number


def add(
    transaction: Transaction,
    number: int,
    listings: Sequence[Listing],
    gone: Iterable[str] = (),
) -> None:
    """Add clinicians to an unfinished directory, and mark the NPIs in `gone` for
    removal by the update.

    Rows that are already there stay unchanged. Raises NewerImport.
    """
    clinicians = sum(each.number == 0 for each in listings)
    growth = {"grown": number, "more": clinicians}
    if not transaction.execute(GROW, growth).all():
        raise NewerImport
    rows = [columns(number, each) for each in listings]
    rows += [removal_columns(number, npi) for npi in gone]
    add_rows(transaction, listing, rows)
    kinds: list[ColumnValues] = []
    for each in listings:
        kinds += kind_columns(number, each)
    add_rows(transaction, listed, kinds)


def add_rows(
    transaction: Transaction, table: Table, rows: Sequence[ColumnValues]
) -> None:
    """Insert the rows, except those that are already there."""
    if not rows:
        return
    transaction.execute(insert_new(table, transaction.dialect), rows)


def finish(transaction: Transaction, number: int) -> None:
    """Put this directory into use. Raises NewerImport."""
    finished = (
        update(edition)
        .where(edition.c.id == number, IS_UNFINISHED)
        .values(finished=transaction.now)
        .returning(edition.c.id)
    )
    if not transaction.execute(finished).all():
        raise NewerImport


def apply_update(
    transaction: Transaction, number: int, onto: Edition, until: date
) -> int:
    """Merge an update into a directory, and return how many clinicians the directory
    then lists.

    Clinicians of the update replace their older rows, and those that it removes are
    deleted. One transaction does it all.
    """
    is_new = listing.c.edition == number
    is_removed = listing.c.zip_code == NO_ZIP
    named = select(listing.c.npi).where(is_new)
    for table in (listing, listed):
        is_old = table.c.edition == onto.id
        is_named = table.c.npi.in_(named)
        replaced = delete(table).where(is_old, is_named)
        transaction.execute(replaced)
    removed = delete(listing).where(is_new, is_removed)
    transaction.execute(removed)
    for table in (listing, listed):
        is_new = table.c.edition == number
        moved = update(table).where(is_new).values(edition=onto.id)
        transaction.execute(moved)
    count = clinicians_of(transaction, onto)
    values = {
        "updated": until,
        "listings": count,
        "finished": transaction.now,
    }
    updated = update(edition).where(edition.c.id == onto.id).values(values)
    transaction.execute(updated)
    is_empty_now = edition.c.id == number
    transaction.execute(delete(edition).where(is_empty_now))
    return count


def clinicians_of(transaction: Transaction, found: Edition) -> int:
    """Return how many clinicians a directory lists. Each clinician counts once."""
    is_first_place = listing.c.number == 0
    counted = (
        select(func.count())
        .select_from(listing)
        .where(listing.c.edition == found.id)
        .where(is_first_place)
    )
    count: int = transaction.execute(counted).scalar_one()
    return count


def delete_others(
    transaction: Transaction, spared: Sequence[int], batch: int = BATCH
) -> int:
    """Delete a batch of rows from all directories except the spared ones, and return
    how many. Call until it returns 0."""
    is_old = ~listing.c.edition.in_(spared)
    some = (
        select(listing.c.edition, listing.c.npi).where(is_old).limit(batch).distinct()
    )
    gone = transaction.execute(some).all()
    by_edition: dict[int, list[int]] = {}
    for number, npi in gone:
        npis = by_edition.setdefault(number, [])
        npis.append(npi)
    for table in (listing, listed):
        for number, npis in by_edition.items():
            is_of_edition = table.c.edition == number
            is_gone = table.c.npi.in_(npis)
            old_rows = delete(table).where(is_of_edition, is_gone)
            transaction.execute(old_rows)
    if not gone:
        is_spared = edition.c.id.in_(spared)
        transaction.execute(delete(edition).where(~is_spared))
    return len(gone)


def put_areas(transaction: Transaction, areas: Sequence[tuple[Area, str, str]]) -> None:
    """Replace the centers of all ZIP codes, each with its city and state."""
    transaction.execute(delete(zip_code))
    for begin in range(0, len(areas), BATCH):
        batch = areas[begin : begin + BATCH]
        rows = [area_columns(*each) for each in batch]
        transaction.execute(insert(zip_code), rows)


def area_columns(area: Area, city: str, state: str) -> ColumnValues:
    return {
        "zip_code": area.zip_code,
        "latitude": area.spot.latitude,
        "longitude": area.spot.longitude,
        "city": city,
        "folded": city.casefold(),
        "state": state,
    }


def kind_columns(number: int, each: Listing) -> list[ColumnValues]:
    """Return one row for each kind that a clinician is listed under."""
    row = {
        "edition": number,
        "pain": each.pain,
        "zip_code": each.at.zip_code,
        "npi": int(each.npi),
        "number": each.number,
    }
    return [{"kind": kind, **row} for kind in each.listed_as]


def columns(number: int, each: Listing) -> ColumnValues:
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


def removal_columns(number: int, npi: str) -> ColumnValues:
    """Return the row that marks a clinician for removal by an update."""
    nowhere = Place("", "", "", NO_ZIP, "")
    empty = Listing(
        npi,
        number=0,
        name="",
        credential="",
        codes=(),
        kinds=(),
        pain=False,
        at=nowhere,
        since=None,
    )
    return columns(number, empty)


def listing_of(row: Row[tuple[object, ...]]) -> Listing:
    return Listing(
        npi=str(row.npi),
        number=row.number,
        name=row.name,
        credential=row.credential,
        codes=ids_in(row.codes),
        kinds=ids_in(row.kinds),
        pain=row.pain,
        at=Place(row.street, row.city, row.state, row.zip_code, row.phone),
        since=row.since,
    )


def ids_in(joined: str) -> tuple[str, ...]:
    """Return the ids in a joined column."""
    if not joined:
        return ()
    return tuple(joined.split(BETWEEN))
