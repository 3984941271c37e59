"""The audit trail: who did what, when, and to which intake. Each entry is sealed together with the one before, so that
a change, a gap or a cut shows. It holds no answers."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from finder.store.desk_models import audit_end, audit_entry
from finder.store.seal import Keys

PURPOSE = "audit"
COMMAND_LINE = "(command line)"
PATIENT = "(patient)"
APP = "(app)"
PAGE = 1000


class Act(StrEnum):
    """What may stand in the trail."""

    STAFF_ADDED = "added the staff member"
    STAFF_DISABLED = "disabled the staff member"
    STAFF_RESET = "gave a new start to the staff member"
    STAFF_READY = "chose a password and set up codes"
    PASSWORD_CHANGED = "changed the password"  # noqa: S105 - a sentence
    SIGNED_IN = "signed in"
    SIGNED_IN_WITH_RECOVERY_CODE = "signed in with a recovery code"
    SIGNED_OUT = "signed out"
    TABLET_STARTED = "gave a code to the tablet"
    TABLET_ENDED = "ended the session of the tablet"
    SHARED = "shared an intake"
    OPENED = "opened the intake"
    MOVED = "moved the intake"
    NOTED = "changed the note"
    HANDLED = "looked after the urgent intake"
    PRINTED = "printed the sheet"
    TAKEN_OUT = "took the intake out as FHIR"
    EXPORTED = "took out all intakes"
    PURGED = "deleted intakes past their date"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. `about` names a staff member or a change; never a patient."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    intake: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the trail went at some moment; noted elsewhere, it shows later whether the trail was cut or rewritten."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}-{self.seal}"


END = select(audit_end.c.number, audit_end.c.seal).where(audit_end.c.id == 1)
HOLD = END.with_for_update()
APPEND = insert(audit_entry)
MOVE = update(audit_end).where(audit_end.c.id == 1)
FOLLOWING = select(audit_entry).where(audit_entry.c.number > bindparam("after")).order_by(audit_entry.c.number)
LATEST = select(audit_entry).order_by(audit_entry.c.number.desc()).limit(bindparam("most"))
OF_INTAKE = select(audit_entry).where(audit_entry.c.intake.in_(bindparam("prints", expanding=True)))


def record(
    connection: Connection,
    keys: Keys,
    now: datetime,
    who: str,
    what: Act,
    about: str = "",
    intake: bytes | None = None,
) -> None:
    """Append one entry, in the transaction of what it tells of."""
    number, before = connection.execute(HOLD).one()
    entry = Entry(number + 1, now, who, what, about, intake)
    seal = keys.fingerprint(text_of(entry, before), PURPOSE)
    row = {"number": entry.number, "at": now, "who": who, "what": what, "about": about, "intake": intake}
    connection.execute(APPEND, {**row, "seal": seal})
    connection.execute(MOVE, {"number": entry.number, "seal": seal})


def text_of(entry: Entry, before: bytes) -> str:
    """What a seal is over."""
    at = entry.at.astimezone(UTC).isoformat()
    about_whom = (entry.intake or b"").hex()
    return json.dumps([before.hex(), entry.number, at, entry.who, entry.what, entry.about, about_whom])


def problems(connection: Connection, keys: Keys, noted: str = "") -> Iterator[str]:
    """What is wrong with the trail, each in a sentence that names the entry; `noted` is a mark of an earlier day."""
    end, end_seal = connection.execute(END).one()
    last, before, marks = 0, b"", {"", str(Mark(0, ""))}
    for row in every(connection):
        if row.number != last + 1:
            yield f"{gap(last + 1, row.number - 1)} missing"
        elif not is_sealed(keys, row, before):
            yield f"entry {row.number} was changed"
        last, before = row.number, row.seal
        marks |= {str(Mark(row.number, short(row.seal)))}
    if last != end:
        yield f"{gap(last + 1, end)} missing at the end" if last < end else f"entries after {end} were put in"
    elif before != end_seal:
        yield f"entry {last} was changed, or is not the last that was written"
    if noted not in marks:
        yield f"the mark {noted} is not in the trail: it was cut or written anew since that was noted"


def gap(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def is_sealed(keys: Keys, row: Row[tuple[object, ...]], before: bytes) -> bool:
    prints = keys.fingerprints(text_of(as_entry(row), before), PURPOSE)
    return any(hmac.compare_digest(row.seal, each) for each in prints)


def mark(connection: Connection) -> Mark:
    number, seal = connection.execute(END).one()
    return Mark(number, short(seal))


def short(seal: bytes) -> str:
    return seal.hex()[:16]


def every(connection: Connection) -> Iterator[Row[tuple[object, ...]]]:
    """All rows in order, a page at a time."""
    after = 0
    while rows := connection.execute(FOLLOWING.limit(PAGE), {"after": after}).all():
        yield from rows
        after = rows[-1].number


def latest(connection: Connection, most: int) -> list[Entry]:
    """The newest entries, the newest first."""
    return [as_entry(row) for row in connection.execute(LATEST, {"most": most})]


def of_intake(connection: Connection, prints: tuple[bytes, ...]) -> list[Entry]:
    """What happened to one intake, the oldest first; `prints` are the fingerprints of its reference."""
    rows: Select[tuple[object, ...]] = OF_INTAKE.order_by(audit_entry.c.number)
    return [as_entry(row) for row in connection.execute(rows, {"prints": prints})]


def as_entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(row.number, row.at, row.who, row.what, row.about, row.intake)
