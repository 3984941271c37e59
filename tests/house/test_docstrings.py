"""Docstrings of functions begin with a verb, as in "Return the seconds left, 0 if
none."."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.documents import PACKAGE

NO_VERBS = {
    "a", "all", "an", "any", "as", "between", "both", "by", "each", "every", "everything", "for", "how", "it", "its",
    "no", "nobody", "none", "nothing", "one", "only", "other", "raises", "returns", "something", "such", "that", "the",
    "their", "these", "they", "this", "those", "two", "what", "whatever", "when", "where", "whether", "which", "who",
    "whoever", "why", "with", "without", "yields",
}  # fmt: skip
"""Words that begin a fragment or a description. A docstring says what a function does,
as a command."""
READ = ("core", "store", "web")


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring of a function, and its place."""

    path: Path
    name: str
    text: str


def docstrings(room: str) -> Iterator[Docstring]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not is_property(node):
                text = ast.get_docstring(node)
                if text:
                    yield Docstring(path, node.name, text)


def is_property(function: ast.FunctionDef) -> bool:
    """Return whether a function is a property. Its docstring names the value."""
    return any("property" in ast.unparse(each) for each in function.decorator_list)


@pytest.mark.parametrize("room", READ)
def test_docstring_begins_with_a_verb(room: str) -> None:
    wrong = [
        f"{each.path.name}: {each.name}: {each.text}"
        for each in docstrings(room)
        if not begins_with_verb(each)
    ]

    assert wrong == []


def begins_with_verb(docstring: Docstring) -> bool:
    first = docstring.text.split()[0].rstrip(",.;:").lower()
    return first.isalpha() and first not in NO_VERBS
