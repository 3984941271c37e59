"""`finder rules language`: begin a language, count the missing texts, and show them
next to English."""

import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

import click

from finder.commands.page_words import page_pairs
from finder.commands.replacing import replace_text
from finder.commands.resources import settings
from finder.core.loading.english_texts import ENGLISH, NO_LANGUAGES, text_files
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.language_start import with_texts
from finder.core.loading.languages import TextPair, begun, count, missing, pairs
from finder.core.loading.load import load
from finder.core.loading.reading import Reading
from finder.core.loading.reworded import accepted, file_of, reworded
from finder.core.loading.toml_table import LANGUAGE
from finder.paper.glyphs import UNPRINTABLE, unprintable

SHOWN = 20
"""The most missing texts or characters that the status names."""
MISSING = "(missing)"
GAP, LEAST = "  ", 60


@click.group("language")
def rules_language() -> None:
    """Begin a language of the rules, and see what is missing."""


@rules_language.command("start")
@click.argument("language")
def start(language: str) -> None:
    """Write an empty text next to each English one. The language stays off until all
    texts are written."""
    if (
        not LANGUAGE.fullmatch(language)
        or language in NO_LANGUAGES
        or language == ENGLISH
    ):
        raise click.ClickException(
            f"{language} is not a language code; write two letters, such as es or vi"
        )
    folder = settings().rules
    reading = Reading(folder, ENGLISH)
    before = {file: reading.text(file) for file in text_files(folder)}
    reading.finish()
    after = {file: with_texts(text, language) for file, text in before.items()}
    for file, text in after.items():
        tomllib.loads(text)
        if text != before[file]:
            replace_text(folder / file, text)
    click.echo(
        f"{language}: {count(folder)} texts to write; `finder rules language status` counts those missing."
    )


@rules_language.command("accept")
@click.argument("language")
def accept(language: str) -> None:
    """Accept that each translation fits its current English. `status` then names texts
    whose English changes later."""
    folder = settings().rules
    if language not in begun(folder):
        raise click.ClickException(
            f"no text is written in {language}; `finder rules language status` lists languages"
        )
    again = [*reworded(folder, language)]
    replace_text(folder / file_of(language), accepted(folder))
    click.echo(
        f"{language}: accepted {count(folder)} texts, {len(again)} of them new or reworded."
    )


def state_of_rewording(folder: Path, language: str) -> Iterator[str]:
    """Yield the texts whose English was reworded after their translation was
    accepted."""
    again = [*reworded(folder, language)]
    yield from (f"    {each}" for each in again[:SHOWN])
    if again:
        yield (
            f"{language}: texts to look at again: {len(again)}; "
            f"`finder rules language accept {language}` confirms all of them."
        )


@rules_language.command("status")
def status() -> None:
    """Count the texts that each language lacks. Name reworded texts, and characters
    that no sheet can print."""
    folder = settings().rules
    if not begun(folder):
        click.echo(
            "The rules are in English only; `finder rules language start es` starts Spanish."
        )
    for language in begun(folder):
        for line in state_of_language(folder, settings().translations, language):
            click.echo(line)


def state_of_language(folder: Path, translations: Path, language: str) -> Iterator[str]:
    """Yield the state of a language: whether it is complete, what it lacks, and what
    the sheet cannot print."""
    total = count(folder)
    if open_texts := list(missing(Reading(folder, language))):
        yield f"{language}: off, {len(open_texts)} of {total} texts are missing or wrong"
        yield from (f"    {each}" for each in open_texts[:SHOWN])
    else:
        try:
            load(folder, language, settings().numbers)
        except BrokenRules as error:
            yield f"{language}: off, because these texts cannot be used\n{error}"
        else:
            yield f"{language}: complete, {total} texts"
    if lost := unprintable(
        "".join(pair.other for pair in every_pair(folder, translations, language))
    ):
        yield (
            f"    The typeface of the sheet has no {' '.join(lost[:SHOWN])}{' ...' if len(lost) > SHOWN else ''}: "
            f"sheets in this language print {UNPRINTABLE} in their place."
        )
    yield from state_of_rewording(folder, language)


def every_pair(folder: Path, translations: Path, language: str) -> Iterator[TextPair]:
    """Yield every text of the rules, then of the pages, with the same text in another
    language."""
    yield from pairs(folder, language)
    yield from page_pairs(translations, language)


def side_by_side(
    folder: Path, translations: Path, language: str, width: int
) -> Iterator[str]:
    """Yield every text of the rules, then of the pages, with the same text in another
    language.

    `width` is the width of the terminal, 0 to print one text below the other. Raises
    ClickException if the language has not begun.
    """
    if language not in begun(folder):
        raise click.ClickException(
            f"{language} has not been started; `finder rules language start {language}` starts it"
        )
    file = ""
    for pair in every_pair(folder, translations, language):
        if pair.file != file:
            file = pair.file
            yield f"== {file}"
        if pair.place:
            yield pair.place
        cells = (pair.english, pair.other or MISSING)
        if width:
            yield from columns(cells, (max(width, LEAST) - len(GAP)) // 2)
        else:
            yield from (f"    {cell}" for cell in cells)


def columns(cells: tuple[str, str], size: int) -> Iterator[str]:
    wrapped = [wrap(cell, size) for cell in cells]
    for left, right in zip_longest(*wrapped, fillvalue=""):
        yield f"{left.ljust(size)}{GAP}{right}".rstrip()
