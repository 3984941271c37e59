"""`finder rules`: check and show the rules."""

import click

from finder.commands.given import settings, the_rules
from finder.core.check import check, load_vignettes
from finder.core.problems import BrokenRules


@click.group()
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
