"""Everything that an older key encrypted is encrypted again with the newest, while the
app runs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, LargeBinary, update

from finder.core.rules.advice import Level
from finder.store import (
    audit,
    audit_check,
    held_for_staff,
    intake_changes,
    intake_sharing,
    intakes,
    reloadable_pages,
    staff,
    staff_signin,
    tablets,
    visits,
)
from finder.store.acts import Act
from finder.store.appointment import Appointment
from finder.store.engine import open_database
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn, Handled
from finder.store.key_check import MissingKey, check_keys
from finder.store.migrate import migrate
from finder.store.rotation import SEALED_COLUMNS, Rotated, rotate, uses
from finder.store.seal import Keys
from finder.store.staff import Role, StartingCredentials
from finder.store.tables import metadata, visit
from finder.store.transaction import Database

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = Keys(("the old secret",)), Keys(("the new secret",))
BOTH = Keys(("the new secret", "the old secret"))
REFERENCE = "7KQ2M9XD4TH"
OTHER_BYTES = {
    "rules_version.content", "database_key.print", "database_key.key_id", "audit_entry.intake", "audit_entry.seal",
    "audit_end.seal", "audit_start.seal", "audit_start.start_seal",
}  # fmt: skip


def fill(database: Database, number: int = 0, now: datetime = NOON) -> None:
    """Seal a value in every sealed column."""
    with database.writing(now) as transaction:
        visits.begin(transaction, f"token {number}", b"my back hurts", "1", HOUR)
        reloadable_pages.keep(transaction, f"shown {number}", b"a code", now + HOUR)
        tablets.start(transaction, number, f"code {number}")
        tablets.claim(transaction, f"code {number}", f"tablet {number}", HOUR)
        session = tablets.find(transaction, f"tablet {number}")
        assert session
        tablets.record_activity(transaction, session, ("call_911",), HOUR)
        staff.add(
            transaction,
            f"adam{number}",
            Role.ADMIN,
            StartingCredentials("begin", "hash", b"codes"),
        )
        held_for_staff.save(transaction, f"held {number}", 1, b"a note", now + HOUR)
        given = Shared(
            f"{REFERENCE}{number}",
            b"answers",
            Level.SOON,
            False,
            "en",
            FilledIn.HOME,
            "1",
            call_back="555-0100",
        )
        intake_sharing.share(transaction, f"key {number}", given, HOUR)
        found = intakes.find(transaction, f"key {number}")
        assert found
        intake_changes.write_note(transaction, found, "calls back")
        again = intakes.find(transaction, f"key {number}")
        assert again
        intake_changes.handle(transaction, again, Handled("AB", "called"))
        handled = intakes.find(transaction, f"key {number}")
        assert handled
        intake_changes.book(
            transaction, handled, Appointment("Dr. Lee", now.date(), None), HOUR
        )
        audit.record(transaction, f"adam{number}", Act.SIGNED_IN)


def everything(database: Database) -> tuple[object, ...]:
    """Return everything that `fill` sealed, decrypted."""
    with database.reading(NOON) as transaction:
        found = intakes.find(transaction, "key 0")
        member = staff.find(transaction, "adam0")
        visit_found, session = (
            visits.find(transaction, "token 0"),
            tablets.find(transaction, "tablet 0"),
        )
        assert found
        assert member
        assert visit_found
        assert session
        of_intake = (
            found.payload,
            found.note,
            found.handled,
            found.line.reference,
            found.call_back,
            found.appointment,
        )
        codes, page = (
            staff_signin.codes_secret(transaction.keys, member),
            reloadable_pages.find(transaction, "shown 0"),
        )
        return (visit_found.payload, page, session.advice, codes, of_intake)


def by_key(database: Database) -> dict[bytes, int]:
    with database.reading(NOON) as transaction:
        return {use.key_id: sum(use.rows.values()) for use in uses(transaction)}


def run(database: Database, batch: int = 200) -> list[Rotated]:
    return list(rotate(database, lambda: NOON, batch))


def test_no_sealed_column_is_forgotten() -> None:
    known = {each.name for each in SEALED_COLUMNS} | OTHER_BYTES
    columns = {
        f"{table.name}.{column.name}": column
        for table in metadata.tables.values()
        for column in table.columns
    }
    of_bytes = {
        name for name, column in columns.items() if isinstance(column.type, LargeBinary)
    }

    assert {name for name in of_bytes - known if not name.endswith("_hash")} == set()


def test_everything_is_sealed_with_the_newest_key_and_can_be_decrypted(
    engine: Engine,
) -> None:
    fill(Database(engine, OLD))
    both = Database(engine, BOTH)
    before, sealed = everything(both), len(SEALED_COLUMNS)
    assert by_key(both) == {
        NEW.newest_first[0].id: 0,
        OLD.newest_first[0].id: sealed + 1,
    }

    done = run(both)

    assert sum(each.rows for each in done) == sealed
    assert not any(each.damaged for each in done)
    assert by_key(both) == {
        NEW.newest_first[0].id: sealed,
        OLD.newest_first[0].id: 1,
    }, "the audit trail stays"
    assert everything(both) == before
    assert sum(each.rows for each in run(both)) == 0, "again, it finds nothing to do"


def test_an_interrupted_rotation_goes_on_with_the_rest(engine: Engine) -> None:
    for number in range(5):
        fill(Database(engine, OLD), number)
    both, sealed = Database(engine, BOTH), 5 * len(SEALED_COLUMNS)

    steps: Iterator[Rotated] = rotate(both, lambda: NOON, 2)
    first = sum(next(steps).rows for _ in range(4))
    half_way = by_key(both)

    assert half_way[NEW.newest_first[0].id] == first
    assert half_way[OLD.newest_first[0].id] == sealed - first + 5
    everything(both)
    assert first + sum(each.rows for each in run(both)) == sealed


def test_undecryptable_values_stay_unchanged_and_are_counted(engine: Engine) -> None:
    fill(Database(engine, OLD))
    both = Database(engine, BOTH)
    with both.writing(NOON) as transaction:
        transaction.execute(update(visit).values(sealed=b"damaged bytes"))

    assert sum(each.damaged for each in run(both)) == 1
    assert by_key(both)[b"dama"] == 1


def test_writers_lose_nothing_while_keys_rotate(engine: Engine, address: str) -> None:
    old = Database(engine, OLD)
    for number in range(20):
        fill(old, number)
    # Each may wait a long time for the other, because the writer never pauses.
    both, writer = (
        Database(open_database(address, patience=60), BOTH) for _ in range(2)
    )
    ended: list[bool] = []

    def write() -> None:
        number = 0
        while not ended:
            with writer.writing(NOON) as transaction:
                found = visits.find(transaction, "token 0")
                assert found
                number = int(found.payload.removeprefix(b"my back hurts") or b"0") + 1
                visits.keep(
                    transaction, "token 0", found, b"my back hurts%d" % number, HOUR
                )
        written.append(number)

    written: list[int] = []
    thread = Thread(target=write)
    thread.start()
    try:
        run(both, batch=3)
    finally:
        ended.append(True)
        thread.join()
        writer.engine.dispose()

    with both.reading(NOON) as transaction:
        found = visits.find(transaction, "token 0")
    both.engine.dispose()
    assert found
    assert found.payload == b"my back hurts%d" % written[0]


def test_an_older_key_cannot_be_dropped_while_the_trail_needs_it(
    engine: Engine,
) -> None:
    check_keys(engine, OLD)
    with Database(engine, OLD).writing(NOON) as transaction:
        audit.record(transaction, "adam", Act.SIGNED_IN)
    check_keys(engine, BOTH)

    with pytest.raises(MissingKey, match="add the old key to FINDER_SECRET_KEYS"):
        check_keys(engine, NEW)


def test_a_missing_key_never_accuses_the_trail(engine: Engine) -> None:
    check_keys(engine, OLD)
    with Database(engine, OLD).writing(NOON) as transaction:
        audit.record(transaction, "adam", Act.SIGNED_IN)
    check_keys(engine, BOTH)
    with Database(engine, BOTH).writing(NOON) as transaction:
        audit.record(transaction, "adam", Act.SIGNED_OUT)

    with Database(engine, NEW).reading(NOON) as transaction:
        [said] = audit_check.mismatches(transaction)
        assert said.startswith(
            "entry 1 was signed with an older key that the app does not have, or was changed; add "
        )
        assert audit_check.entries_by_key(transaction) == {
            None: 1,
            NEW.newest_first[0].id: 1,
        }
        assert [use.key_id for use in uses(transaction) if not use.at_hand] == [b""]
    with Database(engine, BOTH).reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction)) == []


def test_a_changed_entry_is_still_reported_if_all_keys_are_present(
    opened: Callable[[str], Engine], address: str
) -> None:
    engine = opened(address)
    migrate(engine)
    check_keys(engine, OLD)
    with Database(engine, OLD).writing(NOON) as transaction:
        audit.record(transaction, "adam", Act.SIGNED_IN)
        transaction.connection.exec_driver_sql("UPDATE audit_entry SET who = 'eve'")
        assert not audit_check.needs_missing_key(transaction)

    check_keys(engine, OLD)
    with Database(engine, OLD).reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction)) == ["entry 1 was changed"]
