"""All intakes, and those of a day. One that cannot be decrypted hides none of the
others."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from finder.core.rules.advice import Level
from finder.store import intake_export, intake_sharing
from finder.store.desk_tables import intake
from finder.store.engine import writing
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.seal import Keys
from finder.store.transaction import Database

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY, MONTH = timedelta(days=1), timedelta(days=30)


def share(
    engine: Engine, keys: Keys, name: str, when: datetime, lasts: timedelta = MONTH
) -> None:
    given = Shared(
        f"REF{name}",
        f"told {name}".encode(),
        Level.SOON,
        False,
        "en",
        FilledIn.HOME,
        "1",
    )
    with Database(engine, keys).writing(when) as transaction:
        intake_sharing.share(transaction, name, given, lasts)


def test_every_stored_intake_is_exported_oldest_first(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "a", NOON)
    share(engine, keys, "b", NOON + DAY)
    share(engine, keys, "over", NOON, DAY)

    with Database(engine, keys).reading(NOON + DAY) as transaction:
        found = list(intake_export.all_intakes(transaction))

    assert [
        (line.reference, whole.payload if whole else b"") for line, whole in found
    ] == [
        ("REFa", b"told a"),
        ("REFb", b"told b"),
    ]


def test_an_intake_that_cannot_be_decrypted_has_only_its_line(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "a", NOON)
    share(engine, keys, "b", NOON)
    with writing(engine) as connection:
        connection.execute(
            update(intake).where(intake.c.key == "a").values(label_sealed=b"changed")
        )

    with Database(engine, keys).reading(NOON) as transaction:
        (damaged, nothing), (line, whole) = intake_export.all_intakes(transaction)

    assert (damaged.key, damaged.reference, nothing) == ("a", "", None)
    assert line.reference == "REFb"
    assert whole is not None


def test_the_lines_of_a_day_are_those_shared_on_it(engine: Engine, keys: Keys) -> None:
    for name, when in (
        ("before", NOON - DAY),
        ("first", NOON),
        ("second", NOON + timedelta(hours=1)),
    ):
        share(engine, keys, name, when)
    share(engine, keys, "next", NOON + DAY)

    with Database(engine, keys).reading(NOON + DAY) as transaction:
        found = intake_export.between(transaction, NOON, NOON + DAY)

    assert [line.key for line in found] == ["first", "second"]
