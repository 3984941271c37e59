"""`finder backup` and `finder restore`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
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

STANDARD_OUTPUT = Path("-")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database, encrypted, to the new FILE. The app can keep
    running."""
    if file == STANDARD_OUTPUT:
        raise click.ClickException(
            "a backup is written to a new file, not to standard output; name the file"
        )
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
    it is on the disk. Until then its name is random, because another backup may be on
    its way to the same name."""
    refuse_existing(path)
    try:
        descriptor, unfinished = mkstemp(".unfinished", f"{path.name}.", path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            refuse_existing(path)
            Path(unfinished).replace(path)
        finally:
            Path(unfinished).unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written ({error.strerror}); choose another place"
        ) from None


def refuse_existing(path: Path) -> None:
    """Raise ClickException if there is a file with this name."""
    if path.exists():
        raise click.ClickException(
            f"{path} already exists; choose another name for the backup"
        )


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Add the name of the file to the message of a BadFile."""
    try:
        yield
    except BadFile as error:
        raise click.ClickException(f"{name} {error}") from None
