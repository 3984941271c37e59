"""A made-up language. Every word is about 40 % longer and has an accent, so that a
remaining English word stands out. It uses the code of a language that the app is not
translated into."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from finder.core.loading.english_texts import text_files
from finder.core.loading.language_start import with_texts
from finder.paths import RULES
from tests.house.catalogs import as_mo, empty, messages, sources

MADE_UP, LEFTWARD = "eo", "he"
ACCENTS = str.maketrans("aeiouAEIOUncy", "áéíóúÁÉÍÓÚñçý")
LONGER = "áéíóúáéíóú"
APART = re.compile(r"(%\(\w+\)[sdr]|%%|\{\w*\}|<[^>]*>|https?://\S+|\w+@\S+|\\.)")
"""Parts that stay unchanged: placeholders, tags, addresses."""
WORD = re.compile(r"[^\W\d_]{2,}")


def made_up(text: str) -> str:
    """Return the text in the made-up language."""
    parts = APART.split(text)
    return "".join(
        part if number % 2 else WORD.sub(longer, part)
        for number, part in enumerate(parts)
    )


def longer(found: re.Match[str]) -> str:
    word = found[0]
    if word.isupper():
        return word.translate(ACCENTS) + "É"
    return word.translate(ACCENTS) + LONGER[: max(1, round(len(word) * 0.4))]


def write_rules(
    folder: Path, language: str, write: Callable[[str], str] = made_up
) -> None:
    """Add every text of a rules folder in another language."""
    for file in text_files(folder):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(
            with_texts(without(text, language), language, write), encoding="utf-8"
        )


def without(text: str, language: str) -> str:
    """Return a file of the rules without its texts in a language."""
    key = rf"(?:[\w.]*[_.])?{language} *= "
    text = re.sub(rf'(?ms)^{key}(?:"[^\n]*"|\[.*?\])\n', "", text)
    return re.sub(rf', {key}"(?:[^"\\]|\\.)*"', "", text)


@cache
def compiled(language: str) -> bytes:
    """Return the catalog of the pages' words in the made-up language."""
    catalog = empty(language)
    for message in messages(sources()):
        words = message.id if isinstance(message.id, tuple) else (str(message.id),)
        written = tuple(map(made_up, words))
        plurals = (written * catalog.num_plurals)[: catalog.num_plurals]
        catalog.add(
            message.id,
            plurals if len(words) > 1 else written[0],
            context=message.context,
            flags=message.flags,
        )
    return as_mo(catalog)


def make_language(folder: Path, language: str = MADE_UP) -> tuple[Path, Path]:
    """Return a folder of rules and a folder of catalogs that are complete in the
    language."""
    rules, translations = folder / "rules", folder / "translations"
    if not rules.exists():
        shutil.copytree(RULES, rules)
    write_rules(rules, language)
    catalog = translations / language / "LC_MESSAGES" / "messages.mo"
    catalog.parent.mkdir(parents=True)
    catalog.write_bytes(compiled(language))
    return rules, translations
