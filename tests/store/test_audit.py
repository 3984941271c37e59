from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from finder.store import audit, audit_check
from finder.store.acts import Act
from finder.store.audit import AuditEntry
from finder.store.desk_tables import audit_end, audit_entry
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.store.keys import KEYS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROW = audit_entry.c.number


def write(
    engine: Engine, keys: Keys, count: int = 5, intake: bytes | None = None
) -> None:
    for number in range(count):
        with Database(engine, keys).writing(
            NOON + timedelta(minutes=number)
        ) as transaction:
            audit.record(transaction, "maria", Act.SIGNED_IN, "here", intake)


def wrong(engine: Engine, keys: Keys, noted: str = "") -> list[str]:
    with Database(engine, keys).reading(NOON) as transaction:
        return list(audit_check.mismatches(transaction, noted))


def mark(engine: Engine) -> str:
    with Database(engine, KEYS).reading(NOON) as transaction:
        return str(audit.mark(transaction))


def test_an_empty_trail_is_whole(engine: Engine, keys: Keys) -> None:
    assert wrong(engine, keys, mark(engine)) == []


def test_an_untouched_trail_is_whole_and_reads_as_it_was_written(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys, intake=b"reference")

    assert wrong(engine, keys) == []
    with Database(engine, keys).reading(NOON) as transaction:
        [newest, before] = audit.latest(transaction, 2)
        assert newest == AuditEntry(
            5, NOON + timedelta(minutes=4), "maria", "signed_in", "here", b"reference"
        )
        assert before.number == 4
        assert [
            entry.number
            for entry in audit.of_intake(transaction, (b"other", b"reference"))
        ] == [1, 2, 3, 4, 5]
        assert audit.of_intake(transaction, (b"other",)) == []


def test_the_last_time_of_an_act_is_found_among_others(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys, count=3)
    with Database(engine, keys).writing(NOON + timedelta(hours=1)) as transaction:
        audit.record(transaction, "maria", Act.SIGNED_OUT, "here")

    with Database(engine, keys).reading(NOON) as transaction:
        assert audit.last_time(transaction, Act.SIGNED_IN) == NOON + timedelta(
            minutes=2
        )
        assert audit.last_time(transaction, Act.SIGNED_OUT) == NOON + timedelta(hours=1)
        assert audit.last_time(transaction, Act.KEYS_ROTATED) is None


