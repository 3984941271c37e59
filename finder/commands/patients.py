"""`finder run`, `finder assess` and `finder purge`."""

import json
from typing import BinaryIO

import click

from finder.commands.resources import answers_in, now, settings, the_database, the_rules
from finder.core.deciding.assess import assess
from finder.core.exchange.plain_data import as_data
from finder.store.purging import purge_all
from finder.without_collections import without_collections


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--behind-tls-proxy",
    is_flag=True,
    help="A proxy in front handles HTTPS. Needed to listen beyond this machine.",
)
@click.option(
    "--answers",
    type=click.File("rb"),
    help="Print an address that opens a preview with the answers in this file (JSON).",
)
def run(
    host: str, port: int, answers: BinaryIO | None, *, behind_tls_proxy: bool
) -> None:
    """Serve the app."""
    with without_collections():
        from finder.web.serve import serve

    patient = answers_in(answers, the_rules()) if answers else None
    serve(settings(), host, port, behind_tls_proxy=behind_tls_proxy, patient=patient)


@click.command("assess")
@click.argument("file", type=click.File("rb"))
def assess_file(file: BinaryIO) -> None:
    """Assess the answers in FILE (JSON; - for standard input), and print the result as
    JSON."""
    ruleset = the_rules()
    patient = answers_in(file, ruleset)
    assessment = assess(ruleset, patient.answers)
    result = as_data(ruleset, assessment)
    click.echo(json.dumps(result, indent=2))


@click.command()
@click.option(
    "--rewrite",
    is_flag=True,
    help="On PostgreSQL, rewrite the tables without deleted rows. Pages wait meanwhile.",
)
def purge(*, rewrite: bool) -> None:
    """Delete visits, intakes and audit trail entries that have expired."""
    gone = purge_all(the_database(), now(), rewrite=rewrite)
    click.echo(
        f"{gone.visits} visits, {gone.intakes} intakes and {gone.entries} entries of the audit trail deleted."
    )
