"""`finder audit`: read the audit trail, and check that nobody changed it."""

import click

from finder.commands.resources import now, the_clinic, the_database, the_local_time
from finder.core.sharing.reference import Typo, read_code
from finder.store import audit as trail
from finder.store import audit_check, clinics, references

MOST = 1_000_000
"""The most entries that one command prints."""


@click.group()
def audit() -> None:
    """Read and check the audit trail of the front desk."""


@audit.command("verify")
@click.option("--noted", default="", help="A mark that an earlier check printed.")
def verify(noted: str) -> None:
    """Check that no entry was changed, removed or inserted, and print a mark to note
    elsewhere."""
    if noted and not trail.is_mark(noted):
        raise click.ClickException(
            f"{noted!r} is not a mark; copy one that an earlier check printed, such as 12-0123456789abcdef"
        )
    with the_database(make=False).reading(now()) as transaction:
        wrong = list(audit_check.mismatches(transaction, noted))
        mark, start = trail.mark(transaction), trail.start(transaction)
    if wrong:
        raise click.ClickException(
            "the audit trail is not intact:\n" + "\n".join(wrong)
        )
    if start.cut:
        text = f"earlier entries were deleted after 6 years, most recently on {the_local_time().day(start.cut)}"
        click.echo(f"It begins after entry {start.number}: {text}.")
    if start.is_before(noted):
        click.echo(
            f"The mark {noted} belongs to a deleted entry, so it no longer proves anything. Note the new mark."
        )
    click.echo(
        f"All {mark.number - start.number} entries are intact. Keep this mark somewhere else: {mark}"
    )


@audit.command("show")
@click.option(
    "--reference", default="", help="Only entries about the intake with this reference."
)
@click.option(
    "--clinic", "slug", default="", help="Only entries of the clinic with this slug."
)
@click.option(
    "--last",
    type=click.IntRange(1, MOST),
    default=50,
    show_default=True,
    help="How many of the newest entries to print.",
)
def show(reference: str, last: int, slug: str) -> None:
    """Print entries: when (local time with its offset from UTC), who, what."""
    local = the_local_time()
    if slug:
        database = the_clinic(slug, make=False)
    else:
        database = the_database(make=False).of_all_clinics()
    with database.reading(now()) as transaction:
        slugs = {each.id: each.slug for each in clinics.all_clinics(transaction)}
        if reference:
            prints = references.fingerprints(transaction.keys, code(reference))
            entries = trail.of_intake(transaction, prints)
        else:
            entries = trail.latest(transaction, last)[::-1]
    for entry in entries:
        at = f"{local.at(entry.at):%Y-%m-%d %H:%M:%S%z}"
        where = f"  {slugs[entry.clinic]}" if len(slugs) > 1 else ""
        click.echo(
            f"{entry.number}  {at}{where}  {entry.who}  {entry.words} {entry.about}".rstrip()
        )


def code(reference: str) -> str:
    try:
        return read_code(reference)
    except Typo as typo:
        raise click.ClickException(str(typo)) from None
