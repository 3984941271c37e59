"""Check that the secret keys belong to the database. The database records its keys at
its first start."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, bindparam, delete, func, select

from finder.store import audit_check
from finder.store.desk_tables import intake, staff
from finder.store.engine import display_name, reading, writing
from finder.store.seal import ID_BYTES, Keys
from finder.store.tables import across_clinics, database_key, visit
from finder.store.transaction import Transaction
from finder.store.upsert import insert_new

OF_ACCOUNTS = select(staff.c.codes_sealed).where(staff.c.disabled.is_(None))
OF_NEWEST_INTAKE = across_clinics(
    select(intake.c.label_sealed).order_by(intake.c.id.desc()).limit(1)
)
OF_NEWEST_VISIT = across_clinics(
    select(visit.c.sealed).order_by(visit.c.id.desc()).limit(1)
)
SEALED = (
    OF_ACCOUNTS,
    OF_NEWEST_INTAKE,
    OF_NEWEST_VISIT,
)
"""Queries for the encrypted columns to check: those of every account, because accounts
stay, and the newest intake and visit, because older rows expire."""

HIGHEST_NUMBER = func.max(database_key.c.number)
HIGHEST = select(func.coalesce(HIGHEST_NUMBER, 0))
KNOWN = select(database_key).order_by(database_key.c.number)
FORGET = delete(database_key).where(database_key.c.print == bindparam("of"))

RESTORE = "restore the file secret-key in FINDER_DATA, or the one that FINDER_SECRET_FILE names, from its backup"

Known = dict[bytes, bytes]
"""The fingerprints of the database's keys, each with the key's id. The key that
encrypts now is last."""


class MissingKey(Exception):
    """The database belongs to a key that is missing. The text says how to fix it."""


def check_keys(engine: Engine, keys: Keys) -> None:
    """Check that these keys belong to the database. An empty database adopts them.
    Raises MissingKey, DatabaseAway."""
    ours = keys.prints()
    with reading(engine) as connection:
        known = known_keys(connection)
        check(engine, connection, keys, known)
    if are_recorded(ours, known):
        return
    with writing(engine) as connection:
        remember(connection, ours, known)
        recorded = known_keys(connection)
        check(engine, connection, keys, recorded)


def verify_keys(engine: Engine, keys: Keys) -> None:
    """Check that these keys belong to the database, without recording them. Raises
    MissingKey, DatabaseAway."""
    with reading(engine) as connection:
        known = known_keys(connection)
        check(engine, connection, keys, known)


def known_keys(connection: Connection) -> Known:
    rows = connection.execute(KNOWN)
    return {row.print: row.key_id for row in rows}


def are_recorded(ours: Known, known: Known) -> bool:
    """Return whether the database knows all of our keys, and the same key is the newest
    in both."""
    newest_known = list(known)[-1:]
    newest_of_ours = list(ours)[:1]
    if newest_known != newest_of_ours:
        return False
    return ours.keys() <= known.keys()


def check(engine: Engine, connection: Connection, keys: Keys, known: Known) -> None:
    """Raise MissingKey if the key that encrypts now is missing, or an older key that
    some row still needs.

    Bytes with the id of an unknown key count as damaged, and do not stop the app from
    starting.
    """
    if known and list(known)[-1] not in keys.prints():
        raise MissingKey(
            f"{display_name(engine)} was first started with a secret key that the app does not have now; {RESTORE}, "
            "give all servers of this database the same FINDER_SECRET_KEYS, or start with a new database"
        )
    transaction = Transaction(connection, keys, datetime.now(UTC))
    unreadable = rows_need_missing_key(connection, keys, known)
    if unreadable or audit_check.needs_missing_key(transaction):
        raise MissingKey(
            f"{display_name(engine)} contains data encrypted or signed with a secret key that the app does not "
            f"have now; {RESTORE}, add the old key to FINDER_SECRET_KEYS, or start with a new database"
        )


def rows_need_missing_key(connection: Connection, keys: Keys, known: Known) -> bool:
    """Return whether a row was encrypted with a key of the database that is missing.

    Before the database knows its keys, any missing key may be one of them.
    """
    missing: set[bytes] = set()
    for query in SEALED:
        for sealed in connection.execute(query).scalars():
            if not keys.has_key_of(sealed):
                missing.add(sealed[:ID_BYTES])
    if not known:
        return bool(missing)
    return not missing.isdisjoint(known.values())


def remember(connection: Connection, ours: Known, known: Known) -> None:
    """Record our keys, the newest last. If two servers start at once, the second finds
    the next number taken and records nothing."""
    newest, *older = ours
    new_keys = [key for key in older if key not in known]
    new_keys.append(newest)
    highest = connection.execute(HIGHEST).scalar_one() if known else 0
    add = insert_new(database_key, connection.dialect.name)
    statement = add.returning(database_key.c.number)
    for number, key in enumerate(new_keys, start=highest + 1):
        if key in known:
            connection.execute(FORGET, {"of": key})
        row = {
            "number": number,
            "print": key,
            "key_id": ours[key],
        }
        added = connection.execute(statement, row).first()
        if added is None:
            return
