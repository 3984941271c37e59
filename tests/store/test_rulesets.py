"""A version of the rules is kept as long as something needs it, and no longer."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from finder.core.rules.advice import Level
from finder.store import intakes, rulesets, visits
from finder.store.engine import writing
from finder.store.intakes import Shared, Taken
from finder.store.purging import purge_all
from finder.store.seal import Keys
from finder.store.tables import metadata

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_what_was_kept_first_is_found_again(engine: Engine) -> None:
    with writing(engine) as connection:
        rulesets.keep(connection, "one", b"first", NOW)
        rulesets.keep(connection, "one", b"second", NOW)

        assert rulesets.find(connection, "one") == b"first"
        assert rulesets.find(connection, "two") is None


def test_a_version_is_purged_when_no_row_names_it_any_more(engine: Engine, keys: Keys) -> None:
    with writing(engine) as connection:
        for version in ("old", "new"):
            rulesets.keep(connection, version, version.encode(), NOW)
        visits.begin(connection, keys, "token", b"", "old", NOW, timedelta(hours=2))

    purge_all(engine, keys, NOW)
    with writing(engine) as connection:
        during = rulesets.find(connection, "old"), rulesets.find(connection, "new")
    purge_all(engine, keys, NOW + timedelta(hours=3))
    with writing(engine) as connection:
        after = rulesets.find(connection, "old")

    assert during == (b"old", None)
    assert after is None


def test_no_table_that_names_a_version_is_forgotten() -> None:
    naming = [table for table in metadata.tables.values() if "rules_version" in table.c]

    assert set(naming) == set(rulesets.NAMING)


def test_an_intake_keeps_its_version(engine: Engine, keys: Keys) -> None:
    shared = Shared("7KQ2M9XD4TH", b"", Level.NONE, False, "en", Taken.HOME, "old")
    with writing(engine) as connection:
        rulesets.keep(connection, "old", b"old", NOW)
        intakes.share(connection, keys, "key", shared, NOW, timedelta(days=30))

    purge_all(engine, keys, NOW + timedelta(days=1))

    with writing(engine) as connection:
        assert rulesets.find(connection, "old") == b"old"
