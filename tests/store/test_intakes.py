import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError

from finder.core.rules.advice import Level
from finder.store import (
    audit,
    audit_check,
    intake_changes,
    intake_sharing,
    intakes,
    queue,
    references,
    visits,
)
from finder.store.acts import Act
from finder.store.desk_tables import intake
from finder.store.engine import DatabaseAway, reading, writing
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn, Intake, IntakeState
from finder.store.purging import NotAllPurged, Purged, purge_all
from finder.store.queue import COUNTED, QueueFilter
from finder.store.seal import Keys, Tampered
from finder.store.transaction import Database
from tests.store.test_visits import every_byte

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MONTH = 30 * DAY
REFERENCE = "7KQ2M9XD4TH"


def shared_intake(
    reference: str = REFERENCE,
    level: Level = Level.NONE,
    *,
    crisis: bool = False,
    **more: object,
) -> Shared:
    fields = {
        "payload": b"my back hurts",
        "language": "en",
        "taken": FilledIn.HOME,
        "rules_version": "v1",
        **more,
    }
    return Shared(reference=reference, level=level, crisis=crisis, **fields)  # type: ignore[arg-type]


def share(
    engine: Engine,
    keys: Keys,
    key: str = "key",
    shared: Shared | None = None,
    now: datetime = NOON,
) -> bytes:
    with Database(engine, keys).writing(now) as transaction:
        return intake_sharing.share(
            transaction, key, shared or shared_intake(f"{key:->11}"), MONTH
        )


def found(
    engine: Engine, keys: Keys, key: str = "key", now: datetime = NOON
) -> Intake | None:
    with Database(engine, keys).reading(now) as transaction:
        return intakes.find(transaction, key)


def at(engine: Engine, keys: Keys, key: str = "key", now: datetime = NOON) -> Intake:
    there = found(engine, keys, key, now)
    assert there
    return there


def lines(
    engine: Engine,
    keys: Keys,
    wanted: QueueFilter = QueueFilter(),  # noqa: B008
    now: datetime = NOON,
) -> list[str]:
    with Database(engine, keys).reading(now) as transaction:
        return [line.key for line in queue.page(transaction, wanted).lines]


def test_a_shared_intake_is_read_back_unchanged(engine: Engine, keys: Keys) -> None:
    share(engine, keys, shared=shared_intake(level=Level.TODAY))

    opened = at(engine, keys)
    assert (opened.payload, opened.note, opened.handled, opened.changes) == (
        b"my back hurts",
        "",
        None,
        0,
    )
    assert (opened.line.reference, opened.line.level, opened.line.crisis) == (
        REFERENCE,
        Level.TODAY,
        False,
    )
    assert (opened.line.state, opened.line.taken, opened.line.pinned) == (
        IntakeState.NEW,
        FilledIn.HOME,
        False,
    )
    assert (opened.line.created, opened.expires) == (NOON, NOON + MONTH)
    for plain in ("back", REFERENCE):
        assert plain not in repr(opened)


def test_it_is_found_by_its_reference(engine: Engine, keys: Keys) -> None:
    share(engine, keys, shared=shared_intake())

    with Database(engine, keys).reading(NOON) as transaction:
        assert references.key_of(transaction, REFERENCE) == "key"
        assert references.key_of(transaction, "11111111111") is None
        assert (
            references.key_of(replace(transaction, now=NOON + MONTH), REFERENCE) is None
        )


def test_a_reference_is_unique(engine: Engine, keys: Keys) -> None:
    share(engine, keys, shared=shared_intake())

    with pytest.raises(IntegrityError):
        share(engine, keys, "other", shared_intake())


def test_keys_sort_in_the_order_in_which_they_were_made() -> None:
    times = [NOON + timedelta(seconds=each) for each in (0, 1, 60, 10**6, 10**9)]
    made = [
        intake_sharing.new_key(when, token)
        for when, token in zip(times, "zyxwv", strict=True)
    ]

    assert made == sorted(made)
    assert intake_sharing.new_key(NOON, "a") != intake_sharing.new_key(NOON, "b")


def test_it_expires_at_its_date(engine: Engine, keys: Keys) -> None:
    share(engine, keys)

    assert found(engine, keys, now=NOON + MONTH - timedelta(microseconds=1))
    assert found(engine, keys, now=NOON + MONTH) is None
    assert found(engine, keys, "another") is None
    assert lines(engine, keys, now=NOON + MONTH) == []


def test_the_database_does_not_distinguish_a_crisis_from_an_emergency(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "one", shared_intake("11111111111", Level.EMERGENCY_ROOM))
    share(engine, keys, "two", shared_intake("22222222222", Level.NONE, crisis=True))

    with reading(engine) as connection:
        plain = select(intake.c.level, intake.c.pinned, intake.c.state)
        assert len({tuple(row) for row in connection.execute(plain)}) == 1
        assert (
            len(
                {
                    len(row[0])
                    for row in connection.execute(select(intake.c.label_sealed))
                }
            )
            == 1
        )


