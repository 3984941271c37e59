"""Sessions of the clinic's tablets. Staff start one with a code, then the tablet's
cookie finds it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from finder.store.seal import Keys, Tampered
from finder.store.tables import across_clinics, of_clinic, tablet_session
from finder.store.transaction import Transaction

CODE = "kiosk code"
TOKEN = "kiosk"  # noqa: S105 - a purpose, not a token
CODE_LASTS = timedelta(minutes=15)
AHEAD = timedelta(minutes=1)
"""How far the clocks of two servers may differ. A code with a later time is from before
a clock was set back."""
STOPPED_LASTS = timedelta(days=1)
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class TabletSession:
    """One tablet's session. `advice` names the levels of the urgent page that the
    tablet shows."""

    id: int
    tablet: int
    waits: bool
    advice: tuple[str, ...]
    expires: datetime
    readable: bool = True
    """Whether the advice could be decrypted. If not, `advice` is empty."""


THIS_CLINIC = of_clinic(tablet_session)
HAS_CODE = tablet_session.c.code_hash.in_(bindparam("codes", expanding=True))
HAS_TOKEN = tablet_session.c.token_hash.in_(bindparam("tokens", expanding=True))
OF_TABLET = tablet_session.c.tablet == bindparam("of_tablet")
GOES_ON = tablet_session.c.expires > bindparam("now")
IS_OVER = tablet_session.c.expires <= bindparam("now")
BEFORE_LATEST = tablet_session.c.expires <= bindparam("latest")

TAKE_PLACE = delete(tablet_session).where(THIS_CLINIC, or_(OF_TABLET, HAS_CODE))
START = insert(tablet_session)
IN_USE = select(tablet_session.c.id).where(
    THIS_CLINIC, OF_TABLET, tablet_session.c.token_hash.is_not(None), GOES_ON
)
CLAIM = (
    update(tablet_session)
    .where(THIS_CLINIC, HAS_CODE, GOES_ON, BEFORE_LATEST)
    .returning(tablet_session.c.id)
)
RUNNING = select(tablet_session).where(THIS_CLINIC, HAS_TOKEN, GOES_ON)
RECORD_ACTIVITY = update(tablet_session).where(
    THIS_CLINIC, tablet_session.c.id == bindparam("session")
)
LIVE = (
    select(tablet_session).where(THIS_CLINIC, GOES_ON).order_by(tablet_session.c.tablet)
)
END = delete(tablet_session).where(THIS_CLINIC, HAS_TOKEN)
END_TABLET = delete(tablet_session).where(THIS_CLINIC, OF_TABLET)
PURGE = across_clinics(
    delete(tablet_session).where(IS_OVER).returning(tablet_session.c.id)
)


def start(transaction: Transaction, tablet: int, code: str) -> None:
    """Let a tablet wait for this code. The tablet's earlier session ends, and so does
    any session that waits for the same code."""
    keys = transaction.keys
    place = {
        "clinic": transaction.clinic,
        "of_tablet": tablet,
        "codes": keys.fingerprints(code, CODE),
    }
    waiting = {
        "clinic_id": transaction.clinic,
        "tablet": tablet,
        "code_hash": keys.fingerprint(code, CODE),
        "expires": transaction.now + CODE_LASTS,
    }
    transaction.execute(TAKE_PLACE, place)
    transaction.execute(START, waiting)


def is_in_use(transaction: Transaction, tablet: int) -> bool:
    """Return whether someone has this tablet. A tablet that waits for its code is not
    in use."""
    wanted = {
        "clinic": transaction.clinic,
        "of_tablet": tablet,
        "now": transaction.now,
    }
    return transaction.execute(IN_USE, wanted).first() is not None


def claim(transaction: Transaction, code: str, token: str, lasts: timedelta) -> bool:
    """Begin the session that waits for this code, and return whether there was one.

    A code works once. A guessed code opens an empty questionnaire and nothing else.
    """
    keys = transaction.keys
    waiting = {
        "clinic": transaction.clinic,
        "codes": keys.fingerprints(code, CODE),
        "now": transaction.now,
        "latest": transaction.now + CODE_LASTS + AHEAD,
    }
    begun = CLAIM.values(
        code_hash=None,
        token_hash=keys.fingerprint(token, TOKEN),
        expires=transaction.now + lasts,
    )
    claimed = transaction.execute(begun, waiting).first()
    return claimed is not None


def find(transaction: Transaction, token: str) -> TabletSession | None:
    """Return the session of this tablet, None if it has ended."""
    wanted = {
        "clinic": transaction.clinic,
        "tokens": transaction.keys.fingerprints(token, TOKEN),
        "now": transaction.now,
    }
    row = transaction.execute(RUNNING, wanted).first()
    return session_of(transaction.keys, row) if row else None


def record_activity(
    transaction: Transaction,
    found: TabletSession,
    advice: tuple[str, ...],
    lasts: timedelta,
) -> None:
    """Record activity on the tablet, which restarts its time. With urgent advice, the
    session lasts until staff end it."""
    text = BETWEEN.join(advice).encode()
    sealed = transaction.keys.seal(
        text, table="kiosk", row=row_of(found), field="advice"
    )
    seen = {
        "clinic": transaction.clinic,
        "session": found.id,
        "advice": sealed if advice else None,
        "expires": transaction.now + (STOPPED_LASTS if advice else lasts),
    }
    transaction.execute(RECORD_ACTIVITY, seen)


def live(transaction: Transaction) -> tuple[TabletSession, ...]:
    """Return every session that waits for its code or runs."""
    rows = transaction.execute(
        LIVE, {"clinic": transaction.clinic, "now": transaction.now}
    )
    return tuple(session_of(transaction.keys, row) for row in rows)


def end(transaction: Transaction, token: str) -> None:
    tokens = transaction.keys.fingerprints(token, TOKEN)
    transaction.execute(END, {"clinic": transaction.clinic, "tokens": tokens})


def end_tablet(transaction: Transaction, tablet: int) -> None:
    transaction.execute(END_TABLET, {"clinic": transaction.clinic, "of_tablet": tablet})


def purge(transaction: Transaction) -> int:
    """Delete the sessions of all clinics that have ended, and return how many."""
    gone = transaction.execute(PURGE, {"now": transaction.now}).all()
    return len(gone)


def session_of(keys: Keys, row: Row[tuple[object, ...]]) -> TabletSession:
    found = TabletSession(
        id=row.id,
        tablet=row.tablet,
        waits=row.token_hash is None,
        advice=(),
        expires=row.expires,
    )
    if row.advice is None:
        return found
    try:
        plain = keys.unseal(
            row.advice, table="kiosk", row=row_of(found), field="advice"
        )
    except Tampered:
        return replace(found, readable=False)
    levels = plain.decode().split(BETWEEN)
    return replace(found, advice=tuple(levels))


def row_of(found: TabletSession) -> bytes:
    return str(found.id).encode()
