"""What every test may ask for: the shipped rules, and random patients."""

import pytest

from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.places import RULES


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load(RULES)
