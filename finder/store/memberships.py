"""Which staff members work at which clinic, and in which role."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, insert, null, select

from finder.core.rules.sentence import Sentence
from finder.store import audit
from finder.store.acts import Act
from finder.store.clinics import Clinic, clinic_of
from finder.store.desk_tables import membership, staff
from finder.store.staff import (
    Member,
    Role,
    StaffRefused,
    as_member,
    require_another_admin,
)
from finder.store.tables import FIRST_CLINIC, across_clinics, clinic, of_clinic
from finder.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Workplace:
    """A clinic where a staff member works, and the member's role there."""

    clinic: Clinic
    role: Role


OF_MEMBER = membership.c.staff_id == bindparam("member")
WORKPLACES = across_clinics(
    select(clinic, membership.c.role)
    .join(membership, membership.c.clinic_id == clinic.c.id)
    .where(OF_MEMBER, clinic.c.closed.is_(None))
    .order_by(clinic.c.id)
)
"""The open clinics of one member. The links from one clinic to another show them."""
ANYBODY = select(staff, null().label("role")).order_by(staff.c.name)
EVERY_WORKPLACE = across_clinics(
    select(clinic, membership.c.role, membership.c.staff_id)
    .join(membership, membership.c.clinic_id == clinic.c.id)
    .order_by(clinic.c.id)
)
"""The clinics of all members, for the operator."""
AT_ANOTHER = membership.c.clinic_id != bindparam("clinic")
ELSEWHERE = across_clinics(select(exists().where(OF_MEMBER, AT_ANOTHER)))
"""Whether a member works at another clinic, too."""
JOIN = insert(membership)
LEAVE = delete(membership).where(of_clinic(membership), OF_MEMBER)


def workplaces(transaction: Transaction, member: Member) -> tuple[Workplace, ...]:
    """Return the open clinics where a member works, whichever clinic the transaction
    belongs to."""
    rows = transaction.execute(WORKPLACES, {"member": member.id})
    return tuple(map(as_workplace, rows))


def as_workplace(row: Row[Any]) -> Workplace:
    """Return the workplace in a row of a clinic with a role."""
    role = Role(row.role)
    return Workplace(clinic_of(row), role)


def everyone(transaction: Transaction) -> list[tuple[Member, list[Workplace]]]:
    """Return all staff members by name, each with every clinic where they work, closed
    clinics included."""
    places: dict[int, list[Workplace]] = {}
    for row in transaction.execute(EVERY_WORKPLACE):
        of_member = places.setdefault(row.staff_id, [])
        of_member.append(as_workplace(row))
    members = map(as_member, transaction.execute(ANYBODY))
    return [(member, places.get(member.id, [])) for member in members]


def works_elsewhere(transaction: Transaction, member: Member) -> bool:
    """Return whether a member works at a clinic other than that of the transaction."""
    wanted = {"member": member.id, "clinic": transaction.clinic}
    found = transaction.execute(ELSEWHERE, wanted)
    return bool(found.scalar_one())


def join(transaction: Transaction, member: Member, role: Role) -> None:
    """Give a member a role at this clinic, or replace the earlier role. Raises
    StaffRefused if this would remove its last admin."""
    if role is not Role.ADMIN:
        require_another_admin(transaction, member)
    transaction.execute(LEAVE, {"clinic": transaction.clinic, "member": member.id})
    row = {"staff_id": member.id, "clinic_id": transaction.clinic, "role": role}
    transaction.execute(JOIN, row)


def leave(transaction: Transaction, member: Member) -> None:
    """End a member's work at this clinic. Raises StaffRefused for its last admin."""
    require_another_admin(transaction, member)
    transaction.execute(LEAVE, {"clinic": transaction.clinic, "member": member.id})


def record_where_they_work(
    transaction: Transaction, who: str, what: Act, member: Member
) -> None:
    """Append an entry to the audit trail of each clinic where a member works. If there
    is none, use the first clinic."""
    places = clinics_of(transaction, member)
    for place in places or [FIRST_CLINIC]:
        there = replace(transaction, clinic=place)
        audit.record(there, who, what, member.name)


def clinics_of(transaction: Transaction, member: Member) -> list[int]:
    """Return the ids of the clinics where a member works."""
    return [each.clinic.id for each in workplaces(transaction, member)]


def record_by(transaction: Transaction, member: Member, what: Act) -> None:
    """Append an entry about a member who signs in or out.

    It goes into the trail of this clinic if the member works here, otherwise into that
    of the first clinic where they work.
    """
    places = [] if member.role else clinics_of(transaction, member)
    place = places[0] if places else transaction.clinic
    there = replace(transaction, clinic=place)
    audit.record(there, member.name, what)


def of_this_clinic_alone(transaction: Transaction, member: Member) -> Member:
    """Return the member. Raises StaffRefused if they work at another clinic, which a
    new password from here would open, too."""
    if works_elsewhere(transaction, member):
        values = {"name": member.name}
        why = Sentence(
            "%(name)s works at another clinic too; ask the operator to reset the account",
            values,
        )
        raise StaffRefused(why)
    return member
