"""What every test may ask for: the shipped rules, and random patients."""

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
    """Leave what is there before the first test out of the rounds of the garbage collector, and let it come by seldom.
    Each round looks through all modules and rules, which took a fifth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load(RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules that a test may change."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


@pytest.fixture(scope="session")
def watch() -> Iterator[Watch]:
    """Looks at every statement of every test."""
    found = Watch()
    event.listen(Engine, "before_execute", found.look)
    yield found
    event.remove(Engine, "before_execute", found.look)


@pytest.fixture(autouse=True)
def each_statement_keeps_to_one_clinic(watch: Watch) -> Iterator[None]:
    watch.strayed.clear()
    yield
    assert watch.strayed == []
