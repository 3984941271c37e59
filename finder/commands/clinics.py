"""`finder clinic`: the clinics of one installation."""

import click

from finder.commands.resources import now, settings, the_database
from finder.config import BadSetting, settings_of_clinic
from finder.store import audit, clinics
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.clinics import Clinic, ClinicRefused
from finder.store.transaction import Transaction

NAME = "FINDER_CLINIC"


@click.group()
def clinic() -> None:
    """Manage the clinics of an installation that serves several."""


@clinic.command("add")
@click.argument("slug")
@click.argument("name")
def add(slug: str, name: str) -> None:
    """Add a clinic with the name NAME at the address /c/SLUG/."""
    own = checked({NAME: name})
    with the_database().writing(now()) as transaction:
        clinics.add(transaction, slug, own)
        note(transaction, Act.CLINIC_ADDED, slug)
    click.echo(
        f"{name} is now at /c/{slug}/. Create its first admin: finder staff add NAME --role admin --clinic {slug}"
    )


@clinic.command("list")
def everyone() -> None:
    """Print all clinics, with the settings that each sets for itself."""
    with the_database(make=False).reading(now()) as transaction:
        found = clinics.every(transaction)
    for each in found:
        click.echo(line(each))


@clinic.command("set")
@click.argument("slug")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE...")
def change(slug: str, pairs: tuple[str, ...]) -> None:
    """Change a clinic's own settings. An empty VALUE removes a setting."""
    with the_database(make=False).writing(now()) as transaction:
        found = other_than_first(clinics.named(transaction, slug))
        own = {**dict(found.settings), **dict(map(pair, pairs))}
        own = checked({name: text for name, text in own.items() if text})
        clinics.change(transaction, found, slug, own)
        note(transaction, Act.CLINIC_CHANGED, slug)
    click.echo(f"{slug} now has {len(own)} settings of its own. Its pages change within seconds.")


@clinic.command("rename")
@click.argument("slug")
@click.argument("new")
def rename(slug: str, new: str) -> None:
    """Change a clinic's slug, and so its address, from SLUG to NEW."""
    with the_database(make=False).writing(now()) as transaction:
        found = clinics.named(transaction, slug)
        clinics.change(transaction, found, new, dict(found.settings))
        note(transaction, Act.CLINIC_CHANGED, new)
    address = "/" if found.is_first else f"/c/{new}/"
    click.echo(f"{slug} is now named {new}, and its address is {address}.")


@clinic.command("close")
@click.argument("slug")
def close(slug: str) -> None:
    """Close a clinic. Its pages are gone at once, and its data is deleted as it expires."""
    with the_database(make=False).writing(now()) as transaction:
        clinics.close(transaction, clinics.named(transaction, slug))
        note(transaction, Act.CLINIC_CLOSED, slug)
    click.echo(f"{slug} closes within seconds.")


@clinic.command("open")
@click.argument("slug")
def reopen(slug: str) -> None:
    """Open a closed clinic again."""
    with the_database(make=False).writing(now()) as transaction:
        clinics.reopen(transaction, clinics.named(transaction, slug))
        note(transaction, Act.CLINIC_OPENED, slug)
    click.echo(f"{slug} is open.")


def line(found: Clinic) -> str:
    if found.is_first:
        return f"{found.slug}  /  {settings().clinic or 'without a name'}; the settings of the environment"
    own = dict(found.settings)
    name, others = own.pop(NAME), "".join(f"  {name}={text}" for name, text in own.items())
    return f"{found.slug}  /c/{found.slug}/  {name}{'  closed' if found.closed else ''}{others}"


def pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.ClickException(f"{text!r} is not a setting; write NAME=VALUE, such as FINDER_CLINIC_PHONE=555-0100")
    return name, value


def checked(own: dict[str, str]) -> dict[str, str]:
    """Return a clinic's own settings. Raises BadSetting."""
    settings_of_clinic(settings(), own)
    if not own.get(NAME):
        raise BadSetting(f"{NAME} is empty; every clinic except the first needs a name")
    return own


def other_than_first(found: Clinic) -> Clinic:
    """Return the clinic. Raises ClinicRefused for the first clinic."""
    if found.is_first:
        raise ClinicRefused(clinics.OF_ENVIRONMENT)
    return found


def note(transaction: Transaction, what: Act, slug: str) -> None:
    audit.record(transaction, COMMAND_LINE, what, slug)
