"""The checks of `finder doctor`. Each remark gives a result, and the fix if something
is wrong."""

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime

from finder.commands.doctor_output import (
    Remarks,
    counted,
    note,
    ok,
    wrong,
)
from finder.commands.examining_database import check_database
from finder.commands.examining_proxy import check_proxy
from finder.config import Settings
from finder.core.loading.load import load
from finder.core.reviewing.handbook import is_overdue
from finder.local_time import local_time_of_machine
from finder.secret_keys import secrets_of
from finder.server_process import processes_without_key
from finder.store import health
from finder.store.seal import Keys

ENOUGH, LITTLE = 2**31, 2**29
"""Free bytes of the disk. Less than the first is worth a note, less than the second is
wrong."""
MEBIBYTE = 2**20


def check_settings(settings: Settings, environ: Mapping[str, str]) -> Remarks:
    """Yield a remark with the names of the settings that are set. A value may be
    secret, so it is not shown."""
    names = sorted(name for name in environ if name.startswith("FINDER_"))
    if names:
        yield ok("settings", f"set: {', '.join(names)}")
    else:
        yield ok("settings", "all have their default values")
    if not settings.time_zone and not local_time_of_machine(environ):
        text = "times are in UTC, because this machine has no known time zone"
        yield note("settings", text, "set FINDER_TIME_ZONE, such as America/New_York")


def check_keys(settings: Settings) -> Remarks:
    """Yield remarks on whether the secret exists, is strong, and is readable only by
    this user. Raises BadSetting."""
    path = settings.path_of_secret
    if settings.secret_keys:
        many = len(secrets_of(settings))
        yield ok("keys", f"{many} in FINDER_SECRET_KEYS")
    elif not path.exists():
        yield note("keys", f"there is no {path} yet", "the first start creates it")
    elif health.is_open_to_others(path):
        yield wrong(
            "keys",
            f"other users of this machine can access {path}",
            f"run chmod 600 {path}",
        )
    else:
        many = len(secrets_of(settings))
        yield ok("keys", f"{many} in {path}, which only this user can access")
    if settings.secret_keys or path.exists():
        newest, *_ = Keys(secrets_of(settings)).ids_in_hex()
        for process in processes_without_key(settings.data, newest):
            text = f"process {process} started before the newest secret was added"
            fix = "restart the app: it cannot read what commands store with that secret"
            yield wrong("keys", text, fix)


def check_disk(settings: Settings) -> Remarks:
    """Yield remarks on the free space for the data folder, and on whether this user can
    write there."""
    folders = (settings.data, *settings.data.absolute().parents)
    folder = next(each for each in folders if each.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free // MEBIBYTE:,} MiB are free at {folder}"
    fix = "free some space: a full disk loses no data, but cannot store answers"
    if free < LITTLE:
        yield wrong("disk", text, fix)
    elif free < ENOUGH:
        yield note("disk", text, fix)
    else:
        yield ok("disk", text)
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        yield wrong(
            "disk",
            f"{folder} is not a folder where this user can write",
            "run this command as the user of the app, or set FINDER_DATA to another folder",
        )


def check_rules(settings: Settings, now: datetime) -> Remarks:
    """Yield remarks on whether the rules load, who signed them, and which review dates
    are past. Raises Broken."""
    ruleset = load(settings.rules, numbers=settings.numbers)
    yield ok("rules", f"version {ruleset.version} loads from {settings.rules}")
    review = ruleset.review
    if not ruleset.is_signed:
        text = "no clinician has signed this version"
        fix = "have a clinician review them and sign review.toml"
        yield note("reviews", text, fix)
    days = (review.review_by, *review.sooner.values())
    overdue = [day for day in days if is_overdue(day, now.date())]
    if overdue:
        past = counted(len(overdue), "review date is past", "review dates are past")
        text = f"{past}, the first since {min(filter(None, overdue))}"
        yield wrong("reviews", text, "review what /how-it-works/rules shows as overdue")
    else:
        yield ok("reviews", "no review date is past")


def remarks(
    settings: Settings, now: datetime, errors: tuple[type[Exception], ...]
) -> Remarks:
    """Yield the remarks of all checks. An error of one of these types becomes a remark,
    and the other checks go on."""
    checks: Mapping[str, Callable[[], Remarks]] = {
        "settings": lambda: check_settings(settings, os.environ),
        "keys": lambda: check_keys(settings),
        "database": lambda: check_database(settings, now),
        "rules": lambda: check_rules(settings, now),
        "disk": lambda: check_disk(settings),
        "proxy": lambda: check_proxy(settings),
    }
    for about, check in checks.items():
        try:
            yield from check()
        except errors as error:
            yield wrong(about, str(error))
