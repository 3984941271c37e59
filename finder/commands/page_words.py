"""The texts of the pages from the catalog of a language, for a reviewer."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from finder.core.loading.languages import TextPair

CATALOG = Path("LC_MESSAGES", "messages.po")
ANOTHER_FORM = "(another form)"
NO_FILE = "(no file)"


def page_pairs(folder: Path, language: str) -> Iterator[TextPair]:
    """Yield each text of the pages with its translation, file by file. Yield nothing if
    there is no catalog."""
    path = folder / language / CATALOG
    if not path.exists():
        return
    with path.open("rb") as file:
        catalog = read_po(file, language)
    messages = [message for message in catalog if message.id]
    in_order = sorted(messages, key=first_file)
    for message in in_order:
        yield from pairs_of(message)


def pairs_of(message: Message) -> Iterator[TextPair]:
    """Yield each form of a message with its translation."""
    first, *others = files_of(message)
    also = also_in(others)
    english_forms = forms(message.id)
    translated_forms = forms(message.string)
    pairs = zip_longest(english_forms, translated_forms, fillvalue="")
    for english, translated in pairs:
        shown = english or ANOTHER_FORM
        yield TextPair(first, also, shown, translated)


def first_file(message: Message) -> str:
    return files_of(message)[0]


def files_of(message: Message) -> list[str]:
    """Return the files that contain a message, each once."""
    paths = [path for path, _ in message.locations]
    once = dict.fromkeys(paths)
    return list(once) or [NO_FILE]


def also_in(others: list[str]) -> str:
    """Return which other files contain a text, empty if there are none."""
    if not others:
        return ""
    first, *more = others
    if not more:
        return f"also in {first}"
    return f"also in {first} and {len(more)} more"


def forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return the forms of a message: none, one, or one for each plural form."""
    if words is None:
        return []
    if isinstance(words, str):
        return [words]
    return list(words)
