"""`finder keys`: show which secret key encrypts what, and change the key while the app
runs."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import click

from finder.commands.resources import now, settings, the_database, the_local_time
from finder.secret_keys import add_secret, secrets_in, secrets_of, write_secrets
from finder.server_process import processes_without_key
from finder.setting_values import BadSetting
from finder.store import audit
from finder.store.acts import Act
from finder.store.rotation import NO_KEY, KeyUse, rotate, uses
from finder.store.seal import Keys


@click.group()
def keys() -> None:
    """Show which secret key encrypts what, and change it."""


@keys.command("status")
def status() -> None:
    """Print each key, and how many rows it encrypts."""
    with the_database(make=False).reading(now()) as transaction:
        found = uses(transaction)
    for use in found:
        click.echo(f"{name_of(use)}: {in_words(use)}")


@keys.command("add")
def add() -> None:
    """Add a new secret to the secret file. The older ones stay, and decrypt the older
    rows."""
    the_database(make=False)
    path = path_of_file()
    add_secret(path)
    click.echo(
        f"{path} now begins with a new secret. Keep a copy of the file away from the database."
    )
    click.echo(
        "Restart the app so that it uses the new secret. Then run `finder keys rotate`."
    )


@keys.command("rotate")
def rotate_keys() -> None:
    """Encrypt everything again under the newest key, while the app runs. Run it again
    if it was interrupted."""
    database, rotated, damaged = the_database(make=False), Counter[str](), 0
    require_restarted(database.keys)
    for done in rotate(database, now):
        rotated[done.column] += done.rows
        damaged += done.damaged
    for column, rows in rotated.items():
        if rows:
            click.echo(f"{column}: {rows} encrypted again")
    with database.writing(now()) as transaction:
        audit.record(transaction, audit.COMMAND_LINE, Act.KEYS_ROTATED)
    click.echo(f"{rotated.total()} values are now encrypted with the newest key.")
    if damaged:
        click.echo(
            f"Left unchanged, because no available key decrypts them: {damaged}."
        )


def require_restarted(keys: Keys) -> None:
    """Raise ClickException if a running server does not have the newest key yet."""
    newest, *_ = keys.ids_in_hex()
    for process in processes_without_key(settings().data, newest):
        raise click.ClickException(
            f"process {process} started before the newest secret was added, and could read nothing after a rotation; "
            "restart the app, then run `finder keys rotate` again"
        )


@keys.command("drop")
def drop() -> None:
    """Remove the older secrets that nothing needs from the secret file."""
    path = path_of_file()
    database = the_database(make=False)
    with database.reading(now()) as transaction:
        needed = {use.key_id for use in uses(transaction) if use.newest or use.rows}
        rotated = audit.last_time(transaction, Act.KEYS_ROTATED)
    by_id = dict(
        zip(
            (key.id for key in database.keys.newest_first),
            secrets_in(path),
            strict=True,
        )
    )
    remaining = tuple(secret for key_id, secret in by_id.items() if key_id in needed)
    if len(remaining) == len(by_id):
        raise click.ClickException(
            "every key is still in use; `finder keys status` shows where"
        )
    check_age(rotated)
    write_secrets(path, remaining)
    click.echo(
        f"{path} now contains {len(remaining)} of {len(by_id)} secrets. Restart the app."
    )


def check_age(rotated: datetime | None) -> None:
    """Raise ClickException while visits from before the rotation may still run. Their
    cookies need an older key."""
    if rotated is None:
        raise click.ClickException("run `finder keys rotate` first")
    safe = rotated + timedelta(
        hours=settings().saved_hours, minutes=settings().visit_minutes
    )
    if now() < safe:
        at = the_local_time().at(safe)
        raise click.ClickException(
            f"visits from before the rotation need the older keys until they end; try again after {at:%Y-%m-%d %H:%M}"
        )


def path_of_file() -> Path:
    """Return the path of the secret file. Raises BadSetting if the secrets are in the
    environment."""
    found = settings()
    if found.secret_keys:
        raise BadSetting(
            "the secrets are in FINDER_SECRET_KEYS, so change them there: put the new secret first and the old ones "
            "after it, restart the app, and run `finder keys rotate`"
        )
    secrets_of(found)
    return found.path_of_secret


def name_of(use: KeyUse) -> str:
    if use.key_id == NO_KEY:
        return "no available key"
    place = "the newest" if use.newest else "older" if use.at_hand else "not available"
    return f"{use.key_id.hex()} ({place})"


def in_words(use: KeyUse) -> str:
    parts = [f"{rows} of {name}" for name, rows in use.rows.items()]
    return ", ".join(parts) or "nothing"
