"""`finder rules export`: the rules as a workbook or for a decision engine."""

from pathlib import Path

import click

from finder.commands.resources import settings, the_rules

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("export")
@click.option(
    "--xlsx",
    type=FILE,
    help="Write an Excel workbook with every table in words, to read and discuss.",
)
@click.option(
    "--dmn", type=FILE, help="Write a DMN 1.3 decision table, for decision engines."
)
def rules_export(xlsx: Path | None, dmn: Path | None) -> None:
    """Write the rules as a workbook or as a decision table."""
    if not xlsx and not dmn:
        raise click.UsageError("name a file: --xlsx FILE, --dmn FILE, or both")
    if dmn:
        from finder.workbench.dmn import export_dmn

        keep(dmn, export_dmn(the_rules()))
    if xlsx:
        keep(xlsx, workbook())


def workbook() -> bytes:
    try:
        from finder.workbench.workbook import export_workbook
    except ModuleNotFoundError:
        raise click.ClickException(
            "a workbook needs the package openpyxl; use `python3 dev rules export`, which installs it, or install "
            "the extra `workbench`: pip install 'pain-specialist-finder[workbench]'"
        ) from None
    return export_workbook(the_rules(), settings().rules)


def keep(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(
            f"{path} cannot be written ({error.strerror}); choose another place"
        ) from None
    click.echo(f"Written: {path}")
