"""`finder rules language`: begin a language, and count what is missing."""

import tomllib
from pathlib import Path

import click

from finder.commands.replacing import replace_text
from finder.commands.resources import settings
from finder.core.loading.entry import LANGUAGE
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.language_start import with_texts
from finder.core.loading.languages import ENGLISH, NO_LANGUAGES, begun, count, missing, text_files
from finder.core.loading.load import load
from finder.core.loading.reading import Reading
from finder.core.loading.reworded import accepted, file_of, reworded

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
    before = {file: reading.text(file) for file in text_files(folder)}
    reading.finish()
    after = {file: with_texts(text, language) for file, text in before.items()}
    for file, text in after.items():
        tomllib.loads(text)
        if text != before[file]:
            replace_text(folder / file, text)
    click.echo(f"{language}: {count(folder)} texts to write; `finder rules language status` counts those missing.")


@rules_language.command("accept")
@click.argument("language")
def accept(language: str) -> None:
    """Say that each translation fits its English as it is now. Later rewordings of the English are then named."""
    folder = settings().rules
    if language not in begun(folder):
        raise click.ClickException(f"no text is written in {language}; `finder rules language status` lists languages")
    again = [*reworded(folder, language)]
    replace_text(folder / file_of(language), accepted(folder))
    click.echo(f"{language}: accepted {count(folder)} texts, {len(again)} of them new or reworded.")


def tell_reworded(folder: Path) -> None:
    """Name the texts whose English was reworded after their translation was accepted."""
    for language in begun(folder):
        again = [*reworded(folder, language)]
        for each in again[:SHOWN]:
            click.echo(f"    {each}")
        if again:
            click.echo(
                f"{language}: texts to look at again: {len(again)}; "
                f"`finder rules language accept {language}` says that all of them fit."
            )


@rules_language.command("status")
def status() -> None:
    """Count the texts that each language lacks, and name those whose English was reworded."""
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
    tell_reworded(folder)
