"""`finder rules`: check, show and tidy the rules."""

from collections.abc import Iterator
from shutil import get_terminal_size

import click

from finder.commands.exporting import rules_export
from finder.commands.proving import rules_compare, rules_explain, rules_prove
from finder.commands.replacing import replace_text
from finder.commands.resources import settings, the_rules
from finder.commands.rules_languages import (
    rules_language,
    side_by_side,
    state_of_language,
)
from finder.commands.rules_table import table_lines
from finder.commands.workbooks import rules_import
from finder.core.loading.languages import begun
from finder.core.loading.tidy import untidy
from finder.core.reviewing.check import FILE as VIGNETTES
from finder.core.reviewing.check import accepted, changes_of
from finder.core.reviewing.folder import check_folder
from finder.core.reviewing.handbook import suggestion_lines
from finder.core.rules.knowledge import Ruleset
from finder.server_process import request_reload, server_processes


@click.group()
def rules() -> None:
    """Check, show and tidy the rules."""


for command in (
    rules_export,
    rules_import,
    rules_prove,
    rules_explain,
    rules_compare,
    rules_language,
):
    rules.add_command(command)


@rules.command("check")
@click.option(
    "--accept",
    is_flag=True,
    help="Write the new result into each worked patient whose result changed.",
)
def rules_check(*, accept: bool) -> None:
    """Read every file of the rules, and check every worked patient."""
    ruleset = the_rules()
    if accept:
        accept_results(ruleset)
    checked = check_folder(settings().rules, ruleset)
    rows = sum(
        len(t.rows)
        for t in (
            ruleset.suggestions,
            ruleset.red_flags,
            ruleset.treatment_rows,
            ruleset.also_see,
        )
    )
    click.echo(
        f"Rules version {ruleset.version}: {rows} rows, {len(checked.dangers)} dangers "
        f"and {len(checked.vignettes)} worked patients are right."
    )
    for each in begun(settings().rules):
        click.echo(
            "\n".join(
                state_of_language(settings().rules, settings().translations, each)
            )
        )


def accept_results(ruleset: Ruleset) -> None:
    """Write the current results into the file of worked patients, and print which
    results changed."""
    folder = settings().rules
    text, changed = accepted(folder, ruleset)
    for change in (
        change for vignette in changed for change in changes_of(ruleset, vignette)
    ):
        click.echo(f"Accepted: {change}")
    if changed:
        replace_text(folder / VIGNETTES, text)


@rules.command("show")
@click.option(
    "--wide",
    "in_columns",
    is_flag=True,
    help="Side by side: rule, points, reason and source, or languages.",
)
@click.option(
    "--language",
    help="Every text of rules and pages in English and in this language, for a reviewer.",
)
def rules_show(*, in_columns: bool, language: str | None) -> None:
    """Print every rule of the suggestions: who gets points, and the reason. Or print
    every text in two languages."""
    width = get_terminal_size().columns if in_columns else 0
    if language:
        found = settings()
        shown = side_by_side(found.rules, found.translations, language, width)
    else:
        shown = rule_by_rule(width)
    for line in shown:
        click.echo(line)


def rule_by_rule(width: int) -> Iterator[str]:
    ruleset = the_rules()
    if width:
        return table_lines(ruleset, suggestion_lines(ruleset), width)
    return narrow(ruleset)


def narrow(ruleset: Ruleset) -> Iterator[str]:
    for line in suggestion_lines(ruleset):
        named = zip(ruleset.backgrounds, line.points, strict=True)
        points = (
            ", ".join(
                f"{background.name} {number}" for background, number in named if number
            )
            or "no points"
        )
        yield f"{line.id} [{line.group}] {points}"
        yield f"    If {f' {ruleset.advice.condition.both} '.join(line.when)}"
        yield f"    {line.reason}"
        yield f"    {line.strength}; {', '.join(line.sources)}; asks about {', '.join(line.cards)}"


@rules.command("tidy")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Change nothing, and fail if a file is untidy.",
)
def rules_tidy(*, only_check: bool) -> None:
    """Bring the files into their canonical form, for example after editing them in a
    spreadsheet."""
    changed = list(untidy(settings().rules))
    for path, text in changed if not only_check else ():
        replace_text(path, text)
    named = ", ".join(path.name for path, _ in changed)
    if changed and only_check:
        raise click.ClickException(
            f"not in their canonical form: {named}; run `finder rules tidy`"
        )
    click.echo(f"Tidied: {named}." if changed else "All files are tidy.")


@rules.command("reload")
def rules_reload() -> None:
    """Make the running app load the rules in its folder. Mistakes are reported here,
    and the old rules stay in use."""
    processes = server_processes(settings().data)
    if not processes:
        raise click.ClickException(
            f"no server process uses {settings().data}; the app loads the rules whenever it starts"
        )
    for process in processes:
        request_reload(process)
    version = the_rules().version
    for process in processes:
        click.echo(f"Process {process} loads rules version {version}.")
