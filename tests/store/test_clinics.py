"""Several clinics in one database: a transaction of one clinic finds nothing of
another."""

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, select, update

from finder.core.rules.advice import Level
from finder.store import (
    audit,
    audit_check,
    backup,
    clinicians,
    clinics,
    counts,
    day_sheet,
    held_for_staff,
    intake_changes,
    intake_export,
    intake_sharing,
    intakes,
    memberships,
    queue,
    references,
    reloadable_pages,
    saved_visits,
    sessions,
    staff,
    tablets,
    visits,
)
from finder.store.acts import Act
from finder.store.appointment import Appointment
from finder.store.clinics import ClinicRefused
from finder.store.desk_tables import audit_entry, intake
from finder.store.engine import reading, writing
from finder.store.migrate import config_for, migrate
from finder.store.purging import purge_all
from finder.store.queue import QueueFilter
from finder.store.seal import Keys
from finder.store.staff import Member, Role, StaffRefused
from finder.store.tables import FIRST_CLINIC, clinic, visit
from finder.store.transaction import Database, Transaction
from tests.doctors import ANA
from tests.store.test_intakes import MONTH, NOON, REFERENCE, share, shared_intake
from tests.store.test_staff import START

PACKAGE = Path(clinics.__file__).parent
MONDAY = date(2026, 11, 23)
ACROSS = {
    "audit.py": 6,
    "backup.py": 2,
    "counts.py": 1,
    "health.py": 1,
    "held_for_staff.py": 1,
    "intakes.py": 1,
    "key_check.py": 2,
    "memberships.py": 3,
    "references.py": 1,
    "reloadable_pages.py": 1,
    "rotation.py": 3,
    "rulesets.py": 1,
    "sessions.py": 1,
    "staff.py": 1,
    "tablets.py": 1,
    "visits.py": 1,
}  # fmt: skip
"""The number of statements in each module that act on all clinics on purpose: purges,
keys, backups, the chain of the audit trail, and where a staff member works."""


@pytest.fixture
def north(engine: Engine, keys: Keys) -> int:
    with Database(engine, keys).writing(NOON) as transaction:
        return clinics.add(transaction, "north", {"FINDER_CLINIC": "North"})


def test_only_known_statements_act_on_all_clinics() -> None:
    found: Counter[str] = Counter()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "across_clinics"
            ):
                found[path.name] += 1

    assert found == ACROSS


