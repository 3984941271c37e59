"""Accounts of staff members, and the check of their passwords and codes."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from unicodedata import category, normalize

from sqlalchemy import Row, and_, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from finder.core.rules.clean_text import clean
from finder.core.rules.sentence import Sentence, SentenceError
from finder.store.clinics import every
from finder.store.codes import SECRET_BYTES, far_ahead, plain_code, used_step
from finder.store.desk_tables import membership, recovery_code, staff, staff_session
from finder.store.passwords import hashed, matches, starting_password
from finder.store.seal import Keys, Tampered
from finder.store.tables import ALL_CLINICS, across_clinics, clinic, of_clinic
from finder.store.transaction import Transaction

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
STARTING_LASTS = timedelta(days=3)
RECOVERY = "recovery code"

log = logging.getLogger("finder.store")


class Role(StrEnum):
    DESK = "desk"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class Factor(StrEnum):
    """The second factor that a member used."""

    NOTHING_YET = "nothing yet"
    CODE = "code"
    RECOVERY_CODE = "recovery code"


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
EVERYONE = (
    select(staff, membership.c.role).join(membership, HERE).order_by(staff.c.name)
)
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
CHANGE = update(staff).where(staff.c.id == bindparam("member"))
USE_STEP = (
    update(staff)
    .where(
        staff.c.id == bindparam("member"),
        or_(
            staff.c.last_code < bindparam("step"),
            staff.c.last_code > bindparam("far_ahead"),
        ),
    )
    .returning(staff.c.id)
)
USE_RECOVERY = (
    delete(recovery_code)
    .where(
        recovery_code.c.staff_id == bindparam("member"),
        recovery_code.c.code_hash.in_(bindparam("hashes", expanding=True)),
    )
    .returning(recovery_code.c.id)
)
FORGET_RECOVERY = delete(recovery_code).where(
    recovery_code.c.staff_id == bindparam("member")
)
END_SESSIONS = delete(staff_session).where(
    staff_session.c.staff_id == bindparam("member")
)


def plain_name(typed: str) -> str:
    """Return the sign-in name in its stored form, however it was typed. Invisible
    characters are removed."""
    seen = "".join(sign for sign in clean(typed) if category(sign) != "Cf")
    return normalize("NFKC", seen).strip().casefold()


def new_start(
    choice: Callable[[str], str], random_bytes: Callable[[int], bytes]
) -> StartingCredentials:
    password = starting_password(choice)
    return StartingCredentials(password, hashed(password), random_bytes(SECRET_BYTES))


def add(
    transaction: Transaction, name: str, role: Role, start: StartingCredentials
) -> None:
    """Add an account for someone who works at this clinic. Raises StaffRefused."""
    if not NAME.fullmatch(name):
        raise StaffRefused(
            Sentence(
                "%(name)r cannot be a sign-in name; use 2 to 40 lowercase letters, digits, dots or hyphens, such as "
                "maria.lopez",
                {"name": name},
            )
        )
    row = {
        "name": name,
        "disabled": None,
        **beginning(transaction.keys, name, start, transaction.now),
    }
    try:
        with transaction.connection.begin_nested():
            added = transaction.execute(
                insert(staff).returning(staff.c.id), row
            ).scalar_one()
    except IntegrityError:
        raise StaffRefused(is_taken(transaction, name)) from None
    transaction.execute(
        insert(membership),
        {"staff_id": added, "clinic_id": transaction.clinic, "role": role},
    )


def is_taken(transaction: Transaction, name: str) -> Sentence:
    """Return the message that a name already has an account."""
    known = find(transaction, name)
    if known and known.role:
        return Sentence(
            "there is already a staff member %(name)s; choose another name, or reset that account",
            {"name": name},
        )
    return Sentence(
        "%(name)s has an account, but does not work here; choose another name, or ask the operator",
        {"name": name},
    )


def beginning(
    keys: Keys, name: str, start: StartingCredentials, now: datetime
) -> dict[str, object]:
    sealed = keys.seal(
        start.codes_secret, table="staff", row=name.encode(), field="codes_sealed"
    )
    new = {"password": start.password_hash, "codes_sealed": sealed, "last_code": 0}
    return {**new, "ready": False, "password_set": now}


def find(transaction: Transaction, name: str) -> Member | None:
    """Return the account with this name, wherever they work. Return None if there is
    none."""
    row = transaction.execute(
        FIND, {"clinic": transaction.clinic, "wanted": name}
    ).first()
    return as_member(row) if row else None


def named(transaction: Transaction, name: str) -> Member:
    """Return the staff member of this clinic with this name. In a transaction of all
    clinics, return one of any clinic. Raises StaffRefused if there is none."""
    member = find(transaction, name)
    if member and (member.role or transaction.clinic == ALL_CLINICS):
        return member
    raise StaffRefused(
        Sentence(
            "there is no staff member %(name)s; `finder staff list` shows all",
            {"name": name},
        )
    )


def everyone(transaction: Transaction) -> list[Member]:
    """Return the staff members of this clinic."""
    return [
        as_member(row)
        for row in transaction.execute(EVERYONE, {"clinic": transaction.clinic})
    ]


def as_member(row: Row[Any]) -> Member:
    return Member(
        row.id,
        row.name,
        Role(row.role) if row.role else None,
        row.ready,
        row.disabled,
        row.password,
        row.password_set,
        row.codes_sealed,
        row.last_code,
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
    is_of_all = transaction.clinic == ALL_CLINICS
    wanted = (
        {"but": member.id}
        if is_of_all
        else {"but": member.id, "clinic": transaction.clinic}
    )
    alone = (
        transaction.execute(ALONE_SOMEWHERE if is_of_all else ALONE_HERE, wanted)
        .scalars()
        .all()
    )
    if not alone:
        return
    if is_of_all and len(every(transaction)) > 1:
        names = {"name": member.name, "clinics": ", ".join(alone)}
        raise StaffRefused(
            Sentence(
                "%(name)s is the only admin of %(clinics)s; make someone else an admin there first",
                names,
            )
        )
    raise StaffRefused(
        Sentence(
            "%(name)s is the only admin; make someone else an admin first",
            {"name": member.name},
        )
    )


def reset(transaction: Transaction, member: Member, start: StartingCredentials) -> None:
    """Give an account a new starting password. All earlier passwords, codes and
    sessions end."""
    new = {
        **beginning(transaction.keys, member.name, start, transaction.now),
        "disabled": None,
    }
    transaction.execute(CHANGE, {"member": member.id, **new})
    transaction.execute(FORGET_RECOVERY, {"member": member.id})
    end_sessions(transaction, member)


def make_ready(
    transaction: Transaction,
    member: Member,
    password_hash: str,
    step: int,
    recovery: tuple[str, ...],
) -> None:
    """Finish the first sign-in. Store the chosen password, the time step of the used
    code, and the recovery codes."""
    new = {
        "password": password_hash,
        "password_set": transaction.now,
        "last_code": step,
        "ready": True,
    }
    transaction.execute(CHANGE, {"member": member.id, **new})
    transaction.execute(FORGET_RECOVERY, {"member": member.id})
    hashes = [
        transaction.keys.fingerprint(recovery_text(member, code), RECOVERY)
        for code in recovery
    ]
    rows = [{"staff_id": member.id, "code_hash": each} for each in hashes]
    transaction.execute(insert(recovery_code), rows)
    end_sessions(transaction, member)


def change_password(
    transaction: Transaction, member: Member, password_hash: str
) -> None:
    transaction.execute(
        CHANGE,
        {
            "member": member.id,
            "password": password_hash,
            "password_set": transaction.now,
        },
    )
    end_sessions(transaction, member)


def end_sessions(transaction: Transaction, member: Member) -> None:
    transaction.execute(END_SESSIONS, {"member": member.id})


def codes_secret(keys: Keys, member: Member) -> bytes:
    """Return the secret of the member's one-time codes. Raises Tampered."""
    return keys.unseal(
        member.codes_sealed,
        table="staff",
        row=member.name.encode(),
        field="codes_sealed",
    )


