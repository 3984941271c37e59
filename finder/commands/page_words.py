"""The texts of the pages from the catalog of a language, for a reviewer."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from finder.core.loading.languages import TextPair

CATALOG = Path("LC_MESSAGES", "messages.po")


def page_pairs(folder: Path, language: str) -> Iterator[TextPair]:
    """Yield each text of the pages with its translation, file by file. Yield nothing if
    there is no catalog."""
    path = folder / language / CATALOG
    if not path.exists():
        return
    with path.open("rb") as opened:
        catalog = read_po(opened, language)
    messages = [message for message in catalog if message.id]
    for message in sorted(messages, key=first_file):
        yield from pairs_of(message)


def pairs_of(message: Message) -> Iterator[TextPair]:
    """Yield each form of a message with its translation."""
    first, *others = files_of(message)
    also = also_in(others)
    english_forms = texts(message.id)
    other_forms = texts(message.string)
    for english, other in zip_longest(english_forms, other_forms, fillvalue=""):
        yield TextPair(first, also, english or "(another form)", other)


def first_file(message: Message) -> str:
    return files_of(message)[0]


def files_of(message: Message) -> list[str]:
    """Return the files that contain a message."""
    found = dict.fromkeys(path for path, _ in message.locations)
    return list(found) or ["(no file)"]


def also_in(others: list[str]) -> str:
    """Return which other files contain a text, empty if there are none."""
    if not others:
        return ""
    more = f" and {len(others) - 1} more" if others[1:] else ""
    return f"also in {others[0]}{more}"


def texts(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return the forms of a message: one, or one for each plural form."""
    if isinstance(words, tuple | list):
        return [*words]
    return [words or ""]
