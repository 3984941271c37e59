"""`finder backup` and `finder restore`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from finder.commands.resources import (
    now,
    settings,
    the_database,
    the_keys,
    the_local_time,
)
from finder.store import audit
from finder.store import backup as backups
from finder.store.acts import Act
from finder.store.engine import open_database
from finder.store.key_check import check_keys
from finder.store.migrate import migrate
from finder.store.sealed_file import BadFile
from finder.store.transaction import Database


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database, encrypted, to the new FILE. The app can keep
    running."""
    database, began = the_database(make=False), now()
    with new_file(file) as opened:
        contents = backups.write(database.engine, database.keys, opened, began)
    with database.writing(now()) as transaction:
        audit.record(transaction, audit.COMMAND_LINE, Act.BACKED_UP)
    click.echo(
        f"{file} contains {contents.total} rows, encrypted. Only the secret key decrypts it; keep the key somewhere "
        "else."
    )


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--check",
    is_flag=True,
    help="Only check FILE, and print how many rows it contains.",
)
def restore(file: BinaryIO, *, check: bool) -> None:
    """Restore the backup in FILE into an empty database."""
    keys = the_keys()
    with naming(file.name):
        if check:
            contents = backups.check(keys, file)
            done = "is intact and contains"
        else:
            engine = open_database(settings().database_url)
            contents = backups.restore(engine, keys, file)
            migrate(engine)
            check_keys(engine, keys)
            with Database(engine, keys).writing(now()) as transaction:
                audit.record(transaction, audit.COMMAND_LINE, Act.RESTORED)
            done = "is restored:"
    made = the_local_time().at(contents.made)
    click.echo(f"The backup of {made:%Y-%m-%d %H:%M} {done} {contents.total} rows.")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file that only this user can read. The file gets its name when all of
    it is on the disk."""
    if path.exists():
        raise click.ClickException(
            f"{path} already exists; choose another name for the backup"
        )
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written ({error.strerror}); choose another place"
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Add the name of the file to the message of a BadFile."""
    try:
        yield
    except BadFile as error:
        raise click.ClickException(f"{name} {error}") from None
