"""`finder directory`: import the US register of clinicians, so that people can find
doctors nearby."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from time import monotonic

import click

from finder.commands.importing import Import
from finder.commands.register_file import opened, opened_addresses
from finder.commands.resources import now, settings, the_database, the_rules
from finder.core.directory.codes import CodeTable, load_code_table
from finder.core.directory.header import Days, days_of
from finder.core.directory.rows import Report
from finder.core.directory.sample import sample as made_up
from finder.store.directory import Edition, current
from finder.store.transaction import Database
from finder.zip_codes import all_areas

MOST_SHOWN = 20
FEWEST = 2
"""A file with fewer than one in this many of the clinicians listed now is taken for a
part of the register."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@click.group()
def directory() -> None:
    """Import and inspect the directory of clinicians (NPPES)."""


@directory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date of FILE, if its name does not contain it.",
)
@click.option(
    "--update",
    is_flag=True,
    help="FILE is a weekly update, if its name does not say so.",
)
@click.option(
    "--fewer",
    is_flag=True,
    help="Import FILE even if it has less than half of the clinicians listed now.",
)
def directory_import(
    file: Path, day: datetime | None, *, update: bool, fewer: bool
) -> None:
    """Import FILE, which is npidata_pfile_....csv or its zip. A full file replaces the
    directory, a weekly file updates it."""
    database, table = the_database(), the_codes()
    present = current_edition(database)
    with opened(file) as opened_file, opened_addresses(file) as addresses:
        days = days_covered(opened_file.name, day, update=update)
        with progress_bar(opened_file.size) as show:
            work = Import(database, table, all_areas(), now, show)
            began = monotonic()
            if days.is_whole:
                least = 0
                if present and not present.sample and not fewer:
                    least = present.listings // FEWEST
                listed = work.whole(
                    opened_file.file, days.until, addresses, least=least
                )
            else:
                listed = work.update(
                    opened_file.file, updatable(present, days), days.until, addresses
                )
    print_report(work, monotonic() - began)
    click.echo(f"The directory of {days.until} now lists {listed:,} clinicians.")


@directory.command("sample")
@click.option("--replace", is_flag=True, help="Replace the register with the sample.")
def directory_sample(*, replace: bool) -> None:
    """Fill the directory with made-up clinicians, to try it out. Every page marks them
    as made up."""
    database, table = the_database(), the_codes()
    present = current_edition(database)
    if present and not present.sample and not replace:
        raise click.ClickException(
            "the directory contains the register; add --replace to replace it with made-up clinicians"
        )
    areas = all_areas()
    work = Import(database, table, areas, now, no_progress)
    listed = work.replace(made_up(table, areas), None, least=1, sample=True)
    click.echo(f"The directory now lists {listed:,} made-up clinicians.")


@directory.command("status")
def directory_status() -> None:
    """Print how many clinicians the directory lists, and its date."""
    present = current_edition(the_database(make=False))
    if present is None:
        click.echo(
            "There is no directory; fill it with `finder directory import FILE`, or `finder directory sample`."
        )
    elif present.sample:
        click.echo(f"The directory lists {present.listings:,} made-up clinicians.")
    else:
        updated = f", updated to {present.updated}" if present.updated else ""
        click.echo(
            f"The directory of {present.until}{updated} lists {present.listings:,} clinicians."
        )


def the_codes() -> CodeTable:
    """Return the codes of clinicians to import. Raises BrokenRules, or ClickException
    if the rules have no codes."""
    table = load_code_table(settings().rules, the_rules())
    if not table.codes:
        raise click.ClickException(
            "these rules have no directory.toml, so no clinician would be imported; add that file"
        )
    return table


def current_edition(database: Database) -> Edition | None:
    with database.reading(now()) as transaction:
        return current(transaction)


def days_covered(name: str, day: datetime | None, *, update: bool) -> Days:
    """Return the days that a file covers, from its name or from the options. Raises
    ClickException if neither says."""
    found = days_of(name)
    if found and not day and not update:
        return found
    if day is None:
        raise click.ClickException(
            f"the file name {name} contains no dates, unlike npidata_pfile_20050523-20261109.csv; add --day "
            "YYYY-MM-DD, and --update for a weekly update"
        )
    return Days(day.date() if update else date.min, day.date())


def updatable(present: Edition | None, days: Days) -> Edition:
    """Return the directory to update. Raises ClickException if the file cannot update
    it."""
    if present is None or present.sample:
        raise click.ClickException(
            "this file is a weekly update; import the full file of a month first"
        )
    if present.as_of and days.until < present.as_of:
        raise click.ClickException(
            f"this file is from {days.until}, older than the directory, which is from {present.as_of}"
        )
    return present


@contextmanager
def progress_bar(size: int) -> Iterator[Callable[[Report], object]]:
    """Show the rows, the share and the time left while a file is read."""
    with click.progressbar(
        length=size, label="Reading", item_show_func=rows_in_words
    ) as shown:
        yield lambda report: shown.update(report.read - shown.pos, report)


def no_progress(report: Report) -> None:
    """Show nothing, because a sample is made at once."""


def rows_in_words(report: object) -> str:
    return f"{report.rows:,} rows" if isinstance(report, Report) else ""


def print_report(work: Import, seconds: float) -> None:
    """Print how many rows were read, and the mistakes of single rows."""
    report = work.report
    speed = report.rows / max(seconds, 0.001)
    click.echo(f"Read {report.rows:,} rows in {seconds:.0f} s, {speed:,.0f} a second.")
    if work.elsewhere:
        click.echo(
            f"Left out {work.elsewhere:,} clinicians who practice abroad or on an overseas base."
        )
    if report.wrong:
        one = report.wrong == 1
        rows = "row has a mistake and is" if one else "rows have a mistake and are"
        click.echo(f"{report.wrong:,} {rows} left out:")
        for error in report.errors[:MOST_SHOWN]:
            click.echo(f"  {error}")
        if report.wrong > MOST_SHOWN:
            click.echo(f"  and {report.wrong - MOST_SHOWN:,} more")
