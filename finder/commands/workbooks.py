"""`finder rules import`: import a changed workbook into the folder of rules."""

from pathlib import Path

import click

from finder.commands.replacing import replace_text
from finder.commands.resources import settings, the_rules

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.option(
    "--xlsx",
    type=FILE,
    required=True,
    help="A workbook that `finder rules export --xlsx` wrote.",
)
def rules_import(xlsx: Path) -> None:
    """Import a changed workbook. If anything is wrong, nothing is written."""
    try:
        from finder.workbench.workbook_import import BrokenWorkbook, import_workbook
    except ModuleNotFoundError:
        raise click.ClickException(
            "a workbook needs the package openpyxl; use `python3 dev rules import`, which installs it, or install "
            "the extra `workbench`: pip install 'pain-specialist-finder[workbench]'"
        ) from None
    folder = settings().rules
    try:
        changed = import_workbook(xlsx.read_bytes(), the_rules(), folder)
    except BrokenWorkbook as broken:
        raise click.ClickException(f"nothing was written.\n{broken}") from None
    for name, text in changed.items():
        replace_text(folder / name, text)
    written = f"Written: {', '.join(changed)}. Now run `finder rules check`."
    click.echo(written if changed else "Nothing has changed.")