def knows_password(member: Member | None, password: str, now: datetime) -> bool:
    """Return whether the password is right and the account may sign in. An unknown
    member takes as long to check. The check is slow on purpose, so call it outside of
    transactions."""
    right = matches(password, member.password if member else None)
    if member is None or member.disabled is not None:
        return False
    return right and (member.ready or now < member.password_set + STARTING_LASTS)


def second_factor(
    transaction: Transaction, member: Member, typed: str
) -> Factor | None:
    """Return the second factor that the typed code proves, None if it proves none. The
    code is then used up."""
    if not member.ready:
        return Factor.NOTHING_YET
    step = step_of(transaction.keys, member, typed, transaction.now)
    use = {
        "member": member.id,
        "step": step,
        "far_ahead": far_ahead(transaction.now),
        "last_code": step,
    }
    if step and transaction.execute(USE_STEP, use).first():
        return Factor.CODE
    hashes = transaction.keys.fingerprints(recovery_text(member, typed), RECOVERY)
    used = transaction.execute(
        USE_RECOVERY, {"member": member.id, "hashes": hashes}
    ).first()
    return Factor.RECOVERY_CODE if used else None


def step_of(keys: Keys, member: Member, typed: str, now: datetime) -> int:
    """Return the time step of a correct code, 0 for any other text. If the secret
    cannot be decrypted, no code is correct, but recovery codes still work."""
    try:
        return used_step(codes_secret(keys, member), typed, now, member.last_code)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return 0


def recovery_text(member: Member, code: str) -> str:
    return f"{member.name}\0{plain_code(code)}"
