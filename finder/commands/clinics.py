"""`finder clinic`: the clinics of one installation."""

from collections.abc import Iterable
from pathlib import Path

import click

from finder.commands.clinics_file import NAME, NewClinic, read_clinics
from finder.commands.doctor_output import counted
from finder.commands.resources import now, settings, the_database
from finder.config import settings_of_clinic
from finder.store import audit, clinics
from finder.store.acts import Act
from finder.store.audit import COMMAND_LINE
from finder.store.clinics import Clinic, ClinicRefused
from finder.store.transaction import Transaction

NAMELESS = "without a name"
CSV_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def clinic() -> None:
    """Manage the clinics of an installation that serves several."""


@clinic.command("add")
@click.argument("slug")
@click.argument("name")
def add(slug: str, name: str) -> None:
    """Add a clinic with the name NAME at the address /c/SLUG/."""
    own = {NAME: name}
    check_settings(own)
    with the_database().writing(now()) as transaction:
        clinics.add(transaction, slug, own)
        record(transaction, Act.CLINIC_ADDED, slug)
        address = address_of(clinics.named(transaction, slug))
    click.echo(
        f"{name} is now at {address}. Create its first admin: finder staff add NAME --role admin --clinic {slug}"
    )


@clinic.command("import")
@click.argument("file", type=CSV_FILE)
@click.option(
    "--check",
    is_flag=True,
    help="Only check FILE, and print which clinics it would add.",
)
def clinics_import(file: Path, *, check: bool) -> None:
    """Add the clinics in FILE (CSV). If FILE has mistakes, report each one and change
    nothing."""
    database = the_database(make=not check)
    begin = database.reading if check else database.writing
    with begin(now()) as transaction:
        known = {each.slug for each in clinics.all_clinics(transaction)}
        found = read_clinics(file, known, settings())
        if not check:
            add_all(transaction, found)
    slugs = ", ".join(each.slug for each in found)
    if check:
        would_add = counted(len(found), "clinic", "clinics")
        click.echo(f"{file.name} is valid, and would add {would_add}: {slugs}.")
        return
    added = counted(len(found), "clinic was added", "clinics were added")
    click.echo(f"{added}: {slugs}. Their pages appear within seconds.")
    click.echo(
        "Create the first admin of each: finder staff add NAME --role admin --clinic SLUG"
    )


def add_all(transaction: Transaction, found: Iterable[NewClinic]) -> None:
    for each in found:
        clinics.add(transaction, each.slug, each.settings)
        record(transaction, Act.CLINIC_ADDED, each.slug)


@clinic.command("list")
def list_clinics() -> None:
    """Print all clinics, with the settings that each sets for itself."""
    with the_database(make=False).reading(now()) as transaction:
        found = clinics.all_clinics(transaction)
    for each in found:
        click.echo(line(each))


@clinic.command("set")
@click.argument("slug")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE...")
def change(slug: str, pairs: tuple[str, ...]) -> None:
    """Change a clinic's own settings. An empty VALUE removes a setting."""
    with the_database(make=False).writing(now()) as transaction:
        found = other_than_first(clinics.named(transaction, slug))
        changes = dict(map(pair, pairs))
        changed = {**dict(found.settings), **changes}
        own = {name: text for name, text in changed.items() if text}
        check_settings(own)
        clinics.change_settings(transaction, found, own)
        record(transaction, Act.CLINIC_CHANGED, slug)
    click.echo(
        f"{slug} now has {len(own)} settings of its own. Its pages change within seconds."
    )


@clinic.command("rename")
@click.argument("slug")
@click.argument("new")
def rename(slug: str, new: str) -> None:
    """Change a clinic's slug, and so its address, from SLUG to NEW."""
    with the_database(make=False).writing(now()) as transaction:
        found = clinics.named(transaction, slug)
        clinics.rename(transaction, found, new)
        record(transaction, Act.CLINIC_CHANGED, new)
        renamed = clinics.named(transaction, new)
    click.echo(f"{slug} is now named {new}, and its address is {address_of(renamed)}.")


@clinic.command("close")
@click.argument("slug")
def close(slug: str) -> None:
    """Close a clinic. Its pages are gone within seconds, and its data is deleted as it
    expires."""
    with the_database(make=False).writing(now()) as transaction:
        clinics.close(transaction, clinics.named(transaction, slug))
        record(transaction, Act.CLINIC_CLOSED, slug)
    click.echo(f"{slug} closes within seconds.")


@clinic.command("open")
@click.argument("slug")
def reopen(slug: str) -> None:
    """Open a closed clinic again."""
    with the_database(make=False).writing(now()) as transaction:
        clinics.reopen(transaction, clinics.named(transaction, slug))
        record(transaction, Act.CLINIC_OPENED, slug)
    click.echo(f"{slug} is open.")


def line(found: Clinic) -> str:
    """Return the line of a clinic in a list: slug, address, name, and the settings that
    it sets for itself."""
    begin = f"{found.slug}  {address_of(found)}"
    if found.is_first:
        name = settings().clinic or NAMELESS
        return f"{begin}  {name}; the settings of the environment"
    own = dict(found.settings)
    parts = [begin, own.pop(NAME, NAMELESS)]
    if found.closed:
        parts.append("closed")
    parts += [f"{name}={text}" for name, text in own.items()]
    return "  ".join(parts)


def address_of(found: Clinic) -> str:
    """Return the path of a clinic's first page."""
    return f"{found.root}/"


def pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.ClickException(
            f"{text!r} is not a setting; write NAME=VALUE, such as FINDER_CLINIC_PHONE=555-0100"
        )
    return name, value


def check_settings(own: dict[str, str]) -> None:
    """Raise BadSetting if a clinic cannot have these settings."""
    settings_of_clinic(settings(), own)


def other_than_first(found: Clinic) -> Clinic:
    """Return the clinic. Raises ClinicRefused for the first clinic."""
    if found.is_first:
        raise ClinicRefused(clinics.OF_ENVIRONMENT)
    return found


def record(transaction: Transaction, what: Act, slug: str) -> None:
    audit.record(transaction, COMMAND_LINE, what, slug)
