"""The checks of `finder doctor`. Each remark gives a result, and the fix if something
is wrong."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from finder.commands.doctor_output import Remark, Remarks, Verdict, counted
from finder.commands.examining_proxy import of_proxy
from finder.config import BadSetting, Settings, how_to_fix_clinic, settings_of_clinic
from finder.core.loading.load import load
from finder.core.reviewing.handbook import is_overdue
from finder.local_time import local_time_of_machine
from finder.secret_keys import secrets_of
from finder.store import audit, audit_check, clinics, health
from finder.store.acts import Act
from finder.store.clinics import Clinic
from finder.store.engine import open_database
from finder.store.key_check import MissingKey, verify_keys
from finder.store.migrate import TableVersion, drift, table_version
from finder.store.seal import Keys
from finder.store.transaction import Database, Transaction

FREE, FEW = 2**31, 2**29
"""Free bytes of the disk. Less than the first is worth a note, less than the second is
wrong."""
APART = timedelta(minutes=1)
"""How far two clocks may differ."""
BACKUP_EVERY = timedelta(days=7)
MEBIBYTE = 2**20


def of_settings(settings: Settings, environ: Mapping[str, str]) -> Remarks:
    """Yield a remark with the names of the settings that are set. A value may be
    secret, so it is not shown."""
    names = sorted(name for name in environ if name.startswith("FINDER_"))
    yield Remark(
        "settings",
        Verdict.OK,
        f"set: {', '.join(names)}" if names else "all have their default values",
    )
    if not settings.time_zone and not local_time_of_machine(environ):
        text = "times are in UTC, because this machine has no known time zone"
        yield Remark(
            "settings",
            Verdict.NOTE,
            text,
            "set FINDER_TIME_ZONE, such as America/New_York",
        )


def of_keys(settings: Settings) -> Remarks:
    """Yield remarks on whether the secret exists, is strong, and is readable only by
    this user. Raises BadSetting."""
    path = settings.path_of_secret
    if settings.secret_keys:
        many = len(secrets_of(settings))
        yield Remark("keys", Verdict.OK, f"{many} in FINDER_SECRET_KEYS")
    elif not path.exists():
        yield Remark(
            "keys",
            Verdict.NOTE,
            f"there is no {path} yet",
            "the first start creates it",
        )
    elif health.is_open_to_others(path):
        yield Remark(
            "keys",
            Verdict.WRONG,
            f"other users of this machine can access {path}",
            f"run chmod 600 {path}",
        )
    else:
        many = len(secrets_of(settings))
        yield Remark(
            "keys", Verdict.OK, f"{many} in {path}, which only this user can access"
        )


def of_disk(settings: Settings) -> Remarks:
    """Yield a remark on the free space for the data folder."""
    folder = next(
        each
        for each in (settings.data, *settings.data.absolute().parents)
        if each.exists()
    )
    free = shutil.disk_usage(folder).free
    verdict = (
        Verdict.WRONG if free < FEW else Verdict.NOTE if free < FREE else Verdict.OK
    )
    fix = (
        ""
        if verdict is Verdict.OK
        else "free some space: a full disk loses no data, but cannot store answers"
    )
    yield Remark("disk", verdict, f"{free // MEBIBYTE:,} MiB are free at {folder}", fix)


def of_rules(settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on whether the rules load, who signed them, and which review dates
    are past. Raises Broken."""
    ruleset = load(settings.rules, numbers=settings.numbers)
    yield Remark(
        "rules", Verdict.OK, f"version {ruleset.version} loads from {settings.rules}"
    )
    review = ruleset.review
    if not ruleset.is_signed:
        text, fix = (
            "no clinician has signed this version",
            "have a clinician review them and sign review.toml",
        )
        yield Remark("reviews", Verdict.NOTE, text, fix)
    days = [
        day
        for day in (review.review_by, *review.sooner.values())
        if is_overdue(day, now.date())
    ]
    if days:
        past = counted(len(days), "review date is past", "review dates are past")
        text = f"{past}, the first since {min(filter(None, days))}"
        yield Remark(
            "reviews",
            Verdict.WRONG,
            text,
            "review what /how-it-works/rules shows as overdue",
        )
    else:
        yield Remark("reviews", Verdict.OK, "no review date is past")


