"""Which staff members work at which clinic, and in which role."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, insert, null, select

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
AT_CLINIC = membership.c.clinic_id == clinic.c.id
AT_ANOTHER = membership.c.clinic_id != bindparam("clinic")
IS_OPEN = clinic.c.closed.is_(None)

WORKPLACES = across_clinics(
    select(clinic, membership.c.role)
    .join(membership, AT_CLINIC)
    .where(OF_MEMBER)
    .where(IS_OPEN)
    .order_by(clinic.c.id)
)
"""The open clinics of one member. The links from one clinic to another show them."""
NO_ROLE = null().label("role")
ALL_MEMBERS = select(staff, NO_ROLE).order_by(staff.c.name)
"""All members by name, without the role that each has at a clinic."""
ALL_WORKPLACES = across_clinics(
    select(clinic, membership.c.role, membership.c.staff_id)
    .join(membership, AT_CLINIC)
    .order_by(clinic.c.id)
)
"""The clinics of all members, for the operator."""
HAS_ANOTHER = exists().where(OF_MEMBER, AT_ANOTHER)
ELSEWHERE = across_clinics(select(HAS_ANOTHER))
"""Whether a member works at another clinic, too."""
OF_MEMBER_HERE = and_(of_clinic(membership), OF_MEMBER)
JOIN = insert(membership)
LEAVE = delete(membership).where(OF_MEMBER_HERE)


def workplaces(transaction: Transaction, member: Member) -> tuple[Workplace, ...]:
    """Return the open clinics where a member works, whichever clinic the transaction
    belongs to."""
    wanted = {"member": member.id}
    rows = transaction.execute(WORKPLACES, wanted)
    return tuple(map(as_workplace, rows))


def as_workplace(row: Row[Any]) -> Workplace:
    """Return the workplace in a row of a clinic with a role."""
    role = Role(row.role)
    return Workplace(clinic_of(row), role)


def members_and_workplaces(
    transaction: Transaction,
) -> list[tuple[Member, list[Workplace]]]:
    """Return all staff members by name, each with every clinic where they work, closed
    clinics included."""
    by_member: dict[int, list[Workplace]] = {}
    for row in transaction.execute(ALL_WORKPLACES):
        places = by_member.setdefault(row.staff_id, [])
        places.append(as_workplace(row))
    found = []
    for row in transaction.execute(ALL_MEMBERS):
        member = as_member(row)
        places = by_member.get(member.id, [])
        found.append((member, places))
    return found


def works_elsewhere(transaction: Transaction, member: Member) -> bool:
    """Return whether a member works at a clinic other than that of the transaction."""
    wanted = member_here(transaction, member)
    found = transaction.execute(ELSEWHERE, wanted)
    return bool(found.scalar_one())


def member_here(transaction: Transaction, member: Member) -> dict[str, int]:
    """Return the parameters for a statement about a member and the clinic of the
    transaction."""
    return {
        "clinic": transaction.clinic,
        "member": member.id,
    }


def join(transaction: Transaction, member: Member, role: Role) -> None:
    """Give a member a role at this clinic, or replace the earlier role. Raises
    StaffRefused if this would remove its last admin."""
    if role is not Role.ADMIN:
        require_another_admin(transaction, member)
    transaction.execute(LEAVE, member_here(transaction, member))
    row = {
        "staff_id": member.id,
        "clinic_id": transaction.clinic,
        "role": role,
    }
    transaction.execute(JOIN, row)


def leave(transaction: Transaction, member: Member) -> None:
    """End a member's work at this clinic. Raises StaffRefused for its last admin."""
    require_another_admin(transaction, member)
    transaction.execute(LEAVE, member_here(transaction, member))


def record_where_they_work(
    transaction: Transaction, who: str, what: Act, member: Member
) -> None:
    """Append an entry to the audit trail of each clinic where a member works. If there
    is none, use the first clinic."""
    clinics = clinic_ids(transaction, member) or [FIRST_CLINIC]
    for each in clinics:
        there = replace(transaction, clinic=each)
        audit.record(there, who, what, member.name)


def clinic_ids(transaction: Transaction, member: Member) -> list[int]:
    """Return the ids of the open clinics where a member works."""
    places = workplaces(transaction, member)
    return [place.clinic.id for place in places]


def record_by(transaction: Transaction, member: Member, what: Act) -> None:
    """Append an entry about a member who signs in or out.

    It goes into the trail of this clinic if the member works here, otherwise into that
    of the first clinic where they work.
    """
    there = transaction
    if not member.role:
        clinics = clinic_ids(transaction, member)
        if clinics:
            there = replace(transaction, clinic=clinics[0])
    audit.record(there, member.name, what)


def of_this_clinic_alone(transaction: Transaction, member: Member) -> Member:
    """Return the member. Raises StaffRefused if they work at another clinic, which a
    new password from here would open, too."""
    if works_elsewhere(transaction, member):
        why = Sentence(
            "The account %(name)s is used at another clinic too. Ask the operator to reset it.",
            {"name": member.name},
        )
        raise StaffRefused(why)
    return member
