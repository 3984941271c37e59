"""Encrypt rows of older keys again under the newest key while the app runs, and count
which rows use which key."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Row, func, select, update

from finder.store import audit_check
from finder.store.desk_tables import held_form, intake, staff
from finder.store.seal import ID_BYTES, Tampered
from finder.store.tables import across_clinics, page_shown, tablet_session, visit
from finder.store.transaction import Database, Transaction

BATCH = 200
AUDIT_TRAIL = "the audit trail"
NO_KEY = b""
"""The id under which to count entries of the audit trail that none of these keys
sealed."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """An encrypted column. `row` and `field` return what its bytes are bound to, the
    same values as in the code that encrypts them."""

    column: Column[bytes]
    table: str
    row: Callable[[Row[Any]], bytes]
    field: Callable[[Row[Any]], str]

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def id(self) -> Column[Any]:
        """The primary key of its table."""
        [found] = self.column.table.primary_key
        return found


def always(name: str) -> Callable[[Row[Any]], str]:
    def field(_: Row[Any]) -> str:
        return name

    return field


def of_token(row: Row[Any]) -> bytes:
    found: bytes = row.token_hash
    return found


def of_key(row: Row[Any]) -> bytes:
    return str(row.key).encode()


SEALED_COLUMNS = (
    SealedColumn(visit.c.sealed, "visit", of_token, always("sealed")),
    SealedColumn(page_shown.c.sealed, "page_shown", of_token, always("sealed")),
    SealedColumn(
        tablet_session.c.advice,
        "kiosk",
        lambda row: str(row.id).encode(),
        always("advice"),
    ),
    SealedColumn(
        staff.c.codes_sealed,
        "staff",
        lambda row: str(row.name).encode(),
        always("codes_sealed"),
    ),
    SealedColumn(held_form.c.sealed, "held", of_key, lambda row: str(row.staff_id)),
    *(
        SealedColumn(
            column, "intake", of_key, always(column.name.removesuffix("_sealed"))
        )
        for column in intake.columns
        if column.name.endswith("sealed")
    ),
)
"""Every encrypted column of every table."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many rows of a column were encrypted again, and how many stayed as they are
    because they cannot be decrypted."""

    column: str
    rows: int
    damaged: int


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many rows of each encrypted column, and how many entries of the audit trail,
    use one key. `at_hand` says whether we have that key, `newest` whether it encrypts
    now."""

    key_id: bytes
    at_hand: bool
    newest: bool
    rows: Mapping[str, int]


def uses(transaction: Transaction) -> list[KeyUse]:
    """Return what each key is used for: the newest key first, then our other keys, then
    missing keys."""
    counted: dict[bytes, Counter[str]] = {
        key.id: Counter() for key in transaction.keys.newest_first
    }
    for sealed in SEALED_COLUMNS:
        key_id = key_id_in(sealed.column)
        numbers = across_clinics(
            select(key_id, func.count())
            .where(sealed.column.is_not(None))
            .group_by(key_id)
        )
        for key, number in transaction.execute(numbers):
            counted.setdefault(key, Counter())[sealed.name] += number
    for sealer, entries in audit_check.entries_by_key(transaction).items():
        counted.setdefault(sealer or NO_KEY, Counter())[AUDIT_TRAIL] += entries
    at_hand = [key.id for key in transaction.keys.newest_first]
    return [
        KeyUse(key, key in at_hand, key == at_hand[0], dict(rows))
        for key, rows in counted.items()
    ]


def rotate(
    database: Database, now: Callable[[], datetime], batch: int = BATCH
) -> Iterator[Rotated]:
    """Encrypt all rows of older keys in all clinics again under the newest key. Yield
    the result of each batch.

    Each batch is one transaction. After an interruption, call this again. It continues
    with the remaining rows.
    """
    database = database.of_all_clinics()
    for sealed in SEALED_COLUMNS:
        after = None
        while True:
            with database.writing(now()) as transaction:
                rows = older_rows(transaction, sealed, after, batch)
                done = [reseal(transaction, sealed, row) for row in rows]
            resealed = sum(done)
            yield Rotated(sealed.name, resealed, damaged=len(done) - resealed)
            if len(rows) < batch:
                break
            after = rows[-1][0]


def older_rows(
    transaction: Transaction, sealed: SealedColumn, after: object, batch: int
) -> Sequence[Row[Any]]:
    """Return the next rows that another key than the newest encrypted. The first value
    of each row is its primary key.

    The rows stay locked until the transaction ends.
    """
    newest = transaction.keys.newest_first[0].id
    wanted = across_clinics(
        select(sealed.id.label("primary_key"), sealed.column.table)
        .where(sealed.column.is_not(None), key_id_in(sealed.column) != newest)
        .order_by(sealed.id)
        .limit(batch)
        .with_for_update()
    )
    further = wanted if after is None else wanted.where(sealed.id > after)
    return transaction.execute(further).all()


def reseal(transaction: Transaction, sealed: SealedColumn, row: Row[Any]) -> bool:
    """Encrypt the column of one row under the newest key. Return False and change
    nothing if it cannot be decrypted."""
    keys, bound_to, field = transaction.keys, sealed.row(row), sealed.field(row)
    try:
        plain = keys.unseal(
            getattr(row, sealed.column.name),
            table=sealed.table,
            row=bound_to,
            field=field,
        )
    except Tampered:
        return False
    again = keys.seal(plain, table=sealed.table, row=bound_to, field=field)
    this_row = update(sealed.column.table).where(sealed.id == row[0])
    change = across_clinics(this_row)
    transaction.execute(change.values({sealed.column.name: again}))
    return True


def key_id_in(column: Column[bytes]) -> ColumnElement[bytes]:
    """Return the id of the key that encrypted a column, which is the first bytes of the
    column."""
    return func.substr(column, 1, ID_BYTES, type_=LargeBinary)
