"""`finder staff`: the accounts of the front desk. The first admin is made here."""

import os
import secrets

import click

from finder.commands.resources import now, the_database
from finder.store import audit
from finder.store import staff as accounts
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.staff import Role, StartingCredentials

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
    name, start = accounts.plain_name(name), fresh_start()
    with the_database().writing(now()) as transaction:
        accounts.add(transaction, name, Role(role), start)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_ADDED, name)
    tell(name, start)


@staff.command("list")
def everyone() -> None:
    """Print all accounts."""
    with the_database(make=False).reading(now()) as transaction:
        members = accounts.everyone(transaction)
    for member in members:
        state = "active" if member.ready else "has not signed in yet"
        click.echo(f"{member.name}  {member.role}  {'disabled' if member.disabled else state}")
    if not members:
        click.echo("There is nobody yet; `finder staff add NAME --role admin` makes the first account.")


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable an account, and end its sessions at once."""
    with the_database().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.disable(transaction, member)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_DISABLED, member.name)
    click.echo(f"{member.name} is disabled and signed out.")


@staff.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Reset an account: print a new first password, and set up the codes again."""
    start = fresh_start()
    with the_database().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.reset(transaction, member, start)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_RESET, member.name)
    tell(member.name, start)


def fresh_start() -> StartingCredentials:
    return accounts.new_start(secrets.choice, os.urandom)


def tell(name: str, start: StartingCredentials) -> None:
    click.echo(f"{name} begins with this password, shown once and good for 3 days: {start.password}")
    click.echo("Sign in at /desk/sign-in; there the member chooses a password and sets up codes from a phone.")
