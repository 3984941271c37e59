"""Every test of the store runs on both engines. One PostgreSQL server serves the whole
run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from finder.store.engine import open_database
from finder.store.seal import Keys
from tests.migrated import drop_tables, make_tables
from tests.postgresql import needed
from tests.postgresql import postgresql as started
from tests.store.keys import KEYS


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Yield the address of an empty PostgreSQL server, started only for this run."""
    needed()
    with started() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/finder.db"
    found: str = request.getfixturevalue("postgresql")
    engine = open_database(found)
    drop_tables(engine)
    engine.dispose()
    return found


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    """Yield a function that opens a database with a short timeout, until the end of the
    test."""
    with ExitStack() as at_the_end:

        def opened(address: str) -> Engine:
            found = open_database(address, patience=1)
            at_the_end.callback(found.dispose)
            return found

        yield opened


@pytest.fixture
def engine(opened: Callable[[str], Engine], address: str) -> Engine:
    """Return a database with its tables."""
    found = opened(address)
    make_tables(found)
    return found


@pytest.fixture
def sqlite(opened: Callable[[str], Engine], tmp_path: Path) -> Engine:
    found = opened(f"sqlite:///{tmp_path}/data/finder.db")
    make_tables(found)
    return found


@pytest.fixture(scope="session")
def keys() -> Keys:
    return KEYS
