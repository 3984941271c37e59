"""Pages that a reload shows again: sealed, found only by their token, and deleted when
they expire."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from finder.store import reloadable_pages
from finder.store.engine import reading, writing
from finder.store.purging import purge_all
from finder.store.seal import Keys, Tampered
from finder.store.tables import page_shown
from finder.store.transaction import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
END = NOON + timedelta(minutes=15)


def keep(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        reloadable_pages.keep(transaction, "token", b"the code", END)


def look(
    engine: Engine, keys: Keys, token: str = "token", now: datetime = NOON
) -> bytes | None:
    with Database(engine, keys).reading(now) as transaction:
        return reloadable_pages.find(transaction, token)


def stored_visit_count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(page_shown)) or 0


def test_a_page_is_found_by_its_token_until_its_time_is_over(
    engine: Engine, keys: Keys
) -> None:
    keep(engine, keys)

    assert look(engine, keys) == b"the code"
    assert look(engine, keys, now=END) is None
    assert look(engine, keys, "another token") is None


def test_a_page_that_is_no_longer_needed_is_deleted(engine: Engine, keys: Keys) -> None:
    keep(engine, keys)

    with Database(engine, keys).writing(NOON) as transaction:
        reloadable_pages.end(transaction, "token")

    assert stored_visit_count(engine) == 0


def test_the_purge_deletes_pages_whose_time_is_over(engine: Engine, keys: Keys) -> None:
    keep(engine, keys)

    purge_all(Database(engine, keys), NOON)
    assert stored_visit_count(engine) == 1
    purge_all(Database(engine, keys), END)
    assert stored_visit_count(engine) == 0


def test_a_changed_page_cannot_be_decrypted(engine: Engine, keys: Keys) -> None:
    keep(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(page_shown).values(sealed=b"changed by somebody"))

    with pytest.raises(Tampered):
        look(engine, keys)
