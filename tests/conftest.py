"""What every test may ask for: the shipped rules, and random patients."""

import shutil
from pathlib import Path

import pytest

from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load(RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rules that a test may change."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))
