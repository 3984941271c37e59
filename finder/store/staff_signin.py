"""Sign-in of staff members: the check of a password and of a second factor, and the
credentials that a member chooses."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, or_, update

from finder.store.codes import far_ahead, used_step
from finder.store.desk_tables import recovery_code, staff
from finder.store.passwords import matches
from finder.store.random_code import letters_and_digits
from finder.store.seal import Keys, Tampered
from finder.store.staff import CHANGE, FORGET_RECOVERY, Member, end_sessions
from finder.store.transaction import Transaction

STARTING_LASTS = timedelta(days=3)
RECOVERY = "recovery code"

log = logging.getLogger("finder.store")


class Factor(StrEnum):
    """The second factor that a member used."""

    NOTHING_YET = "nothing yet"
    CODE = "code"
    RECOVERY_CODE = "recovery code"


IS_NEWER = staff.c.last_code < bindparam("step")
CLOCK_WAS_SET_BACK = staff.c.last_code > bindparam("far_ahead")
USE_STEP = (
    update(staff)
    .where(staff.c.id == bindparam("member"))
    .where(or_(IS_NEWER, CLOCK_WAS_SET_BACK))
    .returning(staff.c.id)
)
USE_RECOVERY = (
    delete(recovery_code)
    .where(recovery_code.c.staff_id == bindparam("member"))
    .where(recovery_code.c.code_hash.in_(bindparam("hashes", expanding=True)))
    .returning(recovery_code.c.id)
)


def knows_password(member: Member | None, password: str, now: datetime) -> bool:
    """Return whether the password is right and the account may sign in. An unknown
    member takes as long to check. The check is slow on purpose, so call it outside of
    transactions."""
    is_right = matches(password, member.password if member else None)
    if member is None or member.disabled is not None:
        return False
    is_starting_password = not member.ready
    if is_starting_password and now >= member.password_set + STARTING_LASTS:
        return False
    return is_right


def second_factor(
    transaction: Transaction, member: Member, typed: str
) -> Factor | None:
    """Return the second factor that the typed code proves, None if it proves none. The
    code is then used up."""
    if not member.ready:
        return Factor.NOTHING_YET
    if use_up_code(transaction, member, typed):
        return Factor.CODE
    if use_up_recovery_code(transaction, member, typed):
        return Factor.RECOVERY_CODE
    return None


def use_up_code(transaction: Transaction, member: Member, typed: str) -> bool:
    """Return whether a one-time code is correct, after using it up."""
    step = step_of(transaction.keys, member, typed, transaction.now)
    if not step:
        return False
    use = {
        "member": member.id,
        "step": step,
        "far_ahead": far_ahead(transaction.now),
        "last_code": step,
    }
    used = transaction.execute(USE_STEP, use).first()
    return used is not None


def use_up_recovery_code(transaction: Transaction, member: Member, typed: str) -> bool:
    """Return whether a recovery code is correct, after deleting it."""
    text = recovery_text(member, typed)
    use = {
        "member": member.id,
        "hashes": transaction.keys.fingerprints(text, RECOVERY),
    }
    used = transaction.execute(USE_RECOVERY, use).first()
    return used is not None


def step_of(keys: Keys, member: Member, typed: str, now: datetime) -> int:
    """Return the time step of a correct code, 0 for any other text. If the secret
    cannot be decrypted, no code is correct, but recovery codes still work."""
    try:
        return used_step(codes_secret(keys, member), typed, now, member.last_code)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return 0


def codes_secret(keys: Keys, member: Member) -> bytes:
    """Return the secret of the member's one-time codes. Raises Tampered."""
    return keys.unseal(
        member.codes_sealed,
        table="staff",
        row=member.name.encode(),
        field="codes_sealed",
    )


def make_ready(
    transaction: Transaction,
    member: Member,
    password_hash: str,
    step: int,
    recovery: tuple[str, ...],
) -> None:
    """Finish the first sign-in. Store the chosen password, the time step of the used
    code, and the recovery codes."""
    values = {
        "member": member.id,
        "password": password_hash,
        "password_set": transaction.now,
        "last_code": step,
        "ready": True,
    }
    transaction.execute(CHANGE, values)
    transaction.execute(FORGET_RECOVERY, {"member": member.id})
    rows = []
    for code in recovery:
        text = recovery_text(member, code)
        code_hash = transaction.keys.fingerprint(text, RECOVERY)
        rows.append({"staff_id": member.id, "code_hash": code_hash})
    transaction.execute(insert(recovery_code), rows)
    end_sessions(transaction, member)


def change_password(
    transaction: Transaction, member: Member, password_hash: str
) -> None:
    """Store a new password, and end the member's sessions."""
    values = {
        "member": member.id,
        "password": password_hash,
        "password_set": transaction.now,
    }
    transaction.execute(CHANGE, values)
    end_sessions(transaction, member)


def recovery_text(member: Member, code: str) -> str:
    """Return the text of a recovery code that is hashed."""
    return f"{member.name}\0{letters_and_digits(code)}"
