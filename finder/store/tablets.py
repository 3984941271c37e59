"""Sessions of the clinic's tablets: started by staff with a code, then found by the tablet's cookie."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update

from finder.store.seal import Keys, Tampered
from finder.store.tables import across_clinics, of_clinic, tablet_session
from finder.store.transaction import Transaction

CODE = "kiosk code"
TOKEN = "kiosk"  # noqa: S105 - what it is for, not a token
CODE_LASTS = timedelta(minutes=15)
AHEAD = timedelta(minutes=1)
"""How far the clocks of two servers may differ. A code made later than that is from before a clock was set back."""
STOPPED_LASTS = timedelta(days=1)
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class TabletSession:
    """One tablet's session. `advice` names the levels of the urgent page that the tablet stands at."""

    id: int
    tablet: int
    waits: bool
    advice: tuple[str, ...]
    expires: datetime
    readable: bool = True
    """Whether its advice could be opened; where not, none is given."""


TAKE_PLACE = delete(tablet_session).where(
    of_clinic(tablet_session),
    or_(
        tablet_session.c.tablet == bindparam("of_tablet"),
        tablet_session.c.code_hash.in_(bindparam("codes", expanding=True)),
    ),
)
START = insert(tablet_session)
CLAIM = (
    update(tablet_session)
    .where(
        of_clinic(tablet_session),
        tablet_session.c.code_hash.in_(bindparam("codes", expanding=True)),
        tablet_session.c.expires > bindparam("now"),
        tablet_session.c.expires <= bindparam("latest"),
    )
    .returning(tablet_session.c.id)
)
RUNNING = select(tablet_session).where(
    of_clinic(tablet_session),
    tablet_session.c.token_hash.in_(bindparam("tokens", expanding=True)),
    tablet_session.c.expires > bindparam("now"),
)
SEE = update(tablet_session).where(of_clinic(tablet_session), tablet_session.c.id == bindparam("session"))
LIVE = (
    select(tablet_session)
    .where(of_clinic(tablet_session), tablet_session.c.expires > bindparam("now"))
    .order_by(tablet_session.c.tablet)
)
END = delete(tablet_session).where(
    of_clinic(tablet_session), tablet_session.c.token_hash.in_(bindparam("tokens", expanding=True))
)
END_TABLET = delete(tablet_session).where(of_clinic(tablet_session), tablet_session.c.tablet == bindparam("of_tablet"))
PURGE = across_clinics(
    delete(tablet_session).where(tablet_session.c.expires <= bindparam("now")).returning(tablet_session.c.id)
)


def start(transaction: Transaction, tablet: int, code: str) -> None:
    """Let a tablet wait for its code. The tablet's session before ends, and so does one waiting for the same code."""
    place = {"clinic": transaction.clinic, "of_tablet": tablet, "codes": transaction.keys.fingerprints(code, CODE)}
    transaction.execute(TAKE_PLACE, place)
    transaction.execute(
        START,
        {
            "clinic_id": transaction.clinic,
            "tablet": tablet,
            "code_hash": transaction.keys.fingerprint(code, CODE),
            "expires": transaction.now + CODE_LASTS,
        },
    )


def claim(transaction: Transaction, code: str, token: str, lasts: timedelta) -> bool:
    """Begin the session that waits for this code, and return whether there was one. A code works once. A guessed code
    opens an empty questionnaire and nothing else."""
    codes = {
        "clinic": transaction.clinic,
        "codes": transaction.keys.fingerprints(code, CODE),
        "now": transaction.now,
        "latest": transaction.now + CODE_LASTS + AHEAD,
    }
    begun = {
        "code_hash": None,
        "token_hash": transaction.keys.fingerprint(token, TOKEN),
        "expires": transaction.now + lasts,
    }
    return transaction.execute(CLAIM.values(begun), codes).first() is not None


def find(transaction: Transaction, token: str) -> TabletSession | None:
    """The session of this tablet, unless it is over."""
    tokens = transaction.keys.fingerprints(token, TOKEN)
    wanted = {"clinic": transaction.clinic, "tokens": tokens, "now": transaction.now}
    row = transaction.execute(RUNNING, wanted).first()
    return session_of(transaction.keys, row) if row else None


def see(
    transaction: Transaction,
    found: TabletSession,
    advice: tuple[str, ...],
    lasts: timedelta,
) -> None:
    """Record activity on the tablet, which restarts its time. With urgent advice it lasts until staff end it."""
    sealed = transaction.keys.seal(BETWEEN.join(advice).encode(), table="kiosk", row=row_of(found), field="advice")
    expires = transaction.now + (STOPPED_LASTS if advice else lasts)
    wanted = {"clinic": transaction.clinic, "session": found.id}
    transaction.execute(SEE, {**wanted, "advice": sealed if advice else None, "expires": expires})


def live(transaction: Transaction) -> tuple[TabletSession, ...]:
    """Every tablet that waits for its code or runs."""
    rows = transaction.execute(LIVE, {"clinic": transaction.clinic, "now": transaction.now})
    return tuple(session_of(transaction.keys, row) for row in rows)


def end(transaction: Transaction, token: str) -> None:
    transaction.execute(END, {"clinic": transaction.clinic, "tokens": transaction.keys.fingerprints(token, TOKEN)})


def end_tablet(transaction: Transaction, tablet: int) -> None:
    transaction.execute(END_TABLET, {"clinic": transaction.clinic, "of_tablet": tablet})


def purge(transaction: Transaction) -> int:
    """Delete the sessions of all clinics that are over, and say how many."""
    return len(transaction.execute(PURGE, {"now": transaction.now}).all())


def session_of(keys: Keys, row: Row[tuple[object, ...]]) -> TabletSession:
    found = TabletSession(row.id, row.tablet, row.token_hash is None, (), row.expires)
    if row.advice is None:
        return found
    try:
        plain = keys.unseal(row.advice, table="kiosk", row=row_of(found), field="advice").decode()
    except Tampered:
        return replace(found, readable=False)
    return replace(found, advice=tuple(plain.split(BETWEEN)))


def row_of(found: TabletSession) -> bytes:
    return str(found.id).encode()