def test_a_trail_longer_than_a_page_is_read_whole(
    engine: Engine, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    write(engine, keys)

    assert wrong(engine, keys) == []
    with Database(engine, keys).reading(NOON) as transaction:
        assert len(list(audit.all_entries(transaction))) == 5


@pytest.mark.parametrize(
    "change",
    [{"who": "eve"}, {"what": "slept"}, {"about": "x"}, {"at": NOON}, {"intake": b"x"}],
)
def test_a_changed_entry_is_named(
    engine: Engine, keys: Keys, change: dict[str, object]
) -> None:
    write(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(audit_entry).where(ROW == 3).values(change))

    assert wrong(engine, keys) == ["entry 3 was changed"]


def test_an_entry_sealed_again_without_the_key_is_reported(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    with writing(engine) as connection:
        audit_seal = Keys(("another secret altogether",)).fingerprint(
            "anything", "audit"
        )
        connection.execute(
            update(audit_entry).where(ROW == 5).values(who="eve", seal=audit_seal)
        )
        connection.execute(update(audit_end).values(seal=audit_seal))

    assert wrong(engine, keys) == ["entry 5 was changed"]


def test_two_entries_that_changed_places_are_named(engine: Engine, keys: Keys) -> None:
    write(engine, keys)
    with writing(engine) as connection:
        for old, new in ((2, 20), (3, 2), (20, 3)):
            connection.execute(
                update(audit_entry)
                .where(audit_entry.c.number == old)
                .values(number=new)
            )

    assert "entry 2 was changed" in wrong(engine, keys)


CUTS: dict[str, tuple[Callable[[], object], str]] = {
    "one": (lambda: ROW == 3, "entry 3 is missing"),
    "some": (lambda: ROW.in_([2, 3]), "entries 2 to 3 are missing"),
    "the first": (lambda: ROW == 1, "entry 1 is missing"),
    "the last": (lambda: ROW == 5, "entry 5 is missing at the end"),
    "all": (lambda: ROW > 0, "entries 1 to 5 are missing at the end"),
}


@pytest.mark.parametrize("cut", CUTS)
def test_entries_that_were_taken_out_are_named(
    engine: Engine, keys: Keys, cut: str
) -> None:
    which, said = CUTS[cut]
    write(engine, keys)
    with writing(engine) as connection:
        connection.execute(delete(audit_entry).where(which()))  # type: ignore[arg-type]

    assert wrong(engine, keys) == [said]


def test_entries_that_were_put_in_at_the_end_are_named(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    with writing(engine) as connection:
        row = connection.execute(select(audit_entry).where(ROW == 5)).one()
        connection.execute(insert(audit_entry), {**row._asdict(), "number": 6})

    assert wrong(engine, keys) == [
        "entry 6 was changed",
        "entries after 5 were inserted",
    ]


def test_a_wrong_end_is_reported(engine: Engine, keys: Keys) -> None:
    write(engine, keys)
    with writing(engine) as connection:
        connection.execute(update(audit_end).values(seal=b"x"))

    assert wrong(engine, keys) == [
        "entry 5 was changed, or is not the last entry written"
    ]


def test_only_what_looks_like_a_mark_is_one(engine: Engine, keys: Keys) -> None:
    empty = mark(engine)
    write(engine, keys)

    assert audit.is_mark(empty)
    assert audit.is_mark(mark(engine))
    assert not audit.is_mark("zzz")
    assert wrong(engine, keys, empty) == []


def test_a_trail_put_back_to_an_earlier_day_is_found_by_a_noted_mark(
    engine: Engine, keys: Keys
) -> None:
    write(engine, keys)
    with reading(engine) as connection:
        fourth = connection.execute(select(audit_entry).where(ROW == 4)).one()
    noted = mark(engine)
    assert wrong(engine, keys, noted) == []

    with writing(engine) as connection:
        connection.execute(delete(audit_entry).where(ROW == 5))
        connection.execute(update(audit_end).values(number=4, seal=fourth.seal))

    assert wrong(engine, keys) == []
    assert wrong(engine, keys, noted) == [
        f"the mark {noted} is not in the trail: entries were removed or rewritten after the mark was noted"
    ]


def test_entries_of_an_older_key_count_while_it_is_there(engine: Engine) -> None:
    old, both = Keys(("the old secret",)), Keys(("the new secret", "the old secret"))
    write(engine, old, 2)
    write(engine, both, 2)

    assert wrong(engine, both) == []
    assert wrong(engine, Keys(("the new secret",))) == [
        "entry 1 was changed",
        "entry 2 was changed",
    ]


def test_many_writers_at_once_form_one_chain(engine: Engine, keys: Keys) -> None:
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: write(engine, keys, 4), range(5)))

    assert wrong(engine, keys) == []
    assert mark(engine).startswith("20-")


def test_a_rolled_back_transaction_leaves_no_entry(engine: Engine, keys: Keys) -> None:
    def fail() -> None:
        with Database(engine, keys).writing(NOON) as transaction:
            audit.record(transaction, "maria", Act.SIGNED_IN)
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert mark(engine) == "0-"


def lose_end(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(delete(audit_end))


@pytest.mark.parametrize("entries", [0, 2])
def test_a_lost_record_of_the_end_is_named(
    engine: Engine, keys: Keys, entries: int
) -> None:
    write(engine, keys, entries)
    noted = mark(engine)
    lose_end(engine)

    assert wrong(engine, keys) == [audit_check.END_GONE]
    assert mark(engine) == noted


@pytest.mark.parametrize("entries", [0, 2])
def test_the_trail_continues_without_its_end_record_and_reports_it(
    engine: Engine, keys: Keys, entries: int
) -> None:
    write(engine, keys, entries)
    lose_end(engine)

    write(engine, keys, 1)

    sentence = f"the end record was missing before entry {entries + 1} was written, so entries may be missing there"
    assert wrong(engine, keys) == [sentence]
    with Database(engine, keys).reading(NOON) as transaction:
        newest, before = audit.latest(transaction, 2)
    assert (newest.number, newest.what) == (entries + 2, "signed_in")
    assert (before.who, before.what) == (audit.APP, Act.END_WAS_GONE)


def test_a_check_reports_its_progress(
    engine: Engine, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_check, "PAGE", 2)
    write(engine, keys, count=5)
    read: list[int] = []

    with Database(engine, keys).reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction, progress=read.append)) == []
    assert read == [2, 4]