def of_database(settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on whether the database exists, is intact, current and writable,
    and belongs to our keys.

    Raises BadSetting, DatabaseAway.
    """
    if is_unmade(settings):
        yield Remark(
            "database",
            Verdict.NOTE,
            "there is no database yet",
            "the first start creates it",
        )
        return
    engine = open_database(settings.database_url, make=False)
    try:
        schema = table_version(engine)
        yield from of_schema(schema)
        if schema is not TableVersion.NONE and not has_secret(settings):
            text = f"there is no {settings.path_of_secret}, and without it no data in the database can be decrypted"
            yield Remark(
                "keys",
                Verdict.WRONG,
                text,
                "restore its backup before you start the app",
            )
        elif schema is TableVersion.CURRENT and (found := usable_secrets(settings)):
            database = Database(engine, Keys(found)).of_all_clinics()
            for look in (of_file, of_content, of_trail):
                yield from look(database, settings, now)
    finally:
        engine.dispose()


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


def of_schema(schema: TableVersion) -> Remarks:
    match schema:
        case TableVersion.CURRENT:
            yield Remark(
                "database", Verdict.OK, "has the tables that this version needs"
            )
        case TableVersion.NEWER:
            text = (
                "was made by a newer version of the app, and this version cannot use it"
            )
            yield Remark(
                "database",
                Verdict.WRONG,
                text,
                "install that version, or restore a backup",
            )
        case _:
            text, fix = (
                "the next start creates or changes its tables",
                "make a backup first: finder backup FILE",
            )
            yield Remark("database", Verdict.NOTE, text, fix)


def of_file(database: Database, settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on whether the database is intact and writable."""
    path = health.file_of(database.engine)
    if path and health.is_open_to_others(path):
        text = f"other users of this machine can access {path}"
        yield Remark("database", Verdict.WRONG, text, f"run chmod 600 {path}")
    with database.reading(now) as transaction:
        damage = health.damage(transaction)
    if damage:
        yield Remark(
            "database",
            Verdict.WRONG,
            f"is damaged: {damage}",
            "stop the app and restore a backup",
        )
        return
    if drift(database.engine):
        text = "its tables differ from those that its migrations make"
        yield Remark(
            "database", Verdict.WRONG, text, "restore a backup into an empty database"
        )
    try:
        verify_keys(database.engine, database.keys)
    except MissingKey as error:
        yield Remark("keys", Verdict.WRONG, str(error))
    if health.is_writable(database, now):
        yield Remark("database", Verdict.OK, "is intact and writable")


def of_content(database: Database, settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on expired rows, the clinics' settings, the clock, and the newest
    backup."""
    with database.reading(now) as transaction:
        if many := health.expired_rows(transaction):
            text = counted(
                many,
                "visit or intake expired hours ago",
                "visits and intakes expired hours ago",
            )
            yield Remark(
                "database", Verdict.WRONG, text, "start the app, or run finder purge"
            )
        yield from of_clinics(clinics.every(transaction), settings)
        yield from of_clock(transaction)
        yield of_backup(audit.last_time(transaction, Act.BACKED_UP), settings, now)


def of_trail(database: Database, settings: Settings, now: datetime) -> Remarks:
    """Yield a remark on whether the whole audit trail is unchanged."""
    with database.reading(now) as transaction:
        mismatches = list(audit_check.mismatches(transaction, progress=show_progress))
        mark, begin = audit.mark(transaction), audit.start(transaction)
    entries = counted(mark.number - begin.number, "entry", "entries")
    if mismatches:
        more = f", and {len(mismatches) - 1} more" if len(mismatches) > 1 else ""
        text, fix = (
            f"is not intact: {mismatches[0]}{more}",
            "run finder audit verify to list every fault, and find out who changed the trail",
        )
        yield Remark("trail", Verdict.WRONG, text, fix)
    else:
        yield Remark(
            "trail",
            Verdict.OK,
            f"{entries} of the audit trail checked and intact, up to the mark {mark}",
        )


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


def of_clinics(found: tuple[Clinic, ...], settings: Settings) -> Remarks:
    """Yield remarks on whether the own settings of each clinic are valid. Yield nothing
    if there is only the first clinic."""
    others = [each for each in found if not each.is_first]
    for each in others:
        try:
            settings_of_clinic(settings, dict(each.settings))
        except BadSetting as error:
            yield Remark(
                "clinics",
                Verdict.WRONG,
                f"{each.slug}: {error}",
                how_to_fix_clinic(each.slug),
            )
    if others:
        closed = sum(each.closed is not None for each in others)
        yield Remark(
            "clinics", Verdict.OK, f"{len(found)}, of which {closed} are closed"
        )


def of_clock(transaction: Transaction) -> Remarks:
    behind, apart = health.clock_behind(transaction), health.clock_apart(transaction)
    fix = "synchronize the clocks over the network (NTP)"
    if behind > APART:
        text = f"this machine's clock is {behind} behind the newest entry of the audit trail"
        yield Remark("clock", Verdict.WRONG, text, fix)
    elif apart > APART:
        yield Remark(
            "clock",
            Verdict.WRONG,
            f"this machine's clock and the database's clock are {apart} apart",
            fix,
        )
    else:
        yield Remark(
            "clock",
            Verdict.OK,
            "is not behind the audit trail, and agrees with the database",
        )


def of_backup(made: datetime | None, settings: Settings, now: datetime) -> Remark:
    """Return a remark about the age of the newest backup. Without a clinic, a missing
    backup is only a note."""
    text = (
        f"the newest is {counted((now - made).days, 'day', 'days')} old"
        if made
        else "none was made yet"
    )
    if made and now - made <= BACKUP_EVERY:
        return Remark("backup", Verdict.OK, text)
    verdict = Verdict.WRONG if settings.clinic else Verdict.NOTE
    return Remark(
        "backup",
        verdict,
        text,
        "run finder backup FILE every day, and keep FILE somewhere else",
    )


def remarks(
    settings: Settings, now: datetime, errors: tuple[type[Exception], ...]
) -> Remarks:
    """Yield the remarks of all checks. An error of one of these types becomes a remark,
    and the other checks go on."""
    looks: Mapping[str, Callable[[], Remarks]] = {
        "settings": lambda: of_settings(settings, os.environ),
        "keys": lambda: of_keys(settings),
        "database": lambda: of_database(settings, now),
        "rules": lambda: of_rules(settings, now),
        "disk": lambda: of_disk(settings),
        "proxy": lambda: of_proxy(settings),
    }
    for about, look in looks.items():
        try:
            yield from look()
        except errors as error:
            yield Remark(about, Verdict.WRONG, str(error))