def test_those_who_wait_longest_are_pinned_first(engine: Engine, keys: Keys) -> None:
    for key in ("first", "second"):
        share(engine, keys, key, shared_intake(f"{key:->11}", Level.CALL_911))

    with Database(engine, keys).reading(NOON) as transaction:
        assert [line.key for line in queue.pinned(transaction)] == ["first", "second"]


def test_the_queue_shows_the_newest_first_and_no_closed_ones(
    engine: Engine, keys: Keys
) -> None:
    for key in ("a", "b", "c", "d"):
        share(engine, keys, key)
    with Database(engine, keys).writing(NOON) as transaction:
        for key, state in (("b", IntakeState.CLOSED), ("c", IntakeState.BOOKED)):
            one = intakes.find(transaction, key)
            assert one
            intake_changes.set_state(transaction, one, state, MONTH)

    assert lines(engine, keys) == ["d", "c", "a"]
    assert lines(engine, keys, QueueFilter(IntakeState.CLOSED)) == ["b"]
    assert lines(engine, keys, QueueFilter(IntakeState.NEW)) == ["d", "a"]


def test_the_queue_is_narrowed_by_level_language_and_how_it_was_taken(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "urgent", shared_intake("1" * 11, Level.TODAY))
    share(engine, keys, "spanish", shared_intake("2" * 11, language="es"))
    share(engine, keys, "phone", shared_intake("3" * 11, taken=FilledIn.PHONE))

    assert lines(engine, keys, QueueFilter(level=Level.TODAY)) == ["urgent"]
    assert lines(engine, keys, QueueFilter(language="es")) == ["spanish"]
    assert lines(engine, keys, QueueFilter(taken=FilledIn.PHONE)) == ["phone"]
    assert lines(engine, keys, QueueFilter(level=Level.NONE, language="en")) == [
        "phone"
    ]


def test_the_queue_goes_on_where_a_page_ended_though_new_ones_came(
    engine: Engine, keys: Keys
) -> None:
    for number in range(5):
        share(engine, keys, f"key{number}")
    with Database(engine, keys).reading(NOON) as transaction:
        first = queue.page(transaction, QueueFilter(), size=2)
    share(engine, keys, "newer")

    with Database(engine, keys).reading(NOON) as transaction:
        second = queue.page(transaction, QueueFilter(), first.before, size=2)
        third = queue.page(transaction, QueueFilter(), second.before, size=2)

    assert [[line.key for line in page.lines] for page in (first, second, third)] == [
        ["key4", "key3"],
        ["key2", "key1"],
        ["key0"],
    ]
    assert third.before is None


def test_what_is_waiting_is_counted_up_to_a_thousand(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).reading(NOON) as transaction:
        assert queue.count(transaction, QueueFilter()) == 0
    share(engine, keys)
    with writing(engine) as connection:
        row = connection.execute(select(intake)).one()._asdict()
        del row["id"]
        many = [
            {
                **row,
                "key": f"k{n}",
                "reference_hash": b"%d" % n,
                "state": IntakeState.SEEN,
            }
            for n in range(COUNTED + 5)
        ]
        connection.execute(intake.insert(), many)

    with Database(engine, keys).reading(NOON) as transaction:
        assert queue.count(transaction, QueueFilter(IntakeState.NEW)) == 1
        assert queue.count(transaction, QueueFilter()) == COUNTED + 1


def test_a_sealed_part_cannot_be_decrypted_in_another_row(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "mine")
    share(engine, keys, "yours")
    with writing(engine) as connection:
        mine = connection.execute(
            select(intake.c.sealed).where(intake.c.key == "mine")
        ).scalar_one()
        connection.execute(
            update(intake).where(intake.c.key == "yours").values(sealed=mine)
        )

    assert at(engine, keys, "mine").payload == b"my back hurts"
    with pytest.raises(Tampered):
        found(engine, keys, "yours")


def test_a_line_that_cannot_be_decrypted_hides_none_of_the_others(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "damaged", shared_intake("1" * 11, Level.CALL_911))
    share(engine, keys, "whole")
    with writing(engine) as connection:
        connection.execute(
            update(intake).where(intake.c.key == "damaged").values(label_sealed=b"x")
        )

    assert lines(engine, keys) == ["whole", "damaged"]
    with Database(engine, keys).reading(NOON) as transaction:
        [line] = queue.pinned(transaction)
    assert (line.key, line.reference, line.level) == ("damaged", "", Level.CALL_911)


def test_intakes_of_an_older_key_are_found_and_decrypted(
    opened: Callable[[str], Engine],
) -> None:
    engine = opened("sqlite://")
    intake.metadata.create_all(engine)
    both = Keys(("the new secret", "the old secret"))
    share(engine, Keys(("the old secret",)), shared=shared_intake())

    with Database(engine, both).reading(NOON) as transaction:
        assert references.key_of(transaction, REFERENCE) == "key"
    assert at(engine, both).payload == b"my back hurts"


