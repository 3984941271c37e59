"""Accounts of staff members."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import category, normalize

from sqlalchemy import Row, and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from finder.core.rules.clean_text import clean
from finder.core.rules.sentence import Sentence, SentenceError
from finder.store.clinics import all_clinics
from finder.store.codes import SECRET_BYTES
from finder.store.desk_tables import membership, recovery_code, staff, staff_session
from finder.store.passwords import hashed, starting_password
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, across_clinics, clinic, of_clinic
from finder.store.transaction import Transaction

INVISIBLE = "Cf"
"""The Unicode category of characters that only control how others are shown."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class Role(StrEnum):
    DESK = "desk"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class StaffRefused(SentenceError):
    """Something that cannot be done with an account. The text says what, and how to
    fix it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A staff member. Until `ready`, the password is the starting password and codes
    are not set up. `role` is the role in the clinic of the transaction that found the
    member, None if they do not work there."""

    id: int
    name: str
    role: Role | None
    ready: bool
    disabled: datetime | None
    password: str = field(repr=False)
    password_set: datetime
    codes_sealed: bytes = field(repr=False)
    last_code: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class StartingCredentials:
    """The password and secret of a new account. The password is shown once."""

    password: str = field(repr=False)
    password_hash: str = field(repr=False)
    codes_secret: bytes = field(repr=False)


HERE = and_(membership.c.staff_id == staff.c.id, of_clinic(membership))
FIND = (
    select(staff, membership.c.role)
    .outerjoin(membership, HERE)
    .where(staff.c.name == bindparam("wanted"))
)
MEMBERS = select(staff, membership.c.role).join(membership, HERE).order_by(staff.c.name)
other = membership.alias("other")
ANOTHER_ADMIN = (
    exists()
    .where(
        other.c.clinic_id == membership.c.clinic_id,
        other.c.role == Role.ADMIN,
        other.c.staff_id == staff.c.id,
        staff.c.id != bindparam("but"),
        staff.c.disabled.is_(None),
    )
    .correlate(membership)
)
ADMIN_ALONE = (
    select(clinic.c.slug)
    .join(membership, membership.c.clinic_id == clinic.c.id)
    .where(
        membership.c.staff_id == bindparam("but"),
        membership.c.role == Role.ADMIN,
        clinic.c.closed.is_(None),
        ~ANOTHER_ADMIN,
    )
    .order_by(clinic.c.id)
)
"""The open clinics whose only admin is a given member."""
ALONE_HERE = ADMIN_ALONE.where(of_clinic(membership))
ALONE_SOMEWHERE = across_clinics(ADMIN_ALONE)
ADD = insert(staff).returning(staff.c.id)
CHANGE = update(staff).where(staff.c.id == bindparam("member"))
FORGET_RECOVERY = delete(recovery_code).where(
    recovery_code.c.staff_id == bindparam("member")
)
END_SESSIONS = delete(staff_session).where(
    staff_session.c.staff_id == bindparam("member")
)


def plain_name(typed: str) -> str:
    """Return the sign-in name in its stored form, however it was typed. Invisible
    characters are removed."""
    visible = [sign for sign in clean(typed) if category(sign) != INVISIBLE]
    name = normalize("NFKC", "".join(visible))
    return name.strip().casefold()


def new_start(
    choice: Callable[[str], str], random_bytes: Callable[[int], bytes]
) -> StartingCredentials:
    password = starting_password(choice)
    return StartingCredentials(password, hashed(password), random_bytes(SECRET_BYTES))


def add(
    transaction: Transaction, name: str, role: Role, start: StartingCredentials
) -> None:
    """Add an account for someone who works at this clinic. Raises StaffRefused."""
    if why := why_no_name(name):
        raise StaffRefused(why)
    row = {
        "name": name,
        "disabled": None,
        **starting_values(transaction.keys, name, start, transaction.now),
    }
    try:
        with transaction.connection.begin_nested():
            staff_id = transaction.execute(ADD, row).scalar_one()
    except IntegrityError:
        raise StaffRefused(name_is_taken(transaction, name)) from None
    works_here = {
        "staff_id": staff_id,
        "clinic_id": transaction.clinic,
        "role": role,
    }
    transaction.execute(insert(membership), works_here)


def why_no_name(text: str) -> Sentence | None:
    """Return why nobody can sign in with this name, or None if it is a valid name."""
    if NAME.fullmatch(text):
        return None
    return Sentence(
        "Type a name to sign in with. Use 2 to 40 lowercase letters, digits, dots or hyphens, such as "
        "maria.lopez."
    )