def test_the_first_clinic_exists_and_others_can_be_added(
    engine: Engine, keys: Keys, north: int
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        first, other = clinics.all_clinics(transaction)
        assert (first.id, first.slug, first.settings, first.is_first) == (
            FIRST_CLINIC,
            "main",
            (),
            True,
        )
        assert (other.id, other.slug, other.settings) == (
            north,
            "north",
            (("FINDER_CLINIC", "North"),),
        )
        assert not other.is_first
        with pytest.raises(
            ClinicRefused,
            match="there are several clinics; add --clinic with one of main, north",
        ):
            clinics.only_open_clinic(transaction)
        clinics.close(transaction, other)
        assert clinics.only_open_clinic(transaction) == first
        clinics.reopen(transaction, clinics.named(transaction, "north"))
        assert clinics.named(transaction, "north") == other
        clinics.rename(transaction, other, "south")
        clinics.change_settings(transaction, other, {"FINDER_INTAKE_DAYS": "7"})
        south = clinics.named(transaction, "south")
        assert (south.id, south.settings) == (north, (("FINDER_INTAKE_DAYS", "7"),))


def test_settings_that_cannot_be_read_are_reported_and_hide_no_other_clinic(
    engine: Engine, keys: Keys, north: int
) -> None:
    for stored, read in {
        '{"FINDER_INTAKE_DAYS": 7}': (("FINDER_INTAKE_DAYS", "7"),),
        "[7]": ((clinics.UNREADABLE, ""),),
        "{half": ((clinics.UNREADABLE, ""),),
    }.items():
        with Database(engine, keys).writing(NOON) as transaction:
            transaction.execute(
                update(clinic).where(clinic.c.id == north).values(settings=stored)
            )
            first, other = clinics.all_clinics(transaction)

        assert (first.slug, other.slug, other.settings) == ("main", "north", read)
        with Database(engine, keys).writing(NOON) as transaction:
            clinics.rename(transaction, other, "south")
            of_clinic = select(clinic.c.settings).where(clinic.c.id == north)
            assert transaction.execute(of_clinic).scalar_one() == stored
            clinics.rename(transaction, other, "north")


def test_a_clinic_knows_where_its_addresses_begin(
    engine: Engine, keys: Keys, north: int
) -> None:
    database = Database(engine, keys)
    for of, root in ((FIRST_CLINIC, ""), (north, "/c/north")):
        with database.of(of).reading(NOON) as transaction:
            assert clinics.clinic_of_transaction(transaction).root == root


def test_an_invalid_clinic_is_refused(engine: Engine, keys: Keys, north: int) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        for slug in ("", "North", "a b", "a--b", "-a", "a/b", "a" * 41, "ä"):
            with pytest.raises(ClinicRefused, match="cannot be used in an address"):
                clinics.add(transaction, slug, {})
        with pytest.raises(ClinicRefused, match="there is already a clinic north"):
            clinics.add(transaction, "north", {})
        with pytest.raises(ClinicRefused, match="there is already a clinic main"):
            clinics.rename(transaction, clinics.named(transaction, "north"), "main")
        with pytest.raises(ClinicRefused, match="the first clinic cannot be closed"):
            clinics.close(transaction, clinics.named(transaction, "main"))
        with pytest.raises(
            ClinicRefused, match="there is no clinic west; use one of main, north"
        ):
            clinics.named(transaction, "west")


def fill(transaction: Transaction) -> Member:
    """Add a row to every table with rows of clinics, in the clinic of the
    transaction."""
    here = f"{transaction.clinic}"
    begun = visits.begin(transaction, f"visit {here}", b"", "v1", MONTH)
    saved_visits.save(transaction, begun, f"code {here}", NOON + MONTH)
    reloadable_pages.keep(transaction, f"shown {here}", b"", NOON + MONTH)
    clinicians.replace_all(transaction, [replace(ANA, name=f"Doctor {here}")])
    tablets.start(transaction, 3, "204816")
    counts.add(transaction, MONDAY, ["started"])
    staff.add(transaction, f"zoe.{here}", Role.DESK, START)
    member = staff.named(transaction, f"zoe.{here}")
    held_for_staff.save(transaction, f"key {here}", member.id, b"", NOON + MONTH)
    reference = REFERENCE[:-1] + here
    urgent = shared_intake(reference, Level.CALL_911)
    fingerprint = intake_sharing.share(transaction, f"key{here}", urgent, MONTH)
    found = intakes.find(transaction, f"key{here}")
    assert found
    intake_changes.book(transaction, found, Appointment("Ann", MONDAY), MONTH)
    audit.record(transaction, member.name, Act.OPENED, intake=fingerprint)
    return member


def seen(transaction: Transaction, of: int, member: Member) -> dict[str, object]:
    """Return everything that a transaction finds of the rows that `fill` added to a
    clinic."""
    key, reference = f"key{of}", REFERENCE[:-1] + f"{of}"
    prints = references.fingerprints(transaction.keys, reference)
    exported = [line.key for line, _ in intake_export.all_intakes(transaction)]
    between = intake_export.between(transaction, NOON - MONTH, NOON + MONTH)
    return {
        "visit": visits.find(transaction, f"visit {of}"),
        "saved": saved_visits.find(transaction, f"code {of}"),
        "shown": reloadable_pages.find(transaction, f"shown {of}"),
        "roster": [
            each
            for each in clinicians.all_clinicians(transaction)
            if each.name == f"Doctor {of}"
        ],
        "staff": [each for each in staff.members(transaction) if each.id == member.id],
        "held": held_for_staff.find(transaction, f"key {of}", member.id),
        "intake": intakes.find(transaction, key),
        "plain fields": intakes.find_plain_fields(transaction, key),
        "reference": references.key_of(transaction, reference),
        "pinned": [line for line in queue.pinned(transaction) if line.key == key],
        "queue": [
            line
            for line in queue.page(transaction, QueueFilter()).lines
            if line.key == key
        ],
        "export": [each for each in exported if each == key],
        "between": [line for line in between if line.key == key],
        "day sheet": [
            each
            for each in day_sheet.appointments_on(transaction, MONDAY)
            if each.line.key == key
        ],
        "trail": [
            each for each in audit.latest(transaction, 9) if each.who == member.name
        ],
        "story": audit.of_intake(transaction, prints),
    }


def test_nothing_of_one_clinic_is_found_at_another(
    engine: Engine, keys: Keys, north: int
) -> None:
    first, other = Database(engine, keys), Database(engine, keys).of(north)
    members = {}
    for database in (first, other):
        with database.writing(NOON) as transaction:
            members[database.clinic] = fill(transaction)

    for database in (first, other, first.of_all_clinics()):
        for of, member in members.items():
            with database.reading(NOON) as transaction:
                found = seen(transaction, of, member)
            there = {name for name, value in found.items() if value not in ([], None)}
            if database.clinic == of:
                assert there == found.keys()
            else:
                assert there == ({"trail", "story"} if database.clinic == 0 else set())
    with first.reading(NOON) as transaction:
        assert queue.count(transaction, QueueFilter()) == 1
        assert counts.since(transaction, MONDAY) == {MONDAY: {"started": 1}}
        assert [each.tablet for each in tablets.live(transaction)] == [3]


def test_nothing_of_one_clinic_is_changed_at_another(
    engine: Engine, keys: Keys, north: int
) -> None:
    share(engine, keys, "key", shared_intake())
    first, other = Database(engine, keys), Database(engine, keys).of(north)
    with first.writing(NOON) as transaction:
        begun = visits.begin(transaction, "token", b"", "v1", MONTH)
        tablets.start(transaction, 3, "204816")
        there = intakes.find(transaction, "key")
        clinicians.replace_all(transaction, [ANA])
    assert there

    with other.writing(NOON) as transaction:
        with pytest.raises(intake_changes.Changed):
            intake_changes.write_note(transaction, there, "note")
        assert intake_sharing.share_again(transaction, shared_intake(), MONTH) is None
        assert intake_sharing.change_call_back(transaction, REFERENCE, "555") is None
        assert not tablets.claim(transaction, "204816", "token", timedelta(minutes=5))
        tablets.end_tablet(transaction, 3)
        visits.end(transaction, "token")
        clinicians.replace_all(transaction, [])
    with first.reading(NOON) as transaction:
        assert intakes.find(transaction, "key") == there
        assert visits.find(transaction, "token") == begun
        assert len(tablets.live(transaction)) == 1
        assert len(clinicians.all_clinicians(transaction)) == 1


def test_tablets_and_codes_and_doctors_may_be_the_same_at_two_clinics(
    engine: Engine, keys: Keys, north: int
) -> None:
    for database in (Database(engine, keys), Database(engine, keys).of(north)):
        with database.writing(NOON) as transaction:
            tablets.start(transaction, 3, "204816")
            clinicians.replace_all(transaction, [ANA])
    for database in (Database(engine, keys), Database(engine, keys).of(north)):
        with database.writing(NOON) as transaction:
            assert tablets.claim(
                transaction, "204816", f"token {database.clinic}", timedelta(minutes=5)
            )


def test_the_purge_deletes_expired_data_at_every_clinic(
    engine: Engine, keys: Keys, north: int
) -> None:
    for database in (Database(engine, keys), Database(engine, keys).of(north)):
        with database.writing(NOON) as transaction:
            fill(transaction)

    gone = purge_all(Database(engine, keys).of(north), NOON + 2 * MONTH)

    assert (gone.visits, gone.intakes) == (2, 2)
    with reading(engine) as connection:
        assert connection.execute(select(intake.c.id)).all() == []
        assert connection.execute(select(visit.c.id)).all() == []


def test_a_member_works_at_several_clinics_with_a_role_in_each(
    engine: Engine, keys: Keys, north: int
) -> None:
    first, other = Database(engine, keys), Database(engine, keys).of(north)
    with first.writing(NOON) as transaction:
        staff.add(transaction, "zoe", Role.ADMIN, START)
        zoe = staff.named(transaction, "zoe")
        sessions.begin(transaction, "token", zoe.id)
    with other.writing(NOON) as transaction:
        assert staff.members(transaction) == []
        stranger = staff.find(transaction, "zoe")
        assert stranger == replace(zoe, role=None)
        with pytest.raises(StaffRefused, match="There is no staff member"):
            staff.named(transaction, "zoe")
        there = sessions.find(transaction, "token")
        assert there
        assert there.member.role is None

        memberships.join(transaction, zoe, Role.DESK)
        assert staff.named(transaction, "zoe").role is Role.DESK
        memberships.join(transaction, zoe, Role.CLINICIAN)
        found = sessions.find(transaction, "token")
        assert found
        assert found.member.role is Role.CLINICIAN
        assert [
            (each.clinic.slug, each.role)
            for each in memberships.workplaces(transaction, zoe)
        ] == [
            ("main", Role.ADMIN),
            ("north", Role.CLINICIAN),
        ]
        with pytest.raises(StaffRefused, match="is used at another clinic too"):
            memberships.of_this_clinic_alone(transaction, zoe)

        memberships.leave(transaction, zoe)
        assert [
            each.clinic.slug for each in memberships.workplaces(transaction, zoe)
        ] == ["main"]
    with first.writing(NOON) as transaction:
        assert memberships.of_this_clinic_alone(transaction, zoe) == zoe


def test_each_clinic_keeps_an_admin(engine: Engine, keys: Keys, north: int) -> None:
    first, other = Database(engine, keys), Database(engine, keys).of(north)
    with first.writing(NOON) as transaction:
        for name in ("adam", "zoe"):
            staff.add(transaction, name, Role.ADMIN, START)
        zoe = staff.named(transaction, "zoe")
    with other.writing(NOON) as transaction:
        memberships.join(transaction, zoe, Role.ADMIN)
        for act in (
            memberships.leave,
            lambda transaction, zoe: memberships.join(transaction, zoe, Role.DESK),
        ):
            with pytest.raises(StaffRefused, match="The only admin is zoe"):
                act(transaction, zoe)
    with first.writing(NOON) as transaction:
        memberships.leave(transaction, zoe)
        memberships.join(transaction, zoe, Role.ADMIN)
    with (
        first.of_all_clinics().writing(NOON) as transaction,
        pytest.raises(StaffRefused, match="The only admin of north is zoe"),
    ):
        staff.disable(transaction, zoe)
    with other.writing(NOON) as transaction:
        staff.add(transaction, "nora", Role.ADMIN, START)
    with first.of_all_clinics().writing(NOON) as transaction:
        memberships.record_where_they_work(transaction, "eve", Act.STAFF_DISABLED, zoe)
        staff.disable(transaction, zoe)
    for database in (first, other):
        with database.reading(NOON) as transaction:
            assert [each.who for each in audit.latest(transaction, 9)] == ["eve"]


def test_events_of_a_member_without_a_clinic_are_in_the_first_trail(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        staff.add(transaction, "zoe", Role.DESK, START)
        zoe = staff.named(transaction, "zoe")
        memberships.leave(transaction, zoe)
        memberships.record_where_they_work(transaction, "eve", Act.STAFF_RESET, zoe)
        assert [each.clinic for each in audit.latest(transaction, 9)] == [FIRST_CLINIC]


def test_a_sign_in_is_in_the_trail_of_a_clinic_where_the_member_works(
    engine: Engine, keys: Keys, north: int
) -> None:
    database = Database(engine, keys)
    with database.of(north).writing(NOON) as transaction:
        staff.add(transaction, "zoe", Role.DESK, START)
        memberships.record_by(
            transaction, staff.named(transaction, "zoe"), Act.SIGNED_OUT
        )
    with database.writing(NOON) as transaction:
        zoe = staff.find(transaction, "zoe")
        assert zoe
        memberships.record_by(transaction, zoe, Act.SIGN_IN_FAILED)
        trail = select(audit_entry.c.what, audit_entry.c.clinic_id).order_by(
            audit_entry.c.number
        )
        found = [
            (row.what, row.clinic_id) for row in transaction.connection.execute(trail)
        ]

    assert found[-2:] == [(Act.SIGNED_OUT, north), (Act.SIGN_IN_FAILED, north)]


def test_a_sign_in_of_a_member_without_a_clinic_is_in_this_trail(
    engine: Engine, keys: Keys, north: int
) -> None:
    database = Database(engine, keys)
    with database.writing(NOON) as transaction:
        staff.add(transaction, "zoe", Role.DESK, START)
        memberships.leave(transaction, staff.named(transaction, "zoe"))
    with database.of(north).writing(NOON) as transaction:
        zoe = staff.find(transaction, "zoe")
        assert zoe
        memberships.record_by(transaction, zoe, Act.SIGN_IN_FAILED)
        assert [each.clinic for each in audit.latest(transaction, 9)] == [north]


def test_an_entry_moved_to_another_clinic_is_a_change(
    engine: Engine, keys: Keys, north: int
) -> None:
    first = Database(engine, keys)
    for database in (first, first.of(north), first.of_all_clinics()):
        with database.writing(NOON) as transaction:
            audit.record(transaction, "zoe", Act.SIGNED_IN)
    with first.reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction)) == []
    with first.of_all_clinics().reading(NOON) as transaction:
        assert [each.clinic for each in audit.latest(transaction, 9)] == [
            FIRST_CLINIC,
            north,
            FIRST_CLINIC,
        ]

    for number, of in ((1, north), (2, FIRST_CLINIC)):
        with writing(engine) as connection:
            moved = update(audit_entry).where(audit_entry.c.number == number)
            connection.execute(moved.values(clinic_id=of))
        with first.reading(NOON) as transaction:
            assert f"entry {number} was changed" in "\n".join(
                audit_check.mismatches(transaction)
            )


