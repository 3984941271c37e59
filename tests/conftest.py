"""What every test may ask for: the shipped rules, and random patients."""

import pytest

from finder.core.knowledge import Ruleset
from finder.core.load import load
from finder.places import RULES


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load(RULES)
