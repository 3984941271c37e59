"""The audit trail: who did what, when, and to which intake. The seal of each entry is
an HMAC over that entry and the seal of the entry before."""

import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from sqlalchemy import Row, bindparam, delete, insert, select, update

from finder.core.rules.sentence import Sentence
from finder.store.acts import Act, act_of, in_words
from finder.store.desk_tables import audit_end, audit_entry, audit_start
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC, across_clinics, of_clinic
from finder.store.transaction import Transaction

PURPOSE, START_PURPOSE = "audit", "audit start"
COMMAND_LINE = "(command line)"
PATIENT = "(patient)"
APP = "(app)"
UNKNOWN_NAME = "(unknown name)"
"""The name in an entry about an unknown sign-in name. The typed text is not stored
because it may be a password."""
PAGE = 1000
MARK = re.compile("0-|[0-9]+-[0-9a-f]{16}")
RETENTION = timedelta(days=6 * 365 + 2)
"""Six years, of which two may be leap years."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the trail. `what` is the id of an act, or the sentence that an
    earlier version stored. `about` names a staff member, a change or the id of a page,
    never a patient. An act that concerns all clinics, such as a backup, is in the trail
    of the first clinic."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    intake: bytes | None = field(repr=False)
    clinic: int = FIRST_CLINIC

    @property
    def act(self) -> Act | None:
        return act_of(self.what)

    @property
    def words(self) -> Sentence:
        """What was done, in words for people."""
        return in_words(self.what)


@dataclass(frozen=True, slots=True)
class TrailMark:
    """The end of the trail at one moment. A mark that was noted elsewhere later shows
    whether the trail was cut or rewritten."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}-{self.seal}"


@dataclass(frozen=True, slots=True)
class TrailStart:
    """The start of the trail: the last entry that the purge deleted."""

    number: int
    seal: bytes = field(repr=False)
    cut: datetime | None
    whole: bool

    @property
    def mark(self) -> str:
        return str(TrailMark(self.number, short(self.seal)))

    def is_before(self, noted: str) -> bool:
        """Return whether the purge deleted the entry of a noted mark, so that the mark
        proves nothing any more."""
        number = noted.partition("-")[0]
        return number.isdecimal() and int(number) < self.number


END = select(audit_end.c.number, audit_end.c.seal).where(audit_end.c.id == 1)
HOLD = END.with_for_update()
APPEND = insert(audit_entry)
SET_END = insert(audit_end)
MOVE = update(audit_end).where(audit_end.c.id == 1)
FOLLOWING = across_clinics(
    select(audit_entry)
    .where(audit_entry.c.number > bindparam("after"))
    .order_by(audit_entry.c.number)
)
NEWEST = (
    select(audit_entry).order_by(audit_entry.c.number.desc()).limit(bindparam("most"))
)
LATEST = across_clinics(NEWEST)
LATEST_HERE = NEWEST.where(of_clinic(audit_entry))
OLDEST = across_clinics(
    select(audit_entry.c.number, audit_entry.c.seal, audit_entry.c.at).order_by(
        audit_entry.c.number
    )
)
CUT = across_clinics(
    delete(audit_entry).where(audit_entry.c.number <= bindparam("last"))
)
START = select(audit_start)
FORGET_START = delete(audit_start)
BEGIN = insert(audit_start)
ABOUT_INTAKE = (
    select(audit_entry)
    .where(audit_entry.c.intake.in_(bindparam("prints", expanding=True)))
    .order_by(audit_entry.c.number)
)
OF_INTAKE = across_clinics(ABOUT_INTAKE)
OF_INTAKE_HERE = ABOUT_INTAKE.where(of_clinic(audit_entry))


def record(
    transaction: Transaction,
    who: str,
    what: Act,
    about: str = "",
    intake: bytes | None = None,
) -> None:
    """Append an entry in the transaction of the act itself. If the record of the end is
    missing, first append an entry that says so."""
    held = transaction.execute(HOLD).first()
    if held is None:
        number, seal = last_entry(transaction)
        transaction.execute(SET_END, {"id": 1, "number": number, "seal": seal})
        append(transaction, number, seal, APP, Act.END_WAS_GONE)
        held = transaction.execute(HOLD).one()
    append(transaction, held.number, held.seal, who, what, about, intake)


def append(
    transaction: Transaction,
    number: int,
    before: bytes,
    who: str,
    what: Act,
    about: str = "",
    intake: bytes | None = None,
) -> None:
    """Insert the entry that follows this number. `before` is the seal of the entry with
    this number."""
    clinic = FIRST_CLINIC if transaction.clinic == ALL_CLINICS else transaction.clinic
    entry = AuditEntry(number + 1, transaction.now, who, what, about, intake, clinic)
    text = text_of(entry, before)
    seal = transaction.keys.fingerprint(text, PURPOSE)
    row = {
        "number": entry.number,
        "at": entry.at,
        "who": who,
        "what": what,
        "about": about,
        "intake": intake,
        "clinic_id": clinic,
        "seal": seal,
    }
    transaction.execute(APPEND, row)
    transaction.execute(MOVE, {"number": entry.number, "seal": seal})


