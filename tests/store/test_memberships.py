"""Where everybody works, for the operator of all clinics."""

from sqlalchemy import Engine

from finder.store import clinics, memberships, staff
from finder.store.seal import Keys
from finder.store.staff import Role
from finder.store.transaction import Database
from tests.store.test_intakes import NOON
from tests.store.test_staff import START


def test_everybody_is_listed_with_each_clinic_and_role(
    engine: Engine, keys: Keys
) -> None:
    first = Database(engine, keys)
    with first.writing(NOON) as transaction:
        assert memberships.members_and_workplaces(transaction) == []
        north = clinics.add(transaction, "north", {"FINDER_CLINIC": "North"})
        for name in ("zoe", "max"):
            staff.add(transaction, name, Role.DESK, START)
        zoe, left = (staff.named(transaction, name) for name in ("zoe", "max"))
        memberships.leave(transaction, left)
    with first.of(north).writing(NOON) as transaction:
        staff.add(transaction, "adam", Role.ADMIN, START)
        memberships.join(transaction, zoe, Role.CLINICIAN)
        clinics.close(transaction, clinics.named(transaction, "north"))

    with first.of_all_clinics().reading(NOON) as transaction:
        found = memberships.members_and_workplaces(transaction)

    assert [
        (member.name, [(each.clinic.slug, each.role) for each in places])
        for member, places in found
    ] == [
        ("adam", [("north", Role.ADMIN)]),
        ("max", []),
        ("zoe", [("main", Role.DESK), ("north", Role.CLINICIAN)]),
    ]
    assert {member.role for member, _ in found} == {None}, "a role is that of a place"
