"""Commands that serve patients and keep nothing of them longer than needed."""

import json
from datetime import UTC, datetime
from typing import TextIO

import click

from finder.commands.given import settings, the_database, the_rules
from finder.config import secrets_of
from finder.core.answers import answers_from
from finder.core.assess import assess
from finder.core.export import as_data
from finder.store.purging import purge_all
from finder.store.seal import Keys


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--behind-tls-proxy", is_flag=True, help="A proxy in front speaks https; needed beyond this machine.")
def run(host: str, port: int, *, behind_tls_proxy: bool) -> None:
    """Serve the app."""
    from finder.web.serve import serve

    serve(settings(), host, port, behind_tls_proxy=behind_tls_proxy)


@click.command("assess")
@click.argument("file", type=click.File())
def assess_file(file: TextIO) -> None:
    """Assess the answers in FILE (JSON; - for standard input), and print the result as JSON."""
    try:
        data = json.load(file)
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not valid JSON: {error}") from None
    ruleset = the_rules()
    told = answers_from(data, ruleset.questionnaire)
    click.echo(json.dumps(as_data(ruleset, assess(ruleset, told.answers)), indent=2))


@click.command()
def purge() -> None:
    """Delete visits and intakes past their time."""
    gone = purge_all(the_database(), Keys(secrets_of(settings())), datetime.now(UTC))
    click.echo(f"{gone.visits} visits and {gone.intakes} intakes deleted.")