def text_of(entry: AuditEntry, before: bytes) -> str:
    """Return the text that the seal of an entry covers. It leaves out the first clinic,
    so entries from before there were several clinics still match."""
    at = entry.at.astimezone(UTC).isoformat()
    about_whom = (entry.intake or b"").hex()
    of_another = [] if entry.clinic == FIRST_CLINIC else [entry.clinic]
    return json.dumps(
        [
            before.hex(),
            entry.number,
            at,
            entry.who,
            entry.what,
            entry.about,
            about_whom,
            *of_another,
        ]
    )


def purge(transaction: Transaction, batch: int = PAGE) -> int:
    """Delete a batch of the oldest expired entries, and return how many. An entry that
    follows a younger one stays. The new start of the trail is sealed, so nobody else
    can cut the trail unnoticed."""
    transaction.execute(HOLD)
    rows = transaction.execute(OLDEST.limit(batch)).all()
    old = list(takewhile(lambda row: row.at <= transaction.now - RETENTION, rows))
    if old:
        last = old[-1]
        transaction.execute(CUT, {"last": last.number})
        begin_after(transaction, last.number, last.seal)
    return len(old)


def begin_after(transaction: Transaction, number: int, seal: bytes) -> None:
    """Let the trail begin after this entry from now on."""
    text = text_of_start(number, seal, transaction.now)
    start_seal = transaction.keys.fingerprint(text, START_PURPOSE)
    row = {
        "id": 1,
        "number": number,
        "seal": seal,
        "cut": transaction.now,
        "start_seal": start_seal,
    }
    transaction.execute(FORGET_START)
    transaction.execute(BEGIN, row)


def start(transaction: Transaction) -> TrailStart:
    """Return the start of the trail, and whether its seal was made with one of these
    keys."""
    row = transaction.execute(START).first()
    if row is None:
        return TrailStart(0, b"", None, whole=True)
    prints = transaction.keys.fingerprints(
        text_of_start(row.number, row.seal, row.cut), START_PURPOSE
    )
    whole = any(hmac.compare_digest(row.start_seal, each) for each in prints)
    return TrailStart(row.number, row.seal, row.cut, whole)


def text_of_start(number: int, seal: bytes, cut: datetime) -> str:
    in_utc = cut.astimezone(UTC)
    return json.dumps([number, seal.hex(), in_utc.isoformat()])


def mark(transaction: Transaction) -> TrailMark:
    number, seal = transaction.execute(END).first() or last_entry(transaction)
    return TrailMark(number, short(seal))


def last_entry(transaction: Transaction) -> tuple[int, bytes]:
    """Return the number and the seal of the newest entry. If there are no entries,
    return those of the last deleted entry."""
    newest = transaction.execute(LATEST, {"most": 1}).first()
    begin = newest or transaction.execute(START).first()
    return (begin.number, begin.seal) if begin else (0, b"")


def short(seal: bytes) -> str:
    return seal.hex()[:16]


def is_mark(noted: str) -> bool:
    """Return whether the text has the form of a mark."""
    return MARK.fullmatch(noted) is not None


def all_entries(transaction: Transaction) -> Iterator[Row[tuple[object, ...]]]:
    """Yield all rows in order, reading a page at a time."""
    after = 0
    while rows := transaction.execute(FOLLOWING.limit(PAGE), {"after": after}).all():
        yield from rows
        after = rows[-1].number


def latest(transaction: Transaction, most: int) -> list[AuditEntry]:
    """Return the newest entries of this clinic, newest first. In a transaction of all
    clinics, return those of every clinic."""
    if transaction.clinic == ALL_CLINICS:
        rows = transaction.execute(LATEST, {"most": most})
    else:
        rows = transaction.execute(
            LATEST_HERE, {"clinic": transaction.clinic, "most": most}
        )
    return [as_entry(row) for row in rows]


def last_time(transaction: Transaction, act: Act) -> datetime | None:
    """Return when this act was last done at any clinic, None if never."""
    newest = across_clinics(
        select(audit_entry.c.at)
        .where(audit_entry.c.what == act)
        .order_by(audit_entry.c.number.desc())
        .limit(1)
    )
    found: datetime | None = transaction.execute(newest).scalar()
    return found


def of_intake(transaction: Transaction, prints: tuple[bytes, ...]) -> list[AuditEntry]:
    """Return the entries about one intake, oldest first. `prints` are the fingerprints
    of its reference."""
    if transaction.clinic == ALL_CLINICS:
        rows = transaction.execute(OF_INTAKE, {"prints": prints})
    else:
        rows = transaction.execute(
            OF_INTAKE_HERE, {"clinic": transaction.clinic, "prints": prints}
        )
    return [as_entry(row) for row in rows]


def as_entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(
        row.number, row.at, row.who, row.what, row.about, row.intake, row.clinic_id
    )
