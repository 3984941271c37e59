"""`finder clinicians`: import the clinic's roster."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from finder.commands.resources import CLINIC, the_clinic, the_local_time, the_rules
from finder.core.roster.reading import read_roster
from finder.core.roster.roster import Clinician
from finder.store.clinicians import all_clinicians, replace_all


@click.group()
def clinicians() -> None:
    """Import and list the clinic's pain doctors."""


@clinicians.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@CLINIC
@click.option("--empty", is_flag=True, help="Empty the roster if FILE names no doctor.")
def clinicians_import(file: Path, slug: str, *, empty: bool) -> None:
    """Replace the roster with the doctors in FILE (CSV). If FILE has mistakes, report
    each one and change nothing."""
    found = read_roster(file, the_rules(), today())
    roster = found.roster
    if not roster and not empty:
        raise click.ClickException(
            f"{file.name} lists no doctors, so nothing was changed; write a row for each doctor under the header, "
            "or add --empty to empty the roster"
        )
    with the_clinic(slug).writing(datetime.now(UTC)) as transaction:
        replace_all(transaction, roster)
    for row in found.rows:
        for warning in row.warnings:
            click.echo(
                f"{file.name}:{row.line}: {row.clinician.name}: {warning}", err=True
            )
    click.echo(
        f"{len(roster)} doctor{'s are' if len(roster) != 1 else ' is'} on the roster now."
    )


@clinicians.command("list")
@CLINIC
def clinicians_list(slug: str) -> None:
    """Print the roster."""
    with the_clinic(slug, make=False).reading(datetime.now(UTC)) as transaction:
        roster = all_clinicians(transaction)
    if not roster:
        click.echo(
            "The roster is empty; fill it with `finder clinicians import FILE.csv`."
        )
    for doctor in roster:
        click.echo(one_line(doctor, today()))


def today() -> date:
    return the_local_time().day(datetime.now(UTC))


def one_line(doctor: Clinician, today: date) -> str:
    certificate = "no certificate"
    if doctor.certified_until:
        verb = "ended" if doctor.certified_until < today else "until"
        certificate = f"{doctor.board} {verb} {doctor.certified_until}"
    accepting = "takes new patients" if doctor.accepting else "takes no new patients"
    return (
        f"{doctor.npi} {doctor.name}: {doctor.background}; {certificate}; {accepting}"
    )