def test_several_clinics_keep_an_earlier_version_out(
    opened: Callable[[str], Engine], address: str, keys: Keys
) -> None:
    engine = opened(address)
    migrate(engine)
    with Database(engine, keys).writing(NOON) as transaction:
        clinics.add(transaction, "north", {})

    with (
        pytest.raises(ValueError, match="an earlier version knows one"),
        writing(engine) as connection,
    ):
        command.downgrade(config_for(connection), "0016")

    with Database(engine, keys).reading(NOON) as transaction:
        assert len(clinics.all_clinics(transaction)) == 2


def test_an_earlier_version_lets_nobody_in_who_works_here_no_more(
    opened: Callable[[str], Engine], address: str, keys: Keys
) -> None:
    engine = opened(address)
    migrate(engine)
    with Database(engine, keys).writing(NOON) as transaction:
        for name in ("zoe", "max"):
            staff.add(transaction, name, Role.DESK, START)
        memberships.leave(transaction, staff.named(transaction, "max"))

    with writing(engine) as connection:
        command.downgrade(config_for(connection), "0016")

    with reading(engine) as connection:
        found = connection.exec_driver_sql(
            "SELECT name, disabled IS NULL FROM staff ORDER BY name"
        ).all()
    assert [(name, bool(is_active)) for name, is_active in found] == [
        ("max", False),
        ("zoe", True),
    ]


