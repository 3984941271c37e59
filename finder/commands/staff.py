"""`finder staff`: the accounts of the front desk. The first admin is made here."""

import os
import secrets
from datetime import UTC, datetime

import click

from finder.commands.resources import settings, the_database
from finder.config import secrets_of
from finder.store import audit
from finder.store import staff as accounts
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from finder.store.staff import Role, Start

ROLES = [role.value for role in Role]


@click.group()
def staff() -> None:
    """Keep the accounts of the front desk."""


@staff.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default="desk",
    show_default=True,
    help="What they may do.",
)
def add(name: str, role: str) -> None:
    """Make an account, and print its first password."""
    engine, keys, now = the_database(), the_keys(), datetime.now(UTC)
    name, start = accounts.plain_name(name), fresh_start()
    with writing(engine) as connection:
        accounts.add(connection, keys, name, Role(role), start, now)
        audit.record(connection, keys, now, COMMAND_LINE, Act.STAFF_ADDED, name)
    tell(name, start)


@staff.command("list")
def everyone() -> None:
    """Print all accounts."""
    with reading(the_database(make=False)) as connection:
        members = accounts.everyone(connection)
    for member in members:
        state = "active" if member.ready else "has not signed in yet"
        click.echo(f"{member.name}  {member.role}  {'disabled' if member.disabled else state}")
    if not members:
        click.echo("There is nobody yet; `finder staff add NAME --role admin` makes the first account.")


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable an account, and end its sessions at once."""
    engine, keys, now = the_database(), the_keys(), datetime.now(UTC)
    with writing(engine) as connection:
        member = accounts.named(connection, accounts.plain_name(name))
        accounts.disable(connection, member, now)
        audit.record(connection, keys, now, COMMAND_LINE, Act.STAFF_DISABLED, member.name)
    click.echo(f"{member.name} is disabled and signed out.")


@staff.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Reset an account: print a new first password, and set up the codes again."""
    engine, keys, now = the_database(), the_keys(), datetime.now(UTC)
    start = fresh_start()
    with writing(engine) as connection:
        member = accounts.named(connection, accounts.plain_name(name))
        accounts.reset(connection, keys, member, start, now)
        audit.record(connection, keys, now, COMMAND_LINE, Act.STAFF_RESET, member.name)
    tell(member.name, start)


def the_keys() -> Keys:
    return Keys(secrets_of(settings()))


def fresh_start() -> Start:
    return accounts.new_start(secrets.choice, os.urandom)


def tell(name: str, start: Start) -> None:
    click.echo(f"{name} begins with this password, shown once and good for 3 days: {start.password}")
    click.echo("Sign in at /desk/sign-in; a password of one's own and codes from a phone are set up there.")
