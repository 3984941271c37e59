"""The translation catalogs. `python3 dev words` updates them, and `python3 dev words
start es` creates the catalog of a language.

It reads the sources, writes each `messages.po`, and compiles complete ones to
`messages.mo`. The app offers a language only if that file exists.
"""

import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from finder.paths import TRANSLATIONS

HOME = Path(__file__).parents[2]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "Sentence": None,
}
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# The words of the pages in another language. `python3 dev words` renews it."
WIDTH = 100
LEFT_OUT = (
    b'"Project-Id-Version',
    b'"Report-Msgid',
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
"""Header lines that are irrelevant to the translations."""


def sources() -> Catalog:
    """Return every message of templates and code, without a translation."""
    mapping = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))[
        "tool"
    ]["babel"]["mappings"]
    catalog = empty(None)
    for part in mapping:
        options = {
            name: value
            for name, value in part.items()
            if name not in {"method", "pattern"}
        }
        found = extract_from_dir(
            HOME,
            [(part["pattern"], part["method"])],
            {part["pattern"]: options},
            KEYWORDS,
            ("Translators:",),
        )
        for path, _, words, comments, context in sorted(
            found, key=lambda message: message[0]
        ):
            catalog.add(
                words, None, [(path, 0)], auto_comments=comments, context=context
            )
    return catalog


def empty(language: str | None) -> Catalog:
    return Catalog(
        language,
        header_comment=HEADER,
        creation_date=ALWAYS,
        revision_date=ALWAYS,
        fuzzy=False,
    )


def catalogs() -> list[Path]:
    """Return the catalog of each language that has one."""
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def language_of(path: Path) -> str:
    return path.parts[-3]


def read(path: Path) -> Catalog:
    with path.open("rb") as opened:
        return read_po(opened, language_of(path))


def updated(path: Path, found: Catalog) -> Catalog:
    """Return a catalog with the messages of the sources and their known
    translations."""
    known, fresh = (
        read(path) if path.exists() else empty(language_of(path)),
        empty(language_of(path)),
    )
    for message in messages(found):
        before = known.get(message.id, message.context)
        words = before.string if before and not before.fuzzy else ""
        fresh.add(
            message.id,
            words,
            message.locations,
            context=message.context,
            flags=message.flags - {"fuzzy"},
        )
    return fresh


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def missing(catalog: Catalog) -> list[str]:
    """Return the messages without a translation."""
    return [
        str(message.id) for message in messages(catalog) if not is_translated(message)
    ]


def is_translated(message: Message) -> bool:
    several = (
        message.string if isinstance(message.string, list | tuple) else [message.string]
    )
    return all(several) and not message.fuzzy


def as_po(catalog: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, sort_output=True, include_lineno=False)
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(LEFT_OUT))


def as_mo(catalog: Catalog) -> bytes:
    written = BytesIO()
    known = read_po(BytesIO(as_po(catalog)), str(catalog.locale))
    known.creation_date = known.revision_date = ALWAYS
    write_mo(written, known)
    return written.getvalue()


def renew() -> Iterator[str]:
    """Update every catalog, and yield a line about each."""
    found = sources()
    for path in catalogs():
        catalog = updated(path, found)
        path.write_bytes(as_po(catalog))
        compiled, open_words = path.with_suffix(".mo"), missing(catalog)
        if open_words:
            compiled.unlink(missing_ok=True)
            yield f"{language_of(path)}: {len(open_words)} of {len(messages(catalog))} messages have no translation"
        else:
            compiled.write_bytes(as_mo(catalog))
            yield f"{language_of(path)}: complete, {len(messages(catalog))} messages"


def start(language: str) -> None:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(as_po(updated(path, sources())))


if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:
        start(sys.argv[2])
    for line in renew():
        print(line)
