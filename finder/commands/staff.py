"""`finder staff`: the accounts of the front desk. The first admin is added here."""

import os
import secrets
from collections.abc import Iterable

import click

from finder.commands.resources import CLINIC, now, the_clinic, the_database
from finder.store import audit, clinics, memberships
from finder.store import staff as accounts
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.memberships import Workplace
from finder.store.staff import Member, Role, StartingCredentials

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
    with the_clinic(slug).writing(now()) as transaction:
        accounts.add(transaction, name, Role(role), start)
        audit.record(transaction, COMMAND_LINE, Act.STAFF_ADDED, name)
        root = clinics.clinic_of_transaction(transaction).root
    print_start(name, start, root)


@staff.command("join")
@click.argument("name")
@ROLE
@CLINIC
def join(name: str, role: str, slug: str) -> None:
    """Let a staff member of another clinic also work at this one, or change their role
    here."""
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
def list_staff(slug: str) -> None:
    """Print all accounts. If there are several clinics, print where each member works,
    or with --clinic the accounts of one."""
    lines = of_one(slug) if slug or has_one_clinic() else of_all()
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo(
            "There are no accounts yet; `finder staff add NAME --role admin` creates the first one."
        )


def has_one_clinic() -> bool:
    with the_database(make=False).reading(now()) as transaction:
        return len(clinics.all_clinics(transaction)) == 1


def of_one(slug: str) -> list[str]:
    """Return a line for each account of a clinic."""
    with the_clinic(slug, make=False).reading(now()) as transaction:
        members = accounts.members(transaction)
    return [f"{each.name}  {each.role}  {state_of(each)}" for each in members]


def of_all() -> list[str]:
    """Return a line for each account of any clinic."""
    with the_database(make=False).of_all_clinics().reading(now()) as transaction:
        found = memberships.members_and_workplaces(transaction)
    return [
        f"{member.name}  {in_words(workplaces)}  {state_of(member)}"
        for member, workplaces in found
    ]


def in_words(workplaces: Iterable[Workplace]) -> str:
    """Return where a member works, and in which role."""
    parts = [
        f"{each.clinic.slug}{' (closed)' if each.clinic.closed else ''}: {each.role}"
        for each in workplaces
    ]
    return ", ".join(parts) or "nowhere"


def state_of(member: Member) -> str:
    """Return whether a member can sign in."""
    if member.disabled:
        return "disabled"
    return "active" if member.ready else "has not signed in yet"


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable an account at every clinic, and end its sessions at once."""
    with the_database().of_all_clinics().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.disable(transaction, member)
        memberships.record_where_they_work(
            transaction, COMMAND_LINE, Act.STAFF_DISABLED, member
        )
    click.echo(f"{member.name} is disabled and signed out.")


@staff.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Reset an account: print a new starting password, and have the member set up codes
    again."""
    start = fresh_start()
    with the_database().of_all_clinics().writing(now()) as transaction:
        member = accounts.named(transaction, accounts.plain_name(name))
        accounts.reset(transaction, member, start)
        memberships.record_where_they_work(
            transaction, COMMAND_LINE, Act.STAFF_RESET, member
        )
    print_start(member.name, start)


def fresh_start() -> StartingCredentials:
    return accounts.new_start(secrets.choice, os.urandom)


def print_start(name: str, start: StartingCredentials, at: str = "") -> None:
    """Print the starting password, and the address to sign in at."""
    click.echo(
        f"Starting password of {name}, shown once and valid for 3 days: {start.password}"
    )
    click.echo(
        f"Sign in at {at}/desk/sign-in; there the member chooses a password and sets up codes from a phone."
    )
