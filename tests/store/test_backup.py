"""A backup holds every row of one moment, opens only with its key, and restores into
either engine."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, insert, inspect, select, text

from finder.store import audit, audit_check, backup, sealed_file, staff, visits
from finder.store.acts import Act
from finder.store.backup import LEFT_OUT, NotEmpty
from finder.store.desk_tables import membership, staff_session
from finder.store.engine import open_database, reading, writing
from finder.store.migrate import NewerSchema, drift, migrate
from finder.store.seal import Keys
from finder.store.sealed_file import CHUNK_BYTES, BadFile
from finder.store.staff import Role
from finder.store.tables import FIRST_CLINIC, clinician, metadata
from finder.store.transaction import Database

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
Open = Callable[[str], Engine]


def fill(engine: Engine, keys: Keys) -> None:
    with Database(engine, keys).writing(NOW) as transaction:
        visits.begin(transaction, "token", b"my back hurts", "v1", timedelta(hours=2))
        audit.record(transaction, "maria", Act.SIGNED_IN)
        audit.record(transaction, "maria", Act.SIGNED_OUT)
        transaction.execute(
            insert(clinician), [doctor(number) for number in range(1200)]
        )


def doctor(number: int) -> dict[str, object]:
    return {
        "npi": f"{number}",
        "name": f"Doctor {number}",
        "background": "neurology",
        "board": "ABPN",
        "certified_until": NOW.date() if number % 2 else None,
        "offers": "",
        "languages": "en",
        "accepting": True,
    }


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def backed_up(engine: Engine, keys: Keys) -> io.BytesIO:
    file = io.BytesIO()
    backup.write(engine, keys, file, NOW)
    file.seek(0)
    return file


@pytest.fixture
def other(opened: Open, tmp_path: Path) -> Engine:
    """Return another SQLite database, without tables."""
    return opened(f"sqlite:///{tmp_path}/other/finder.db")


def test_all_rows_are_restored_on_another_database(
    engine: Engine, other: Engine, keys: Keys
) -> None:
    fill(engine, keys)

    contents = backup.restore(other, keys, backed_up(engine, keys))

    assert contents.rows["clinician"] == 1200
    assert contents.total == sum(map(len, rows(engine).values()))
    assert rows(other) == rows(engine)
    assert drift(other) == []
    with Database(other, keys).reading(NOW) as transaction:
        assert list(audit_check.mismatches(transaction)) == []
        assert visits.find(transaction, "token") is not None


def test_rows_of_sqlite_are_restored_on_either_engine_and_ids_continue(
    opened: Open, address: str, tmp_path: Path, keys: Keys
) -> None:
    old, new = opened(f"sqlite:///{tmp_path}/old/finder.db"), opened(address)
    migrate(old)
    fill(old, keys)

    backup.restore(new, keys, backed_up(old, keys))

    assert rows(new) == rows(old)
    with Database(new, keys).writing(NOW) as transaction:
        begun = visits.begin(transaction, "another", b"", "v1", timedelta(hours=2))
    assert begun.id == 2


def test_nobody_stays_signed_in_on_the_restored_database(
    engine: Engine, other: Engine, keys: Keys
) -> None:
    with writing(engine) as connection:
        made = text(
            "INSERT INTO staff (id, name, password, codes_sealed, last_code, ready, password_set)"
            " VALUES (1, 'maria', '', :sealed, 0, :ready, :at)"
        )
        connection.execute(
            made, {"sealed": b"", "ready": True, "at": "2026-11-26 12:00:00"}
        )
        connection.execute(
            insert(membership),
            {"staff_id": 1, "clinic_id": FIRST_CLINIC, "role": Role.DESK},
        )
        session = {"token_hash": b"1", "staff_id": 1, "started": NOW, "seen": NOW}
        connection.execute(insert(staff_session), session)

    contents = backup.restore(other, keys, backed_up(engine, keys))

    assert not LEFT_OUT & contents.rows.keys()
    with Database(other, keys).reading(NOW) as transaction:
        assert transaction.execute(select(staff_session)).all() == []
        assert len(staff.members(transaction)) == 1


def test_a_database_with_data_is_left_unchanged(
    engine: Engine, other: Engine, keys: Keys
) -> None:
    fill(engine, keys)
    file = backed_up(engine, keys)
    migrate(other)
    with Database(other, keys).writing(NOW) as transaction:
        audit.record(transaction, "zoe", Act.SIGNED_IN)
    before = rows(other)

    with pytest.raises(
        NotEmpty,
        match="is not empty, and a restore never overwrites data; set FINDER_DATABASE to a new",
    ):
        backup.restore(other, keys, file)

    assert rows(other) == before


def test_a_database_that_was_only_started_once_is_empty(
    engine: Engine, other: Engine, keys: Keys
) -> None:
    fill(engine, keys)
    migrate(other)

    backup.restore(other, keys, backed_up(engine, keys))

    assert rows(other) == rows(engine)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content[:-1], "is damaged or incomplete"),
        (lambda content: content[:52], "is damaged or incomplete"),
        (lambda content: content[: 52 + CHUNK_BYTES + 16], "is damaged or incomplete"),
        (
            lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
            "is damaged or incomplete",
        ),
        (lambda content: b"PK" + content, "is not a backup of this app"),
    ],
)
def test_a_spoiled_file_changes_nothing(
    sqlite: Engine,
    other: Engine,
    keys: Keys,
    spoil: Callable[[bytes], bytes],
    said: str,
) -> None:
    fill(sqlite, keys)
    content = backed_up(sqlite, keys).getvalue()

    with pytest.raises(BadFile, match=said):
        backup.restore(other, keys, io.BytesIO(spoil(content)))

    with reading(other) as connection:
        assert inspect(connection).get_table_names() == []


def test_only_its_key_opens_a_backup(sqlite: Engine, keys: Keys) -> None:
    fill(sqlite, keys)
    file = backed_up(sqlite, keys)

    with pytest.raises(
        BadFile, match="with a secret key that the app does not have; put the copy of "
    ):
        backup.check(Keys(("another secret, just as long as that",)), file)

    file.seek(0)
    newer = Keys(
        (
            "another secret, just as long as that",
            "the only secret of these tests, quite long",
        )
    )
    assert backup.check(newer, file).rows["audit_entry"] == 2
    assert not any(
        word in file.getvalue() for word in (b"maria", b"Doctor 7", b"audit_entry")
    )


def test_a_backup_of_a_newer_version_is_reported(
    sqlite: Engine, other: Engine, keys: Keys
) -> None:
    with writing(sqlite) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(
        NewerSchema,
        match="the backup was made by a newer version of the app; install that version",
    ):
        backup.restore(other, keys, backed_up(sqlite, keys))


def test_a_newer_format_is_reported(
    sqlite: Engine, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "FORMAT", 2)
    file = backed_up(sqlite, keys)
    monkeypatch.undo()

    with pytest.raises(
        BadFile, match="was made by a newer version of the app; install that version"
    ):
        backup.check(keys, file)


def test_rows_of_an_older_version_are_migrated_after_the_restore(
    opened: Open, address: str, keys: Keys
) -> None:
    lines = [
        {"format": 1, "schema": "0001", "made": NOW.isoformat()},
        {
            "table": "visit",
            "columns": [
                "id",
                "token_hash",
                "sealed",
                "rules_version",
                "started",
                "expires",
            ],
        },
        [
            1,
            {"bytes": "AQ=="},
            {"bytes": "Ag=="},
            "v1",
            {"time": NOW.isoformat()},
            {"time": NOW.isoformat()},
        ],
    ]
    file = io.BytesIO()
    sealed_file.write(file, keys, map(backup.line, lines))
    file.seek(0)
    engine = opened(address)

    backup.restore(engine, keys, file)
    migrate(engine)

    assert drift(engine) == []
    assert rows(engine)["visit"] == [
        (1, b"\x01", b"\x02", "v1", FIRST_CLINIC, NOW, NOW)
    ]


def test_writers_continue_and_the_backup_is_of_one_moment(
    engine: Engine, other: Engine, keys: Keys, address: str
) -> None:
    """Check with transactions that write two entries each: a state between two
    transactions has an even number."""
    writer = open_database(address)
    ended: list[bool] = []

    def write() -> None:
        while not ended:
            with Database(writer, keys).writing(NOW) as transaction:
                audit.record(transaction, "maria", Act.SIGNED_IN)
                audit.record(transaction, "maria", Act.SIGNED_OUT)

    thread = Thread(target=write)
    thread.start()
    try:
        files = [backed_up(engine, keys) for _ in range(10)]
    finally:
        ended.append(True)
        thread.join()
        writer.dispose()

    numbers = [backup.check(keys, file).rows["audit_entry"] for file in files]
    assert all(number % 2 == 0 for number in numbers)
    assert numbers == sorted(numbers)
    files[-1].seek(0)
    backup.restore(other, keys, files[-1])
    with Database(other, keys).reading(NOW) as transaction:
        assert list(audit_check.mismatches(transaction)) == []
