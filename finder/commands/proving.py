"""`finder rules prove`, `explain` and `compare`: see what the rules do before patients
use them."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

import click

from finder.commands.replacing import replace_text
from finder.commands.resources import answers_in, settings, the_rules
from finder.core.loading.promises import load_promises
from finder.core.reviewing.proofs import FILE, Proofs, as_json

FEW = 10_000
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def needs_z3() -> None:
    """Raise ClickException with the way to install z3, if it is missing."""
    try:
        import z3  # noqa: F401
    except ModuleNotFoundError:
        raise click.ClickException(
            "the proofs need the solver z3; use `python3 dev rules prove`, which installs it, or install the extra "
            "`workbench`: pip install 'pain-specialist-finder[workbench]'"
        ) from None


@click.command("prove")
@click.option("--json", "as_data", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--keep",
    is_flag=True,
    help=f"Write the result to {FILE} next to the rules, where the app shows it.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="CLAIM",
    help="Prove only this claim. May be repeated.",
)
@click.option(
    "--patients",
    type=click.Path(path_type=Path),
    help="Folder for made-up patients who show a failure.",
)
def rules_prove(
    only: tuple[str, ...], patients: Path | None, *, as_data: bool, keep: bool
) -> None:
    """Prove what must hold for the rules, over every possible set of answers."""
    needs_z3()
    from finder.workbench.prove import CLAIMS, prove
    from finder.workbench.report import report

    if unknown := [name for name in only if name not in CLAIMS]:
        raise click.UsageError(
            f"there is no claim {unknown[0]}; use one of {', '.join(CLAIMS)}"
        )
    if only and keep:
        raise click.UsageError(
            "only the proofs of all claims can be written to the file; leave out --only or --keep"
        )
    folder = settings().rules
    ruleset = the_rules()
    promises = load_promises(folder, ruleset)
    proofs = prove(
        ruleset,
        folder,
        promises,
        only or CLAIMS,
        lambda what: click.echo(f"... {what}", err=True),
    )
    files = keep_patients(proofs, patients)
    if as_data:
        click.echo(as_json(proofs), nl=False)
    else:
        click.echo("\n".join(report(proofs, ruleset.version, files)))
    if keep and proofs.hold:
        replace_text(folder / FILE, as_json(proofs))
    if not proofs.hold:
        raise SystemExit(1)


def keep_patients(proofs: Proofs, folder: Path | None) -> Mapping[str, str]:
    """Write a file of answers for each patient who shows a failure. Return the paths by
    the failure's text."""
    shown = [
        (claim.id, each)
        for claim in proofs.claims
        for each in claim.failures
        if each.witness
    ]
    if not shown:
        return {}
    folder = folder or Path(mkdtemp(prefix="patients-"))
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for number, (claim, failure) in enumerate(shown, start=1):
        path = folder / f"{claim}-{number}.json"
        path.write_text(
            json.dumps(failure.witness and failure.witness.answers, indent=1) + "\n",
            encoding="utf-8",
        )
        files[failure.text] = str(path)
    return files


@click.command("explain")
@click.argument("file", type=click.File("rb"))
def rules_explain(file: BinaryIO) -> None:
    """Explain the result for the answers in FILE (JSON; - for standard input).

    Show which backgrounds lead and why, every rule that holds or does not, and what
    would change the result.
    """
    from finder.workbench.explain import explain

    ruleset = the_rules()
    patient = answers_in(file, ruleset)
    lines = explain(ruleset, patient.answers)
    click.echo("\n".join(lines))


@click.command("compare")
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option(
    "--patients",
    type=click.IntRange(0),
    default=200_000,
    show_default=True,
    help="How many patients to make up.",
)
@click.option("--quick", is_flag=True, help=f"Make up {FEW:,} patients.")
def rules_compare(old: Path, new: Path, patients: int, *, quick: bool) -> None:
    """Show what an edit does, from the rules in the folder OLD to those in NEW. A lost
    red flag is an error."""
    needs_z3()
    from finder.workbench.compare import compare, comparison_lines

    number = FEW if quick else patients
    found = compare(
        (old, new), number, lambda done: click.echo(f"... {done:,} patients", err=True)
    )
    click.echo("\n".join(comparison_lines(found)))
    if not found.is_safe:
        raise SystemExit(1)
