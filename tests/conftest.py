"""Fixtures for all tests: the shipped rules, and random patients."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from tests.one_clinic import Watch


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exclude everything that exists before the first test from garbage collection, and
    collect less often. Each collection scanned all modules and rules, which took a
    fifth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load(RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped rules that a test may change."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


@pytest.fixture(scope="session")
def watch() -> Iterator[Watch]:
    """Inspect every statement that any test executes."""
    found = Watch()
    event.listen(Engine, "before_execute", found.look)
    yield found
    event.remove(Engine, "before_execute", found.look)


@pytest.fixture(autouse=True)
def each_statement_keeps_to_one_clinic(watch: Watch) -> Iterator[None]:
    watch.strayed.clear()
    yield
    assert watch.strayed == []
