"""`finder rules language`: begin a language, and count what is missing."""

import tomllib

import click

from finder.commands.replacing import replace_text
from finder.commands.resources import settings
from finder.core.loading.entry import LANGUAGE
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.language_start import with_texts
from finder.core.loading.languages import ENGLISH, FILES, NO_LANGUAGES, begun, count, missing
from finder.core.loading.load import load
from finder.core.loading.reading import Reading

SHOWN = 20
"""How many missing texts the status names."""


@click.group("language")
def rules_language() -> None:
    """Begin a language of the rules, and see what is missing."""


@rules_language.command("start")
@click.argument("language")
def start(language: str) -> None:
    """Write an empty text beside each English one. The language is off until all are written."""
    if not LANGUAGE.fullmatch(language) or language in NO_LANGUAGES or language == ENGLISH:
        raise click.ClickException(f"{language} is no language; write its two letters, such as es or vi")
    folder = settings().rules
    reading = Reading(folder, ENGLISH)
    before = {file: reading.text(file) for file in FILES}
    reading.finish()
    after = {file: with_texts(text, language) for file, text in before.items()}
    for file, text in after.items():
        tomllib.loads(text)
        if text != before[file]:
            replace_text(folder / file, text)
    click.echo(f"{language}: {count(folder)} texts to write; `finder rules language status` counts those missing.")


@rules_language.command("status")
def status() -> None:
    """Count the texts that each language lacks."""
    folder = settings().rules
    total = count(folder)
    languages = begun(folder)
    if not languages:
        click.echo("The rules are in English only; `finder rules language start es` begins Spanish.")
    for language in languages:
        open_texts = list(missing(Reading(folder, language)))
        if open_texts:
            click.echo(f"{language}: off, {len(open_texts)} of {total} texts are missing or wrong")
            for each in open_texts[:SHOWN]:
                click.echo(f"    {each}")
            continue
        try:
            load(folder, language, settings().numbers)
        except BrokenRules as error:
            click.echo(f"{language}: off, since these texts cannot be used\n{error}")
        else:
            click.echo(f"{language}: complete, {total} texts")
