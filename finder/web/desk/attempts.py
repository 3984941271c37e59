"""Failed attempts at the desk. Each is in the audit trail by its id and delays the next
one."""

from datetime import datetime

from finder.store import audit, memberships, throttle
from finder.store.acts import Act
from finder.store.staff import Member
from finder.store.throttle import (
    FOR_ADDRESS,
    FOR_ALL,
    FOR_LOOK_UP,
    FOR_ONE,
    Attempt,
    AttemptKind,
)
from finder.store.transaction import Transaction
from finder.web.app import known_browsers
from finder.web.app.cookies import Cookie
from finder.web.app.security import from_where
from finder.web.app.state import state

ANYWHERE = Attempt(AttemptKind.SIGN_IN_ANYWHERE)


def of_name(name: str) -> Attempt:
    """Return the attempt to sign in with a name. A browser in which staff signed in
    before has its own count."""
    return Attempt(AttemptKind.SIGN_IN, name, known_browser())


def from_here() -> Attempt:
    """Return the attempt to sign in from this address, with any name."""
    return Attempt(AttemptKind.SIGN_IN_FROM, where=from_where())


def own_password(member: Member) -> Attempt:
    """Return the attempt to enter one's own current password."""
    return Attempt(AttemptKind.OWN_PASSWORD, member.name)


def look_up(member: Member) -> Attempt:
    """Return the attempt to look up a code."""
    return Attempt(AttemptKind.LOOK_UP, member.name)


def missing_code(member: Member, code: str) -> Attempt:
    """Return the attempt to look up a code that this clinic does not have."""
    code_here = f"{code} {state().clinic_mark}"
    return Attempt(AttemptKind.MISSING_CODE, member.name, code_here)


def known_browser() -> str:
    """Return the id of a browser in which staff signed in before, or "" for any other
    browser."""
    return known_browsers.known(Cookie.KNOWN)


def count_sign_in(transaction: Transaction, name: str) -> int:
    """Count a sign-in attempt, and return the seconds to wait before it is checked.
    Unknown browsers also wait for failures with other names, from the same address and
    from everywhere. An attempt counts as failed until it worked, so many at once wait,
    too."""
    if known_browser():
        return throttle.count_attempt(transaction, of_name(name))
    policies = {
        from_here(): FOR_ADDRESS,
        ANYWHERE: FOR_ALL,
        of_name(name): FOR_ONE,
    }
    return throttle.count_together(transaction, policies)


def sign_in_failed(member: Member | None) -> None:
    """Record a failed sign-in. An unknown name is not stored, because it may be a
    password in the wrong field."""
    with state().writing() as transaction:
        if member:
            memberships.record_by(transaction, member, Act.SIGN_IN_FAILED)
        else:
            audit.record(transaction, audit.UNKNOWN_NAME, Act.SIGN_IN_FAILED)


def sign_in_worked(transaction: Transaction, name: str, counted: datetime) -> None:
    """Clear the attempts from this address and for this name, in the order in which
    `count_sign_in` locks them. That avoids a deadlock between two sign-ins. Of the
    attempts from everywhere, only the one that was counted at this time is taken
    back."""
    throttle.forget(transaction, from_here())
    if not known_browser():
        throttle.take_back(transaction, ANYWHERE, FOR_ALL, counted)
    throttle.forget(transaction, of_name(name))


def count_own_password(transaction: Transaction, member: Member) -> int:
    """Count an attempt to enter the current password, and return the seconds to wait
    before it is checked."""
    attempt = own_password(member)
    return throttle.count_attempt(transaction, attempt)


def own_password_refused(member: Member) -> None:
    with state().writing() as transaction:
        audit.record(transaction, member.name, Act.PASSWORD_REFUSED)


def own_password_was_right(transaction: Transaction, member: Member) -> None:
    attempt = own_password(member)
    throttle.forget(transaction, attempt)


def count_look_up(transaction: Transaction, member: Member) -> int:
    """Count the look-up of a code, and return the seconds to wait before it is done."""
    attempt = look_up(member)
    return throttle.count_attempt(transaction, attempt, FOR_LOOK_UP)


def wait_for_look_up(transaction: Transaction, member: Member) -> int:
    """Return the seconds until a member may look up a code again. This counts no
    attempt."""
    attempt = look_up(member)
    return throttle.seconds_left(transaction, attempt, FOR_LOOK_UP)


def looked_up(
    transaction: Transaction, member: Member, code: str, *, found: bool
) -> None:
    """Record a look-up that found nothing. One that found something clears the
    count."""
    if found:
        attempt = look_up(member)
        throttle.forget(transaction, attempt)
    else:
        attempt = missing_code(member, code)
        throttle.fail(transaction, attempt)
        audit.record(transaction, member.name, Act.FOUND_NOTHING)


def was_missing(transaction: Transaction, member: Member, code: str) -> bool:
    """Return whether a member looked up this code at this clinic within a day and found
    nothing."""
    attempt = missing_code(member, code)
    return throttle.has_failed(transaction, attempt)


def page_refused(member: Member, page: str) -> None:
    """Record that a member was refused a page, by its id. Of many refusals, only some
    are recorded."""
    attempt = Attempt(AttemptKind.REFUSED_PAGE, member.name)
    with state().writing() as transaction:
        must_wait = throttle.count_attempt(transaction, attempt)
        if not must_wait:
            audit.record(transaction, member.name, Act.PAGE_REFUSED, page)
