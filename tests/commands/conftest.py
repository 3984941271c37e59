"""A server of its own for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.starting import Start, starting


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server in a folder of its own, and gives its address; at the end it must stop when asked to."""
    with starting(tmp_path) as started:
        yield started