def test_everything_past_its_date_goes_and_leaves_no_byte(
    sqlite: Engine, keys: Keys
) -> None:
    share(
        sqlite,
        keys,
        "planted-key",
        shared_intake(payload=json.dumps({"planted": "answer"}).encode()),
    )
    share(sqlite, keys, "stays", now=NOON + DAY)
    with Database(sqlite, keys).writing(NOON) as transaction:
        visits.begin(transaction, "token", b"planted", "v1", DAY)
        audit.record(transaction, "maria", Act.OPENED, intake=b"print")
        sealed = transaction.execute(
            select(intake.c.sealed).where(intake.c.key == "planted-key")
        ).scalar_one()
    assert sealed in every_byte(sqlite)
    for plain in (b"answer", REFERENCE.encode()):
        assert plain not in every_byte(sqlite)

    assert purge_all(Database(sqlite, keys), NOON + MONTH) == Purged(
        visits=1, intakes=1, entries=0
    )

    assert sealed not in every_byte(sqlite)
    assert found(sqlite, keys, "stays", NOON + MONTH)
    with Database(sqlite, keys).reading(NOON) as transaction:
        newest = audit.latest(transaction, 1)[0]
        assert (newest.who, newest.words, newest.about) == (
            "(app)",
            "deleted intakes past their date",
            "1",
        )
        assert list(audit_check.mismatches(transaction)) == []


def test_fingerprints_of_references_of_one_day_are_neighbors(
    engine: Engine, keys: Keys
) -> None:
    for n, reference in enumerate(["B1", "A1", "B2", "A2"]):
        share(engine, keys, f"key{n}", shared_intake(reference))

    with reading(engine) as connection:
        prints = (
            connection.execute(
                select(intake.c.reference_hash).order_by(intake.c.reference_hash)
            )
            .scalars()
            .all()
        )
    assert [each[:1] for each in prints] == [b"A", b"A", b"B", b"B"]


def test_an_intake_of_version_0_1_is_found_by_its_reference(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake())
    alone = keys.fingerprint(REFERENCE, references.PURPOSE)
    with writing(engine) as connection:
        connection.execute(update(intake).values(reference_hash=alone))

    with Database(engine, keys).reading(NOON) as transaction:
        assert references.key_of(transaction, REFERENCE) == "key"


def test_a_purge_with_nothing_to_do_writes_nothing_down(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)

    assert purge_all(Database(engine, keys), NOON) == Purged(0, 0, 0)
    with Database(engine, keys).reading(NOON) as transaction:
        assert audit.latest(transaction, 5) == []


def test_unencrypted_facts_of_an_intake_need_no_decryption(
    engine: Engine, keys: Keys
) -> None:
    reference_hash = share(engine, keys)
    with writing(engine) as connection:
        connection.execute(
            update(intake).values(label_sealed=b"changed", sealed=b"changed")
        )

    with Database(engine, keys).reading(NOON) as transaction:
        known = intakes.find_plain_fields(transaction, "key")
        assert intakes.find_plain_fields(transaction, "other") is None
    assert known
    assert (known.reference_hash, known.created, known.expires) == (
        reference_hash,
        NOON,
        NOON + MONTH,
    )


def test_a_table_that_cannot_be_purged_does_not_keep_the_others(
    sqlite: Engine, keys: Keys
) -> None:
    share(sqlite, keys)
    with Database(sqlite, keys).writing(NOON) as transaction:
        visits.begin(transaction, "token", b"told", "v1", DAY)
        transaction.execute(
            text(
                "CREATE TRIGGER held BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'held'); END"
            )
        )

    with pytest.raises(
        NotAllPurged,
        match="did not delete all expired data: visits; the rest was deleted",
    ):
        purge_all(Database(sqlite, keys), NOON + MONTH)
    assert lines(sqlite, keys) == []

    with writing(sqlite) as connection:
        connection.execute(text("DROP TRIGGER held"))
    assert purge_all(Database(sqlite, keys), NOON + MONTH) == Purged(
        visits=1, intakes=0, entries=0
    )


def test_a_database_that_is_away_is_reported(sqlite: Engine, keys: Keys) -> None:
    with writing(sqlite) as connection:
        connection.execute(text("DROP TABLE visit"))

    with pytest.raises(DatabaseAway):
        purge_all(Database(sqlite, keys), NOON)


def test_a_reference_is_used_until_its_intake_is_deleted(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, shared=shared_intake())

    with Database(engine, keys).reading(NOON + MONTH) as transaction:
        assert references.is_used(replace(transaction, clinic=2), REFERENCE)
        assert not references.is_used(transaction, "11111111111")
