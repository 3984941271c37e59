"""The documents stay true: generated parts are up to date, links lead somewhere, and nothing is left out."""

import re
from dataclasses import fields

import pytest

from finder.commands import main as finder_command
from finder.config import Settings
from tests.house.documents import (
    DOCS,
    HOME,
    PACKAGE,
    WRITTEN_BY,
    attribute_docstrings,
    commands,
    documents,
    filled,
    first_sentence,
    glossary,
)

LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
CODE_PATH = re.compile(r"`((?:finder|templates|static|rules|tests|docs)/[\w./-]*\w)`")
NAMES = [path.relative_to(HOME).as_posix() for path in documents()]


@pytest.mark.parametrize("name", NAMES)
def test_generated_parts_are_up_to_date(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")

    assert filled(text) == text, f"{name} is out of date; run {WRITTEN_BY}"


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_path_leads_to_a_file(name: str) -> None:
    path = HOME / name
    text = path.read_text(encoding="utf-8")
    linked = [path.parent / target for target in LINK.findall(text)]
    named = [HOME / target for target in CODE_PATH.findall(text)]

    assert [each for each in linked + named if not each.exists()] == []


def test_every_setting_says_what_it_means() -> None:
    assert attribute_docstrings(Settings).keys() == {part.name for part in fields(Settings)}


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in commands(finder_command) if not command.help] == []


def test_every_module_says_what_it_holds() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path.name not in {"__init__.py", "__main__.py"}]

    assert [path for path in modules if not first_sentence(path)] == []


def test_the_rules_page_names_every_file_of_the_rules() -> None:
    page = (HOME / "rules/README.md").read_text(encoding="utf-8")

    assert [
        path.name for path in (HOME / "rules").iterdir() if f"`{path.name}`" not in page and path.suffix != ".md"
    ] == []


def test_no_word_of_the_glossary_stands_for_two_things() -> None:
    entries = glossary()
    instead = [word for entry in entries.values() for word in entry.get("instead_of", ())]

    assert set(instead).isdisjoint(entries)
    assert len(instead) == len(set(instead))
    assert list((DOCS / "words.md").read_text(encoding="utf-8").split("**")[1::2]) == list(entries)
