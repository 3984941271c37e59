"""Lines stay short: a ceiling on tokens per line and on branches, which is only ever
lowered."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import mean

import pytest

from tests.house.documents import PACKAGE

LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENDMARKER,
}
BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.While,
    ast.ExceptHandler,
    ast.comprehension,
    ast.BoolOp,
    ast.match_case,
)
LEAST_LINES = 20
"""Shorter files are not measured."""
MOST_TOKENS, MOST_BRANCHES = 9.7, 3.8
"""The most tokens a line, and branches in ten lines of functions, of any file."""
DENSEST_TOKENS, DENSEST_BRANCHES = 9.4, 3.6
"""The means of the ten densest files. Lower them when a dense file is simplified."""
MEAN_TOKENS, MEAN_BRANCHES = 7.8, 2.2
"""The means of all files."""
SLACK = 0.3


@cache
def measured() -> list[Path]:
    migrations = PACKAGE / "store/migrations"
    files = (path for path in PACKAGE.rglob("*.py") if migrations not in path.parents)
    return sorted(path for path in files if len(tokens_by_line(path)) >= LEAST_LINES)


@cache
def tokens_by_line(path: Path) -> dict[int, int]:
    """Return the number of tokens in each line of code. Docstrings and imports do not
    count."""
    text = path.read_text(encoding="utf-8")
    left_out = set(lines_left_out(ast.parse(text)))
    found: dict[int, int] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type not in LAYOUT and line not in left_out:
            found[line] = found.get(line, 0) + 1
    return found


def lines_left_out(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_text or isinstance(node, ast.Import | ast.ImportFrom):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)  # type: ignore[attr-defined]


def tokens_a_line(path: Path) -> float:
    return mean(tokens_by_line(path).values())


def branches_per_ten(path: Path) -> float:
    """Return the number of branches per ten lines of functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    spans = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1) for node in functions
    ]
    inside = {line for span in spans for line in span} & tokens_by_line(path).keys()
    nodes = {node for function in functions for node in ast.walk(function)}
    branches = sum(isinstance(node, BRANCHES) for node in nodes)
    return 10 * branches / max(len(inside), 1)


@pytest.mark.parametrize(
    ("measure", "most", "most_on_average"),
    [
        (tokens_a_line, MOST_TOKENS, MEAN_TOKENS),
        (branches_per_ten, MOST_BRANCHES, MEAN_BRANCHES),
    ],
    ids=["tokens", "branches"],
)
def test_no_file_is_dense(
    measure: Callable[[Path], float], most: float, most_on_average: float
) -> None:
    densities = {path: measure(path) for path in measured()}

    assert mean(densities.values()) <= most_on_average
    assert {path: each for path, each in densities.items() if each > most} == {}


@pytest.mark.parametrize(
    ("measure", "ceiling"),
    [(tokens_a_line, DENSEST_TOKENS), (branches_per_ten, DENSEST_BRANCHES)],
    ids=["tokens", "branches"],
)
def test_the_densest_files_do_not_get_denser(
    measure: Callable[[Path], float], ceiling: float
) -> None:
    densest = sorted(map(measure, measured()))[-10:]

    assert mean(densest) <= ceiling
    assert mean(densest) > ceiling - SLACK, "lower the ceiling, so that it only falls"


def test_a_dense_line_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "dense.py"
    file.write_text(
        'def f(a):\n    """Text."""\n    return a if a else [b for b in a if b]\n',
        encoding="utf-8",
    )

    assert tokens_a_line(file) == (6 + 14) / 2
    assert branches_per_ten(file) == 10 * 2 / 2
