"""A version of the rules is stored as long as something needs it, and no longer."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from finder.core.rules.advice import Level
from finder.store import intake_sharing, rulesets, visits
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.tables import metadata
from finder.store.transaction import Database
from tests.store.keys import KEYS

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_stored_version_is_found_again(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOW) as transaction:
        rulesets.keep(transaction, "one", b"first")
        rulesets.keep(transaction, "one", b"second")

        assert rulesets.is_stored(transaction, "one")
        assert not rulesets.is_stored(transaction, "two")
        assert rulesets.find(transaction, "one") == b"first"
        assert rulesets.find(transaction, "two") is None


def test_a_version_is_purged_when_no_row_names_it_any_more(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        for version in ("old", "new"):
            rulesets.keep(transaction, version, version.encode())
        visits.begin(transaction, "token", b"", "old", timedelta(hours=2))

    purge_all(Database(engine, keys), NOW)
    with Database(engine, keys).writing(NOW) as transaction:
        during = rulesets.find(transaction, "old"), rulesets.find(transaction, "new")
    purge_all(Database(engine, keys), NOW + timedelta(hours=3))
    with Database(engine, keys).writing(NOW) as transaction:
        after = rulesets.find(transaction, "old")

    assert during == (b"old", None)
    assert after is None


def test_no_table_that_names_a_version_is_forgotten() -> None:
    naming = [table for table in metadata.tables.values() if "rules_version" in table.c]

    assert set(naming) == set(rulesets.NAMING)


def test_an_intake_keeps_its_version(engine: Engine, keys: Keys) -> None:
    shared = Shared("7KQ2M9XD4TH", b"", Level.NONE, False, "en", FilledIn.HOME, "old")
    with Database(engine, keys).writing(NOW) as transaction:
        rulesets.keep(transaction, "old", b"old")
        intake_sharing.share(transaction, "key", shared, timedelta(days=30))

    purge_all(Database(engine, keys), NOW + timedelta(days=1))

    with Database(engine, keys).writing(NOW) as transaction:
        assert rulesets.find(transaction, "old") == b"old"
