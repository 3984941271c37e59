"""Attempts of the desk that fail: each is in the audit trail by its id, and makes the next one wait."""

from finder.store import audit, memberships, throttle
from finder.store.acts import Act
from finder.store.staff import Member
from finder.store.throttle import FOR_ADDRESS, FOR_ALL, FOR_LOOK_UP, Attempt, AttemptKind
from finder.store.transaction import Transaction
from finder.web.app import browsers
from finder.web.app.cookies import Cookie
from finder.web.app.security import from_where
from finder.web.app.state import state

ANYWHERE = Attempt(AttemptKind.SIGN_IN_ANYWHERE)


def of_name(name: str) -> Attempt:
    """Return the attempt to sign in under a name. A browser where staff signed in before has a count of its own."""
    return Attempt(AttemptKind.SIGN_IN, name, known_browser())


def from_here() -> Attempt:
    """Return the attempt to sign in from this address, whatever the name."""
    return Attempt(AttemptKind.SIGN_IN_FROM, where=from_where())


def own_password(member: Member) -> Attempt:
    """Return the attempt to type one's present password."""
    return Attempt(AttemptKind.OWN_PASSWORD, member.name)


def look_up(member: Member) -> Attempt:
    """Return the attempt to look up a code."""
    return Attempt(AttemptKind.LOOK_UP, member.name)


def missing_code(member: Member, code: str) -> Attempt:
    """Return the attempt to look up a code that is not at this clinic."""
    return Attempt(AttemptKind.MISSING_CODE, member.name, f"{code} {state().clinic_mark}")


def known_browser() -> str:
    """Return what this browser is known by, empty where staff never signed in from it."""
    return browsers.known(Cookie.KNOWN)


def count_sign_in(transaction: Transaction, name: str) -> int:
    """Count a try to sign in, and return the seconds to wait before it is looked at. Strange browsers that fail under
    many names wait too, from one address and from everywhere; a browser where staff signed in before does not."""
    if not known_browser():
        from_address = throttle.seconds_left(transaction, from_here(), FOR_ADDRESS)
        from_anywhere = throttle.seconds_left(transaction, ANYWHERE, FOR_ALL)
        seconds = max(from_address, from_anywhere)
        if seconds:
            return seconds
    return throttle.count_attempt(transaction, of_name(name))


def sign_in_failed(member: Member | None) -> None:
    """Record a try that failed. A name that nobody has is not kept: it may be a password in the wrong field."""
    with state().writing() as transaction:
        if not known_browser():
            throttle.fail(transaction, from_here())
            throttle.fail(transaction, ANYWHERE)
        if member:
            memberships.record_by(transaction, member, Act.SIGN_IN_FAILED)
        else:
            audit.record(transaction, audit.NOBODY, Act.SIGN_IN_FAILED)


def sign_in_worked(transaction: Transaction, name: str) -> None:
    """Forget the tries from this address, and those under this name: in the order in which `count_sign_in` locks them,
    so that two sign-ins at once never wait for each other."""
    throttle.forget(transaction, from_here())
    throttle.forget(transaction, of_name(name))


def count_own_password(transaction: Transaction, member: Member) -> int:
    """Count a try of the present password, and return the seconds to wait before it is looked at."""
    return throttle.count_attempt(transaction, own_password(member))


def own_password_refused(member: Member) -> None:
    with state().writing() as transaction:
        audit.record(transaction, member.name, Act.PASSWORD_REFUSED)


def own_password_was_right(transaction: Transaction, member: Member) -> None:
    throttle.forget(transaction, own_password(member))


def count_look_up(transaction: Transaction, member: Member) -> int:
    """Count the look-up of a code, and return the seconds to wait before it is looked up."""
    return throttle.count_attempt(transaction, look_up(member), FOR_LOOK_UP)


def wait_for_look_up(transaction: Transaction, member: Member) -> int:
    """Return the seconds until a member may look up a code again; this counts no try."""
    return throttle.seconds_left(transaction, look_up(member), FOR_LOOK_UP)


def looked_up(transaction: Transaction, member: Member, code: str, *, found: bool) -> None:
    """Record a look-up that found nothing; one that did makes all before it count no more."""
    if found:
        throttle.forget(transaction, look_up(member))
    else:
        throttle.fail(transaction, missing_code(member, code))
        audit.record(transaction, member.name, Act.FOUND_NOTHING)


def was_missing(transaction: Transaction, member: Member, code: str) -> bool:
    """Return whether a member looked up this code at this clinic, and it was not there."""
    return throttle.has_failed(transaction, missing_code(member, code))


def page_refused(member: Member, page: str) -> None:
    """Record that a member was refused the page of this id. Who is refused many has fewer of them recorded."""
    attempt = Attempt(AttemptKind.REFUSED_PAGE, member.name)
    with state().writing() as transaction:
        must_wait = throttle.count_attempt(transaction, attempt)
        if not must_wait:
            audit.record(transaction, member.name, Act.PAGE_REFUSED, page)
