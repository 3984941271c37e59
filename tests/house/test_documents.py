"""The documents are correct: generated parts are up to date, links work, and nothing is
left out."""

import re
import runpy
from dataclasses import fields
from pathlib import Path

import click
import pytest

from finder.commands import main as finder_command
from finder.config import Settings
from tests.apps import make_app
from tests.house.documents import (
    DOCS,
    HOME,
    PACKAGE,
    PART,
    PARTS,
    SECRETS,
    WRITTEN_BY,
    about_page,
    attribute_docstrings,
    commands,
    documents,
    filled,
    first_sentence,
    glossary,
    page_files,
    routes,
    used_by,
)

SECTION_LINK = re.compile(r"\]\((?!https?:)([^)#]*)#([^)]+)\)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
CODE_PATH = re.compile(
    r"(?<![\w./-])(?:finder|templates|static|rules|tests|docs|deploy)/[\w./-]*\w"
)
MODULE = re.compile(r"(?<![\w./-])(?:finder|tests)(?!\.db\b)(?:\.\w+)+")
RULE_FILE = re.compile(r"[\w-]+\.(?:toml|csv|json)")
MIGRATIONS = PACKAGE / "store/migrations/versions"
MERGE_MARK = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
MOST_WORDS = 1200
"""Nobody reads more than that before the first start."""
RULES = HOME / "rules"
NAMES = [
    path.relative_to(HOME).as_posix() for path in (*documents(), RULES / "README.md")
]
MADE_LATER = {
    "translated-vi.json",
    "finder/web/translations/vi/LC_MESSAGES/messages.po",
}
"""Files that the page of the rules says how to create."""


@pytest.mark.parametrize("name", NAMES)
def test_generated_parts_are_up_to_date(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")

    assert filled(text) == text, f"{name} is out of date; run {WRITTEN_BY}"


@pytest.mark.parametrize("name", NAMES)
def test_no_document_is_half_merged(name: str) -> None:
    lines = (HOME / name).read_text(encoding="utf-8").splitlines()
    points = [line for line in lines if line.startswith("- ")]

    assert not list(filter(MERGE_MARK.match, lines))
    assert len(points) == len(set(points)), "a point stands twice"


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_path_leads_to_a_file(name: str) -> None:
    path = HOME / name
    text = path.read_text(encoding="utf-8")
    linked = [path.parent / target for target in LINK.findall(text)]
    named = [
        HOME / target
        for target in found_in_code(CODE_PATH, text)
        if target not in MADE_LATER
    ]

    assert [each for each in linked + named if not each.exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_module_in_a_document_exists(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")

    assert [
        module for module in found_in_code(MODULE, text) if not is_in_code(module)
    ] == []


def test_every_file_that_the_page_of_the_rules_names_exists() -> None:
    page = (RULES / "README.md").read_text(encoding="utf-8")
    files = [text for text in CODE.findall(page) if RULE_FILE.fullmatch(text)]

    assert len(files) > 20
    assert [
        file for file in files if not (RULES / file).exists() and file not in MADE_LATER
    ] == []


def found_in_code(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what the pattern finds in the code spans of a document."""
    spans = CODE.findall(FENCE.sub("", text))
    return [found for span in spans for found in pattern.findall(span)]


def is_in_code(name: str) -> bool:
    """Return whether a dotted name is a module, or a function or class of one."""
    path = HOME.joinpath(*name.split("."))
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    module, _, member = name.rpartition(".")
    source = HOME.joinpath(*module.split(".")).with_suffix(".py")
    if not source.exists():
        return False
    text = source.read_text(encoding="utf-8")
    return re.search(rf"^(?:def |class |){member}\b", text, re.MULTILINE) is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_link_to_a_section_leads_to_its_heading(name: str) -> None:
    path = HOME / name
    linked = [
        (path.parent / target if target else path, section)
        for target, section in SECTION_LINK.findall(path.read_text(encoding="utf-8"))
    ]

    assert [
        (target, section)
        for target, section in linked
        if section not in sections(target)
    ] == []


def sections(path: Path) -> set[str]:
    """Return the anchors of a document's headings: lowercase letters, with dashes for
    spaces."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


def test_each_generated_part_is_in_one_document() -> None:
    found = [
        part["name"]
        for path in documents()
        for part in PART.finditer(path.read_text(encoding="utf-8"))
    ]

    assert sorted(found) == sorted(PARTS)


def test_the_readme_is_short_and_leads_to_every_document() -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    linked = {(HOME / target).resolve() for target in LINK.findall(readme)}
    decisions = DOCS / "decisions/README.md"
    linked |= {
        (decisions.parent / target).resolve()
        for target in LINK.findall(decisions.read_text(encoding="utf-8"))
    }

    assert len(readme.split()) <= MOST_WORDS
    assert [
        path
        for path in documents()
        if path != HOME / "README.md" and path.resolve() not in linked
    ] == []


def test_every_setting_says_what_it_means() -> None:
    assert attribute_docstrings(Settings).keys() == {
        part.name for part in fields(Settings)
    }


def test_every_command_says_what_it_does() -> None:
    assert [
        name for name, command in commands(finder_command) if not command.help
    ] == []


def test_every_option_of_a_command_says_what_it_does() -> None:
    options = [
        (name, each)
        for name, command in commands(finder_command)
        for each in command.params
    ]

    assert [
        (name, each.name)
        for name, each in options
        if isinstance(each, click.Option) and not each.help
    ] == []


def test_every_word_of_dev_is_explained_in_its_help_and_to_contributors() -> None:
    dev = runpy.run_path(str(HOME / "dev"))
    contributing = (DOCS / "CONTRIBUTING.md").read_text(encoding="utf-8")
    explained = set(
        re.findall(r"^\| `python3 dev (\w+)` \|", contributing, re.MULTILINE)
    )

    assert [
        word
        for word in dev["FOR_DEVELOPERS"]
        if f"python3 dev {word} " not in dev["__doc__"]
    ] == []
    assert explained == {*dev["FOR_DEVELOPERS"], "help"}


def test_every_view_says_what_it_does() -> None:
    app = make_app(Settings(database="sqlite://", secret_keys=SECRETS))

    assert [
        address for address, _, _, about in routes(app) if about.startswith("`")
    ] == []


def test_every_file_of_the_pages_says_what_it_shows() -> None:
    assert [path for path in page_files() if not about_page(path)] == []


def test_every_file_of_the_pages_is_used() -> None:
    assert [path for path in page_files() if not any(used_by(path))] == []


def test_the_changelog_names_every_migration() -> None:
    changelog = (DOCS / "CHANGELOG.md").read_text(encoding="utf-8")

    assert [
        path.stem
        for path in sorted(MIGRATIONS.glob("0*.py"))
        if f"`{path.stem}`" not in changelog
    ] == []


def test_every_module_says_what_it_holds() -> None:
    modules = PACKAGE.rglob("*.py")

    assert [path for path in modules if not first_sentence(path)] == []


def test_the_rules_page_names_every_file_of_the_rules() -> None:
    page = (HOME / "rules/README.md").read_text(encoding="utf-8")

    assert [
        path.name
        for path in (HOME / "rules").iterdir()
        if f"`{path.name}`" not in page and path.suffix != ".md"
    ] == []


def test_no_word_of_the_glossary_stands_for_two_things() -> None:
    entries = glossary()
    instead = [
        word for entry in entries.values() for word in entry.get("instead_of", ())
    ]

    assert set(instead).isdisjoint(entries)
    assert len(instead) == len(set(instead))
    assert list(
        (DOCS / "words.md").read_text(encoding="utf-8").split("**")[1::2]
    ) == list(entries)