def test_the_name_of_a_member_of_another_clinic_is_reported_as_taken(
    engine: Engine, keys: Keys, north: int
) -> None:
    database = Database(engine, keys)
    with database.of(north).writing(NOON) as transaction:
        staff.add(transaction, "ned", Role.DESK, START)

    for of, said in {
        north: "There is already a staff member ned",
        FIRST_CLINIC: "The name ned belongs to someone who does not work here",
    }.items():
        with (
            database.of(of).writing(NOON) as transaction,
            pytest.raises(StaffRefused, match=said),
        ):
            staff.add(transaction, "ned", Role.DESK, START)


def test_a_database_with_other_clinics_takes_no_backup(
    engine: Engine, north: int
) -> None:
    with reading(engine) as connection:
        assert backup.holds_rows(connection)


def test_the_only_admin_of_a_closed_clinic_can_be_disabled(
    engine: Engine, keys: Keys, north: int
) -> None:
    database = Database(engine, keys)
    with database.of(north).writing(NOON) as transaction:
        staff.add(transaction, "nora", Role.ADMIN, START)

    with database.of_all_clinics().writing(NOON) as transaction:
        nora = staff.named(transaction, "nora")
        with pytest.raises(
            StaffRefused,
            match=r"The only admin of north is nora\. Add another admin there",
        ):
            staff.disable(transaction, nora)
        clinics.close(transaction, clinics.named(transaction, "north"))
        staff.disable(transaction, nora)
        assert staff.named(transaction, "nora").disabled == NOON
