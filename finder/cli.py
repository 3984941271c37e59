"""The `finder` command: thin, prints for people, exits for machines."""

import json
import os
from datetime import UTC, datetime
from typing import Any, TextIO

import click

from finder.config import BadSetting, Settings, secrets_of, settings_from
from finder.core.answers import BadAnswers, answers_from
from finder.core.assess import assess
from finder.core.check import check, load_vignettes
from finder.core.export import as_data
from finder.core.knowledge import Ruleset
from finder.core.load import load
from finder.core.problems import BrokenRules
from finder.store import visits
from finder.store.engine import DatabaseAway, forget_deleted, open_database, writing
from finder.store.migrate import NewerSchema, migrate

CLEAR = (BadSetting, BrokenRules, BadAnswers, DatabaseAway, NewerSchema)
"""Errors whose text is written for people."""


class Plain(click.Group):
    """Commands that end with a sentence instead of a trace."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except CLEAR as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Plain)
def main() -> None:
    """Find the background of a pain doctor that fits a person's answers."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--behind-tls-proxy", is_flag=True, help="A proxy in front speaks https; needed beyond this machine.")
def run(host: str, port: int, *, behind_tls_proxy: bool) -> None:
    """Serve the app."""
    from finder.web.serve import serve

    serve(settings(), host, port, behind_tls_proxy=behind_tls_proxy)


@main.group()
def rules() -> None:
    """Check and show the rules."""


@rules.command("check")
def rules_check() -> None:
    """Read every rule, and try every worked patient."""
    ruleset = the_rules()
    vignettes = load_vignettes(settings().rules, ruleset)
    if problems := check(ruleset, vignettes):
        raise BrokenRules(problems)
    rows = sum(len(t.rows) for t in (ruleset.suggestions, ruleset.red_flags, ruleset.treatment_rows, ruleset.also_see))
    click.echo(f"Rules version {ruleset.version}: {rows} rows and {len(vignettes)} worked patients are right.")


@rules.command("show")
def rules_show() -> None:
    """Print every rule of the suggestions: who gets points, and the reason."""
    ruleset = the_rules()
    for rule in ruleset.suggestions.rows:
        named = zip(ruleset.backgrounds, rule.points, strict=True)
        points = ", ".join(f"{background.name} {given}" for background, given in named if given) or "no points"
        reason = ruleset.reasons[rule.id]
        click.echo(f"{rule.id} [{rule.group}] {points}")
        click.echo(f"    {reason.words}")
        click.echo(f"    {reason.strength}; {', '.join(reason.source)}; asks about {', '.join(rule.treatments)}")


@main.command("assess")
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


@main.command()
def purge() -> None:
    """Delete visits past their time."""
    secrets_of(settings())
    engine = open_database(settings().database_url)
    migrate(engine)
    gone = 0
    while True:
        with writing(engine) as connection:
            batch = visits.purge(connection, datetime.now(UTC))
        if not batch:
            break
        gone += batch
    forget_deleted(engine)
    click.echo(f"{gone} visits deleted.")


def settings() -> Settings:
    return settings_from(os.environ)


def the_rules() -> Ruleset:
    return load(settings().rules, numbers=settings().numbers)
