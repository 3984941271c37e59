"""A separate server for each test that needs one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.starting import Start, starting


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Yield a function that starts a server in a temporary folder and returns its
    address. At the end, the server must stop when asked to."""
    with starting(tmp_path) as started:
        yield started
