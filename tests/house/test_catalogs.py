"""The translation catalogs match the sources, and the compiled ones match the
catalogs."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.house.catalogs import (
    as_mo,
    as_po,
    catalogs,
    language_of,
    messages,
    missing,
    read,
    sources,
    updated,
)

found = cache(sources)
each_catalog = pytest.mark.parametrize("path", catalogs(), ids=language_of)


@each_catalog
def test_a_catalog_holds_the_words_of_the_sources(path: Path) -> None:
    assert path.read_bytes() == as_po(updated(path, found())), "run python3 dev words"


@each_catalog
def test_a_complete_catalog_is_compiled_and_no_other(path: Path) -> None:
    compiled, catalog = path.with_suffix(".mo"), read(path)

    assert compiled.exists() == (not missing(catalog))
    assert not compiled.exists() or compiled.read_bytes() == as_mo(catalog), (
        "run python3 dev words"
    )


@each_catalog
def test_no_translation_is_a_guess_or_loses_a_value(path: Path) -> None:
    catalog = read(path)

    assert not [message.id for message in messages(catalog) if message.fuzzy]
    assert not [
        (message.id, errors)
        for message, errors in catalog.check()
        if message.string and any_words(message)
    ]
    assert not catalog.obsolete


def any_words(message: object) -> bool:
    string = getattr(message, "string", "")
    return any(string) if isinstance(string, tuple | list) else bool(string)


def test_the_sources_are_read() -> None:
    words = {message.id for message in messages(found())}

    assert {
        "Continue",
        "Choose one answer.",
        ("%(num)d day", "%(num)d days"),
        "opened the intake",
    } <= words


def test_a_catalog_keeps_what_is_known_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "es" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    known = Catalog("es")
    known.add("Continue", "Continuar")
    known.add("Nobody says this any more", "Nadie dice esto")
    path.write_bytes(as_po(known))
    catalog = updated(path, found())

    assert catalog["Continue"].string == "Continuar"
    assert "Nobody says this any more" not in catalog
    assert len(missing(catalog)) == len(messages(catalog)) - 1