def name_is_taken(transaction: Transaction, name: str) -> Sentence:
    """Return the message that a name already has an account."""
    known = find(transaction, name)
    if known and known.role:
        return Sentence(
            "There is already a staff member %(name)s. Choose another name, or reset that account.",
            {"name": name},
        )
    return Sentence(
        "The name %(name)s belongs to someone who does not work here. Choose another name, or ask the operator.",
        {"name": name},
    )


def starting_values(
    keys: Keys, name: str, start: StartingCredentials, now: datetime
) -> dict[str, object]:
    """Return the columns of an account until the member has signed in."""
    sealed = keys.seal(
        start.codes_secret, table="staff", row=name.encode(), field="codes_sealed"
    )
    return {
        "password": start.password_hash,
        "codes_sealed": sealed,
        "last_code": 0,
        "ready": False,
        "password_set": now,
    }


def find(transaction: Transaction, name: str) -> Member | None:
    """Return the account with this name, wherever they work. Return None if there is
    none."""
    wanted = {"clinic": transaction.clinic, "wanted": name}
    row = transaction.execute(FIND, wanted).first()
    return as_member(row) if row else None


def named(transaction: Transaction, name: str) -> Member:
    """Return the staff member of this clinic with this name. In a transaction of all
    clinics, return one of any clinic. Raises StaffRefused if there is none."""
    member = find(transaction, name)
    if member and (member.role or transaction.clinic == ALL_CLINICS):
        return member
    why = Sentence(
        "There is no staff member %(name)s. `finder staff list` shows all.",
        {"name": name},
    )
    raise StaffRefused(why)


def members(transaction: Transaction) -> list[Member]:
    """Return the staff members of this clinic."""
    rows = transaction.execute(MEMBERS, {"clinic": transaction.clinic})
    return [as_member(row) for row in rows]


def as_member(row: Row[Any]) -> Member:
    """Return the member in a row of an account with a role."""
    return Member(
        id=row.id,
        name=row.name,
        role=Role(row.role) if row.role else None,
        ready=row.ready,
        disabled=row.disabled,
        password=row.password,
        password_set=row.password_set,
        codes_sealed=row.codes_sealed,
        last_code=row.last_code,
    )


def disable(transaction: Transaction, member: Member) -> None:
    """Disable an account and end its sessions. Raises StaffRefused for the last admin
    of a clinic."""
    require_another_admin(transaction, member)
    transaction.execute(CHANGE, {"member": member.id, "disabled": transaction.now})
    end_sessions(transaction, member)


def require_another_admin(transaction: Transaction, member: Member) -> None:
    """Raise StaffRefused for the last admin of this clinic. In a transaction of all
    clinics, check every clinic."""
    slugs = where_only_admin(transaction, member)
    if not slugs:
        return
    why = Sentence(
        "The only admin is %(name)s. Add another admin first.",
        {"name": member.name},
    )
    if transaction.clinic == ALL_CLINICS and len(all_clinics(transaction)) > 1:
        why = Sentence(
            "The only admin of %(clinics)s is %(name)s. Add another admin there first.",
            {"name": member.name, "clinics": ", ".join(slugs)},
        )
    raise StaffRefused(why)


def where_only_admin(transaction: Transaction, member: Member) -> Sequence[str]:
    """Return the slugs of the open clinics whose only admin is this member, among the
    clinics of the transaction."""
    if transaction.clinic == ALL_CLINICS:
        rows = transaction.execute(ALONE_SOMEWHERE, {"but": member.id})
    else:
        wanted = {"but": member.id, "clinic": transaction.clinic}
        rows = transaction.execute(ALONE_HERE, wanted)
    return rows.scalars().all()


def reset(transaction: Transaction, member: Member, start: StartingCredentials) -> None:
    """Give an account a new starting password. All earlier passwords, codes and
    sessions end."""
    values = {
        "member": member.id,
        **starting_values(transaction.keys, member.name, start, transaction.now),
        "disabled": None,
    }
    transaction.execute(CHANGE, values)
    transaction.execute(FORGET_RECOVERY, {"member": member.id})
    end_sessions(transaction, member)


def end_sessions(transaction: Transaction, member: Member) -> None:
    transaction.execute(END_SESSIONS, {"member": member.id})
