"""The checks of `finder doctor` on the database: its tables, its content, its audit
trail, and its backups."""

import sys
from datetime import datetime, timedelta

from sqlalchemy import Engine

from finder.commands.doctor_output import (
    Remark,
    Remarks,
    counted,
    note,
    ok,
    wrong,
)
from finder.config import Settings, how_to_fix_clinic, settings_of_clinic
from finder.secret_keys import secrets_of
from finder.setting_values import BadSetting
from finder.store import audit, audit_check, clinics, health
from finder.store.acts import Act
from finder.store.clinics import Clinic
from finder.store.engine import open_database
from finder.store.key_check import MissingKey, verify_keys
from finder.store.migrate import TableVersion, drift, table_version
from finder.store.seal import Keys
from finder.store.transaction import Database, Transaction

APART = timedelta(minutes=1)
"""How far two clocks may differ."""
BACKUP_EVERY = timedelta(days=7)


def check_database(settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on whether the database exists, is intact, current and writable,
    and belongs to our keys.

    Raises BadSetting, DatabaseAway.
    """
    if is_unmade(settings):
        yield note("database", "there is no database yet", "the first start creates it")
        return
    engine = open_database(settings.database_url, make=False)
    try:
        schema = table_version(engine)
        yield from check_schema(schema)
        if schema is not TableVersion.NONE and not has_secret(settings):
            text = f"there is no {settings.path_of_secret}, and without it no data in the database can be decrypted"
            yield wrong("keys", text, "restore its backup before you start the app")
        elif schema is TableVersion.CURRENT:
            yield from check_current(engine, settings, now)
    finally:
        engine.dispose()


def check_current(engine: Engine, settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on a database that has the tables of this version. Yield nothing
    without a usable secret."""
    found = usable_secrets(settings)
    if found:
        database = Database(engine, Keys(found)).of_all_clinics()
        yield from check_file(database, now)
        yield from check_content(database, settings, now)
        yield from check_trail(database, now)


def has_secret(settings: Settings) -> bool:
    """Return whether there is a secret, without creating one."""
    return bool(settings.secret_keys) or settings.path_of_secret.exists()


def usable_secrets(settings: Settings) -> tuple[str, ...]:
    """Return the secrets, none if one is too weak. A separate remark reports that
    one."""
    try:
        return secrets_of(settings)
    except BadSetting:
        return ()


def is_unmade(settings: Settings) -> bool:
    return not settings.database and not (settings.data / "finder.db").exists()


def check_schema(schema: TableVersion) -> Remarks:
    match schema:
        case TableVersion.CURRENT:
            yield ok("database", "has the tables that this version needs")
        case TableVersion.NEWER:
            text = (
                "was made by a newer version of the app, and this version cannot use it"
            )
            yield wrong("database", text, "install that version, or restore a backup")
        case _:
            text = "the next start creates or changes its tables"
            fix = "to go back later, first make a backup with the earlier version"
            yield note("database", text, fix)


def check_file(database: Database, now: datetime) -> Remarks:
    """Yield remarks on whether the database is intact and writable."""
    path = health.file_of(database.engine)
    if path and health.is_open_to_others(path):
        text = f"other users of this machine can access {path}"
        yield wrong("database", text, f"run chmod 600 {path}")
    with database.reading(now) as transaction:
        damage = health.damage(transaction)
    if damage:
        yield wrong(
            "database", f"is damaged: {damage}", "stop the app and restore a backup"
        )
        return
    if drift(database.engine):
        text = "its tables differ from those that its migrations make"
        yield wrong("database", text, "restore a backup into an empty database")
    try:
        verify_keys(database.engine, database.keys)
    except MissingKey as error:
        yield wrong("keys", str(error))
    if health.is_writable(database, now):
        yield ok("database", "is intact and writable")


def check_content(database: Database, settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on expired rows, the clinics' settings, the clock, and the newest
    backup."""
    with database.reading(now) as transaction:
        if many := health.expired_rows(transaction):
            text = counted(
                many,
                "visit or intake expired hours ago",
                "visits and intakes expired hours ago",
            )
            yield wrong("database", text, "start the app, or run finder purge")
        yield from check_clinics(clinics.all_clinics(transaction), settings)
        yield from check_clock(transaction)
        yield check_backup(audit.last_time(transaction, Act.BACKED_UP), settings, now)


def check_trail(database: Database, now: datetime) -> Remarks:
    """Yield a remark on whether the whole audit trail is unchanged."""
    with database.reading(now) as transaction:
        mismatches = list(audit_check.mismatches(transaction, progress=show_progress))
        mark = audit.mark(transaction)
        begin = audit.start(transaction)
    if mismatches:
        first, *others = mismatches
        more = f", and {len(others)} more" if others else ""
        fix = "run finder audit verify to list every fault, and find out who changed the trail"
        yield wrong("trail", f"is not intact: {first}{more}", fix)
    else:
        entries = counted(mark.number - begin.number, "entry", "entries")
        text = f"{entries} of the audit trail checked and intact, up to the mark {mark}"
        yield ok("trail", text)


def show_progress(read: int) -> None:
    """Print on a terminal how many entries have been read, because a long audit trail
    takes a while."""
    if sys.stderr.isatty():
        print(
            f"\r{read:,} entries of the audit trail read",
            end="\r",
            file=sys.stderr,
            flush=True,
        )


def check_clinics(found: tuple[Clinic, ...], settings: Settings) -> Remarks:
    """Yield remarks on whether the own settings of each clinic are valid. Yield nothing
    if there is only the first clinic."""
    others = [each for each in found if not each.is_first]
    for each in others:
        try:
            settings_of_clinic(settings, dict(each.settings))
        except BadSetting as error:
            yield wrong(
                "clinics", f"{each.slug}: {error}", how_to_fix_clinic(each.slug)
            )
    if others:
        closed = sum(each.closed is not None for each in others)
        yield ok("clinics", f"{len(found)}, of which {closed} are closed")


def check_clock(transaction: Transaction) -> Remarks:
    behind = health.clock_behind(transaction)
    apart = health.clock_apart(transaction)
    fix = "synchronize the clocks over the network (NTP)"
    if behind > APART:
        text = f"this machine's clock is {in_seconds(behind)} behind the newest entry of the audit trail"
        yield wrong("clock", text, fix)
    elif apart > APART:
        text = f"this machine's clock and the database's clock are {in_seconds(apart)} apart"
        yield wrong("clock", text, fix)
    else:
        yield ok("clock", "is not behind the audit trail, and agrees with the database")


def in_seconds(length: timedelta) -> timedelta:
    """Return a length of time without its fraction of a second."""
    return timedelta(seconds=int(length.total_seconds()))


def check_backup(made: datetime | None, settings: Settings, now: datetime) -> Remark:
    """Return a remark about the age of the newest backup. Without a clinic, a missing
    backup is only a note."""
    text = "none was made yet"
    if made:
        age = max(now - made, timedelta())
        text = f"the newest is {counted(age.days, 'day', 'days')} old"
        if age <= BACKUP_EVERY:
            return ok("backup", text)
    fix = "run finder backup FILE every day, and keep FILE somewhere else"
    if settings.clinic:
        return wrong("backup", text, fix)
    return note("backup", text, fix)
