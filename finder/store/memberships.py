"""Who works at which clinic, and in which role."""

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, exists, insert, null, select

from finder.core.rules.sentence import Sentence
from finder.store import audit
from finder.store.acts import Act
from finder.store.clinics import Clinic, clinic_of
from finder.store.desk_tables import membership, staff
from finder.store.staff import Member, Role, StaffRefused, as_member, keep_an_admin
from finder.store.tables import FIRST_CLINIC, across_clinics, clinic, of_clinic
from finder.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Workplace:
    """A clinic where somebody works, and their role there."""

    clinic: Clinic
    role: Role


OF_MEMBER = membership.c.staff_id == bindparam("member")
WORKPLACES = across_clinics(
    select(clinic, membership.c.role)
    .join(membership, membership.c.clinic_id == clinic.c.id)
    .where(OF_MEMBER, clinic.c.closed.is_(None))
    .order_by(clinic.c.id)
)
"""The clinics of one member: what leads from one clinic to another."""
ANYBODY = select(staff, null().label("role")).order_by(staff.c.name)
EVERY_WORKPLACE = across_clinics(
    select(clinic, membership.c.role, membership.c.staff_id)
    .join(membership, membership.c.clinic_id == clinic.c.id)
    .order_by(clinic.c.id)
)
"""Where everybody works: for the operator."""
ELSEWHERE = across_clinics(select(exists().where(OF_MEMBER, membership.c.clinic_id != bindparam("clinic"))))
"""Whether somebody works at another clinic too."""
JOIN = insert(membership)
LEAVE = delete(membership).where(of_clinic(membership), OF_MEMBER)


def workplaces(transaction: Transaction, member: Member) -> tuple[Workplace, ...]:
    """Return the open clinics where a member works, whichever clinic the transaction is of."""
    rows = transaction.execute(WORKPLACES, {"member": member.id})
    return tuple(Workplace(clinic_of(row), Role(row.role)) for row in rows)


def everyone(transaction: Transaction) -> list[tuple[Member, list[Workplace]]]:
    """Return all staff members, by name, each with every clinic where they work, also closed ones."""
    places: dict[int, list[Workplace]] = {}
    for row in transaction.execute(EVERY_WORKPLACE):
        places.setdefault(row.staff_id, []).append(Workplace(clinic_of(row), Role(row.role)))
    return [(as_member(row), places.get(row.id, [])) for row in transaction.execute(ANYBODY)]


def works_elsewhere(transaction: Transaction, member: Member) -> bool:
    """Return whether a member works at another clinic than that of the transaction."""
    wanted = {"member": member.id, "clinic": transaction.clinic}
    return bool(transaction.execute(ELSEWHERE, wanted).scalar_one())


def join(transaction: Transaction, member: Member, role: Role) -> None:
    """Let a member work at this clinic in a role, which takes the place of one before. Raises StaffRefused for its last
    admin."""
    if role is not Role.ADMIN:
        keep_an_admin(transaction, member)
    transaction.execute(LEAVE, {"clinic": transaction.clinic, "member": member.id})
    row = {"staff_id": member.id, "clinic_id": transaction.clinic, "role": role}
    transaction.execute(JOIN, row)


def leave(transaction: Transaction, member: Member) -> None:
    """Let a member work at this clinic no longer. Raises StaffRefused for its last admin."""
    keep_an_admin(transaction, member)
    transaction.execute(LEAVE, {"clinic": transaction.clinic, "member": member.id})


def record_where_they_work(transaction: Transaction, who: str, what: Act, member: Member) -> None:
    """Append an entry to the audit trail of each clinic where a member works; of the first where that is none."""
    places = [each.clinic.id for each in workplaces(transaction, member)]
    for place in places or [FIRST_CLINIC]:
        audit.record(replace(transaction, clinic=place), who, what, member.name)


def record_by(transaction: Transaction, member: Member, what: Act) -> None:
    """Append an entry of what a member did on the way in or out. Somebody who does not work here does not stand in the
    trail of this clinic, but in that of the first one where they work."""
    places = [] if member.role else [each.clinic.id for each in workplaces(transaction, member)]
    place = places[0] if places else transaction.clinic
    audit.record(replace(transaction, clinic=place), member.name, what)


def of_this_clinic_alone(transaction: Transaction, member: Member) -> Member:
    """Return the member. Raises StaffRefused where they work at another clinic too: a new password made here would open
    that one."""
    if works_elsewhere(transaction, member):
        raise StaffRefused(
            Sentence("%(name)s works at another clinic too; ask the operator for a new start", {"name": member.name})
        )
    return member
