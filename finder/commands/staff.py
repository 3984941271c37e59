"""`finder staff`: the accounts of the front desk. The first admin is added here."""

import os
import secrets

import click

from finder.commands.resources import CLINIC, now, the_clinic, the_database
from finder.store import audit, memberships
from finder.store import staff as accounts
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.staff import Role, StartingCredentials
from finder.store.tables import FIRST_CLINIC

ROLE = click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default="desk",
    show_default=True,
    help="What they may do.",
)


@click.group()
def staff() -> None:
    """Manage the accounts of the front desk."""


@staff.command("add")
@click.argument("name")
@ROLE
@CLINIC
def add(name: str, role: str, slug: str) -> None:
    """Add an account, and print its starting password."""
    name, start = accounts.plain_name(name), fresh_start()
    database = the_clinic(slug)
    with database.writing(now()) as transaction:
        accounts.add(transaction, name, Role(role), start)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_ADDED, name)
    tell(name, start, "" if database.clinic == FIRST_CLINIC else f"/c/{slug}")


@staff.command("join")
@click.argument("name")
@ROLE
@CLINIC
def join(name: str, role: str, slug: str) -> None:
    """Let a staff member of another clinic also work at this one, or change their role here."""
    database = the_clinic(slug, make=False)
    with database.of_all_clinics().reading(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
    with database.writing(now()) as transaction:
        memberships.join(transaction, member, Role(role))
        audit.record(transaction, COMMAND_LINE, Act.STAFF_JOINED, member.name)
    click.echo(f"{member.name} works here as {role}.")


@staff.command("leave")
@click.argument("name")
@CLINIC
def leave(name: str, slug: str) -> None:
    """Remove a staff member from a clinic."""
    with the_clinic(slug, make=False).writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        memberships.leave(transaction, member)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_LEFT, member.name)
    click.echo(f"{member.name} no longer works here.")


@staff.command("list")
@CLINIC
def everyone(slug: str) -> None:
    """Print all accounts of a clinic."""
    with the_clinic(slug, make=False).reading(now()) as transaction:
        members = accounts.everyone(transaction)
    for member in members:
        state = "active" if member.ready else "has not signed in yet"
        click.echo(f"{member.name}  {member.role}  {'disabled' if member.disabled else state}")
    if not members:
        click.echo("There are no accounts yet; `finder staff add NAME --role admin` creates the first one.")


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable an account at every clinic, and end its sessions at once."""
    with the_database().of_all_clinics().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.disable(transaction, member)
        memberships.record_where_they_work(transaction, COMMAND_LINE, Act.STAFF_DISABLED, member)
    click.echo(f"{member.name} is disabled and signed out.")


@staff.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Reset an account: print a new starting password, and have the member set up codes again."""
    start = fresh_start()
    with the_database().of_all_clinics().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.reset(transaction, member, start)
        memberships.record_where_they_work(transaction, COMMAND_LINE, Act.STAFF_RESET, member)
    tell(member.name, start)


def fresh_start() -> StartingCredentials:
    return accounts.new_start(secrets.choice, os.urandom)


def tell(name: str, start: StartingCredentials, at: str = "") -> None:
    """Print the starting password, and the address to sign in at."""
    click.echo(f"{name} signs in first with this password, shown once and valid for 3 days: {start.password}")
    click.echo(f"Sign in at {at}/desk/sign-in; there the member chooses a password and sets up codes from a phone.")
