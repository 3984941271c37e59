"""Sessions of the clinic's tablets: started by staff with a code, then found by the tablet's cookie."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update

from finder.store.seal import Keys, Tampered
from finder.store.tables import tablet_session

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
    or_(
        tablet_session.c.tablet == bindparam("of_tablet"),
        tablet_session.c.code_hash.in_(bindparam("codes", expanding=True)),
    )
)
START = insert(tablet_session)
CLAIM = (
    update(tablet_session)
    .where(
        tablet_session.c.code_hash.in_(bindparam("codes", expanding=True)),
        tablet_session.c.expires > bindparam("now"),
        tablet_session.c.expires <= bindparam("latest"),
    )
    .returning(tablet_session.c.id)
)
RUNNING = select(tablet_session).where(
    tablet_session.c.token_hash.in_(bindparam("tokens", expanding=True)), tablet_session.c.expires > bindparam("now")
)
SEE = update(tablet_session).where(tablet_session.c.id == bindparam("session"))
LIVE = select(tablet_session).where(tablet_session.c.expires > bindparam("now")).order_by(tablet_session.c.tablet)
END = delete(tablet_session).where(tablet_session.c.token_hash.in_(bindparam("tokens", expanding=True)))
END_TABLET = delete(tablet_session).where(tablet_session.c.tablet == bindparam("of_tablet"))
PURGE = delete(tablet_session).where(tablet_session.c.expires <= bindparam("now")).returning(tablet_session.c.id)


def start(connection: Connection, keys: Keys, tablet: int, code: str, now: datetime) -> None:
    """Let a tablet wait for its code. The tablet's session before ends, and so does one waiting for the same code."""
    place = {"of_tablet": tablet, "codes": keys.fingerprints(code, CODE)}
    connection.execute(TAKE_PLACE, place)
    connection.execute(
        START, {"tablet": tablet, "code_hash": keys.fingerprint(code, CODE), "expires": now + CODE_LASTS}
    )


def claim(connection: Connection, keys: Keys, code: str, token: str, now: datetime, lasts: timedelta) -> bool:
    """Begin the session that waits for this code, which counts no more after that. A code that somebody guesses opens
    nothing but an empty questionnaire."""
    codes = {"codes": keys.fingerprints(code, CODE), "now": now, "latest": now + CODE_LASTS + AHEAD}
    begun = {"code_hash": None, "token_hash": keys.fingerprint(token, TOKEN), "expires": now + lasts}
    return connection.execute(CLAIM.values(begun), codes).first() is not None


def find(connection: Connection, keys: Keys, token: str, now: datetime) -> TabletSession | None:
    """The session of this tablet, unless it is over."""
    row = connection.execute(RUNNING, {"tokens": keys.fingerprints(token, TOKEN), "now": now}).first()
    return session_of(keys, row) if row else None


def see(
    connection: Connection,
    keys: Keys,
    found: TabletSession,
    advice: tuple[str, ...],
    now: datetime,
    lasts: timedelta,
) -> None:
    """Somebody is at the tablet: its time begins anew. While it shows urgent advice, it lasts until staff end it."""
    sealed = keys.seal(BETWEEN.join(advice).encode(), table="kiosk", row=row_of(found), field="advice")
    expires = now + (STOPPED_LASTS if advice else lasts)
    connection.execute(SEE, {"session": found.id, "advice": sealed if advice else None, "expires": expires})


def live(connection: Connection, keys: Keys, now: datetime) -> tuple[TabletSession, ...]:
    """Every tablet that waits for its code or runs."""
    return tuple(session_of(keys, row) for row in connection.execute(LIVE, {"now": now}))


def end(connection: Connection, keys: Keys, token: str) -> None:
    connection.execute(END, {"tokens": keys.fingerprints(token, TOKEN)})


def end_tablet(connection: Connection, tablet: int) -> None:
    connection.execute(END_TABLET, {"of_tablet": tablet})


def purge(connection: Connection, now: datetime) -> int:
    """Delete sessions that are over, and say how many."""
    return len(connection.execute(PURGE, {"now": now}).all())


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
