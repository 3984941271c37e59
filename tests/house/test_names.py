"""Names follow the glossary: none is a replaced word, and none has two meanings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.documents import HOME, PACKAGE, STATIC, TEMPLATES, documents, glossary

TESTS = HOME / "tests"
MIGRATIONS = PACKAGE / "store/migrations/versions"
"""Their names are stored in databases."""
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
VERBS = frozenset({"kept", "told", "given", "running", "standing", "locked", "taking"})
"""Replaced words that a heading may use as verbs."""
OTHER_SENSES = frozenset({"places"})
"""Replaced words that a local variable may use in another sense, such as places where
it hurts."""
OTHER_SENSES_IN_TESTS = frozenset(
    {"given", "responses", "tries", "locked", "case", "offer"}
)
"""Replaced words that a test may use in another sense, such as the responses of
several requests."""
SAME_THING = {"Answers"}
"""Types that several packages define and that are the same."""


@cache
def replaced() -> dict[str, str]:
    """Return the words that the glossary replaces, each with the word to use."""
    return {
        old: word
        for word, entry in glossary().items()
        for old in entry.get("instead_of", ())
    }


def misnamed(name: str, but: frozenset[str] = frozenset()) -> list[str]:
    """Return what is wrong with a name: each replaced word in it, and the word to
    use."""
    words = " ".join(part.lower() for part in PARTS.findall(name))
    wrong = {
        old: word
        for old, word in replaced().items()
        if old not in but and f" {old} " in f" {words} "
    }
    return [f"{name}: say {word}, not {old}" for old, word in wrong.items()]


def modules(*rooms: Path) -> list[Path]:
    return [
        path
        for room in rooms
        for path in sorted(room.rglob("*.py"))
        if MIGRATIONS not in path.parents
    ]


def defined(path: Path) -> Iterator[str]:
    """Yield the names of classes, functions and parameters in a file, except those of
    tests, which are sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) or (
            isinstance(node, ast.FunctionDef) and not node.name.startswith("test_")
        ):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def variables(path: Path) -> Iterator[str]:
    """Yield the local variables of the functions in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in [node for function in functions for node in ast.walk(function)]:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@pytest.mark.parametrize(
    "path", modules(PACKAGE, TESTS), ids=lambda path: path.relative_to(HOME).as_posix()
)
def test_names_in_code_follow_the_glossary(path: Path) -> None:
    assert [
        wrong for name in {path.stem, *defined(path)} for wrong in misnamed(name)
    ] == []


@pytest.mark.parametrize(
    "path", modules(PACKAGE, TESTS), ids=lambda path: path.relative_to(HOME).as_posix()
)
def test_local_variables_follow_the_glossary(path: Path) -> None:
    is_test = path.is_relative_to(TESTS)
    other_senses = OTHER_SENSES | OTHER_SENSES_IN_TESTS if is_test else OTHER_SENSES

    assert [
        wrong
        for name in sorted(set(variables(path)))
        for wrong in misnamed(name, other_senses)
    ] == []


def test_names_of_templates_and_static_files_follow_the_glossary() -> None:
    files = [
        path
        for room in (TEMPLATES, STATIC)
        for path in room.rglob("*")
        if path.is_file()
    ]

    assert [
        wrong for path in files for wrong in misnamed(path.relative_to(HOME).as_posix())
    ] == []


def test_headings_of_documents_follow_the_glossary() -> None:
    headings = [
        heading
        for path in documents()
        for heading in HEADING.findall(path.read_text(encoding="utf-8"))
    ]

    assert [wrong for heading in headings for wrong in misnamed(heading, VERBS)] == []


def test_a_replaced_word_is_found_in_every_kind_of_name(tmp_path: Path) -> None:
    planted = tmp_path / "kiosk_page.py"
    planted.write_text(
        "class KioskPage:\n    def given(self, all_told: int) -> None: ...\n",
        encoding="utf-8",
    )

    names = sorted({planted.stem, *defined(planted)})

    assert [misnamed(name) for name in names] == [
        ["KioskPage: say tablet, not kiosk"],
        ["all_told: say patient answers, not told"],
        ["given: say intake content, not given"],
        ["kiosk_page: say tablet, not kiosk"],
        [],
    ]


def test_a_replaced_word_is_found_in_a_local_variable(tmp_path: Path) -> None:
    planted = tmp_path / "page.py"
    planted.write_text(
        "def f():\n    kept = 1\n    for told in (): kept = told\n", encoding="utf-8"
    )

    names = sorted(set(variables(planted)))

    assert [misnamed(name) for name in names] == [
        ["kept: say stored assessment, not kept"],
        ["told: say patient answers, not told"],
    ]


def test_no_class_name_means_two_things() -> None:
    places: dict[str, list[str]] = {}
    for path in modules(PACKAGE):
        for name in classes(path):
            places.setdefault(name, []).append(path.relative_to(HOME).as_posix())

    assert {
        name: found
        for name, found in places.items()
        if len(found) > 1 and name not in SAME_THING
    } == {}


def classes(path: Path) -> Iterator[str]:
    """Yield the classes and the named types of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            targets = [
                target.id for target in node.targets if isinstance(target, ast.Name)
            ]
            yield from (
                name for name in targets if re.fullmatch("[A-Z]+[a-z][A-Za-z]*", name)
            )
