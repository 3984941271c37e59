"""The audit trail: who did what, when, and to which intake. The seal of each entry is an HMAC over that entry and the
seal of the entry before."""

import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from finder.core.rules.sentence import Sentence
from finder.store.acts import Act, act_of, in_words
from finder.store.desk_tables import audit_end, audit_entry, audit_start
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC, across_clinics, database_key, of_clinic
from finder.store.transaction import Transaction

PURPOSE, START_PURPOSE = "audit", "audit start"
COMMAND_LINE = "(command line)"
PATIENT = "(patient)"
APP = "(app)"
NOBODY = "(unknown name)"
"""The name in an entry about an unknown sign-in name. The typed text is not stored because it may be a password."""
END_GONE = "the end record is missing, so entries may be missing at the end"
UNDER_MISSING_KEY = (
    "was sealed with an older key that the app does not have, or was changed; add the older key to FINDER_SECRET_KEYS"
)
PAGE = 1000
MARK = re.compile("0-|[0-9]+-[0-9a-f]{16}")
RETENTION = timedelta(days=6 * 365 + 2)
"""Six years, of which two may be leap years."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the trail. `what` is the id of an act, or the sentence that an earlier version stored. `about` names
    a staff member, a change or the id of a page, never a patient. An act that concerns all clinics, such as a backup,
    is in the trail of the first clinic."""

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
    """The end of the trail at one moment. A mark that was noted elsewhere later shows whether the trail was cut or
    rewritten."""

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
        """Return whether the purge deleted the entry of a noted mark, so that the mark proves nothing any more."""
        number = noted.partition("-")[0]
        return number.isdecimal() and int(number) < self.number


END = select(audit_end.c.number, audit_end.c.seal).where(audit_end.c.id == 1)
HOLD = END.with_for_update()
APPEND = insert(audit_entry)
SET_END = insert(audit_end)
MOVE = update(audit_end).where(audit_end.c.id == 1)
FOLLOWING = across_clinics(
    select(audit_entry).where(audit_entry.c.number > bindparam("after")).order_by(audit_entry.c.number)
)
NEWEST = select(audit_entry).order_by(audit_entry.c.number.desc()).limit(bindparam("most"))
LATEST, LATEST_HERE = across_clinics(NEWEST), NEWEST.where(of_clinic(audit_entry))
OLDEST = across_clinics(
    select(audit_entry.c.number, audit_entry.c.seal, audit_entry.c.at).order_by(audit_entry.c.number)
)
CUT = across_clinics(delete(audit_entry).where(audit_entry.c.number <= bindparam("last")))
START = select(audit_start)
FORGET_START = delete(audit_start)
BEGIN = insert(audit_start)
KEYS_OF_DATABASE = select(database_key.c.print)
ABOUT_INTAKE = (
    select(audit_entry)
    .where(audit_entry.c.intake.in_(bindparam("prints", expanding=True)))
    .order_by(audit_entry.c.number)
)
OF_INTAKE, OF_INTAKE_HERE = across_clinics(ABOUT_INTAKE), ABOUT_INTAKE.where(of_clinic(audit_entry))


def record(
    transaction: Transaction,
    who: str,
    what: Act,
    about: str = "",
    intake: bytes | None = None,
) -> None:
    """Append an entry in the transaction of the act itself. If the record of the end is missing, first append an entry
    that says so."""
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
    """Insert the entry that follows this number. `before` is the seal of the entry with this number."""
    clinic = FIRST_CLINIC if transaction.clinic == ALL_CLINICS else transaction.clinic
    entry = AuditEntry(number + 1, transaction.now, who, what, about, intake, clinic)
    seal = transaction.keys.fingerprint(text_of(entry, before), PURPOSE)
    row = {"number": entry.number, "at": transaction.now, "who": who, "what": what, "about": about, "intake": intake}
    row |= {"clinic_id": clinic}
    transaction.execute(APPEND, {**row, "seal": seal})
    transaction.execute(MOVE, {"number": entry.number, "seal": seal})


def text_of(entry: AuditEntry, before: bytes) -> str:
    """Return the text that the seal of an entry covers. It leaves out the first clinic, so entries from before there
    were several clinics still match."""
    at = entry.at.astimezone(UTC).isoformat()
    about_whom = (entry.intake or b"").hex()
    of_another = [] if entry.clinic == FIRST_CLINIC else [entry.clinic]
    return json.dumps([before.hex(), entry.number, at, entry.who, entry.what, entry.about, about_whom, *of_another])


def mismatches(transaction: Transaction, noted: str = "", progress: Callable[[int], object] = int) -> Iterator[str]:
    """Yield a sentence for each fault in the trail. `noted` is a mark of an earlier day. `progress` is called now and
    then with the number of entries read so far."""
    end = transaction.execute(END).first()
    begin = start(transaction)
    unsealed = UNDER_MISSING_KEY if lacks_key(transaction) else "was changed"
    if not begin.whole:
        yield f"the record that the trail begins after entry {begin.number} {unsealed}"
    last, before, is_there = begin.number, begin.seal, noted in {"", begin.mark}
    for read, row in enumerate(every(transaction), start=1):
        if read % PAGE == 0:
            progress(read)
        if row.number <= begin.number:
            yield f"entry {row.number} was inserted before the beginning"
            continue
        if row.number != last + 1:
            yield f"{gap(last + 1, row.number - 1)} missing"
        elif sealing_key(transaction.keys, row, before) is None:
            yield f"entry {row.number} {unsealed}"
        if row.what == Act.END_WAS_GONE:
            yield f"the end record was missing before entry {row.number} was written, so entries may be missing there"
        last, before = row.number, row.seal
        is_there = is_there or noted == str(TrailMark(row.number, short(row.seal)))
    yield from mismatches_at_end(end, last, before)
    if not is_there and not begin.is_before(noted):
        yield f"the mark {noted} is not in the trail: entries were removed or rewritten after the mark was noted"


def mismatches_at_end(end: Row[*tuple[Any, ...]] | None, last: int, before: bytes) -> Iterator[str]:
    """Yield a sentence for each fault after the last entry found. `before` is the seal of that entry."""
    if end is None:
        yield END_GONE
    elif last < end.number:
        yield f"{gap(last + 1, end.number)} missing at the end"
    elif last > end.number:
        yield f"entries after {end.number} were inserted"
    elif before != end.seal:
        yield f"entry {last} was changed, or is not the last entry written"


def purge(transaction: Transaction, batch: int = PAGE) -> int:
    """Delete a batch of the oldest expired entries, and return how many. An entry that follows a younger one stays. The
    new start of the trail is sealed, so nobody else can cut the trail unnoticed."""
    transaction.execute(HOLD)
    rows = transaction.execute(OLDEST.limit(batch)).all()
    old = list(takewhile(lambda row: row.at <= transaction.now - RETENTION, rows))
    if old:
        number, seal = old[-1].number, old[-1].seal
        transaction.execute(CUT, {"last": number})
        transaction.execute(FORGET_START)
        start_seal = transaction.keys.fingerprint(text_of_start(number, seal, transaction.now), START_PURPOSE)
        transaction.execute(
            BEGIN, {"id": 1, "number": number, "seal": seal, "cut": transaction.now, "start_seal": start_seal}
        )
    return len(old)


def start(transaction: Transaction) -> TrailStart:
    """Return the start of the trail, and whether its seal was made with one of these keys."""
    row = transaction.execute(START).first()
    if row is None:
        return TrailStart(0, b"", None, whole=True)
    prints = transaction.keys.fingerprints(text_of_start(row.number, row.seal, row.cut), START_PURPOSE)
    whole = any(hmac.compare_digest(row.start_seal, each) for each in prints)
    return TrailStart(row.number, row.seal, row.cut, whole)


def text_of_start(number: int, seal: bytes, cut: datetime) -> str:
    return json.dumps([number, seal.hex(), cut.astimezone(UTC).isoformat()])


def gap(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def sealing_key(keys: Keys, row: Row[tuple[object, ...]], before: bytes) -> bytes | None:
    """Return the id of the key that sealed an entry, None if none of these keys did. `before` is the seal of the entry
    before."""
    prints = keys.fingerprints(text_of(as_entry(row), before), PURPOSE)
    made = zip(keys.newest_first, prints, strict=True)
    return next((key.id for key, each in made if hmac.compare_digest(row.seal, each)), None)


def lacks_key(transaction: Transaction) -> bool:
    """Return whether the database was used with a key that is missing from the transaction's keys."""
    return not set(transaction.execute(KEYS_OF_DATABASE).scalars()) <= transaction.keys.prints().keys()


def entries_by_key(transaction: Transaction) -> Counter[bytes | None]:
    """Return the number of entries for each key id. Entries that none of these keys sealed are counted under None."""
    numbers: Counter[bytes | None] = Counter()
    before = start(transaction).seal
    for row in every(transaction):
        numbers[sealing_key(transaction.keys, row, before)] += 1
        before = row.seal
    return numbers


def needs_missing_key(transaction: Transaction) -> bool:
    """Return whether the oldest entry was sealed with a key of the database that is missing."""
    first = transaction.execute(FOLLOWING.limit(1), {"after": 0}).first()
    if first is None or not lacks_key(transaction):
        return False
    return sealing_key(transaction.keys, first, start(transaction).seal) is None


def mark(transaction: Transaction) -> TrailMark:
    number, seal = transaction.execute(END).first() or last_entry(transaction)
    return TrailMark(number, short(seal))


def last_entry(transaction: Transaction) -> tuple[int, bytes]:
    """Return the number and the seal of the newest entry. If there are no entries, return those of the last deleted
    entry."""
    newest = transaction.execute(LATEST, {"most": 1}).first()
    begin = newest or transaction.execute(START).first()
    return (begin.number, begin.seal) if begin else (0, b"")


def short(seal: bytes) -> str:
    return seal.hex()[:16]


def is_mark(noted: str) -> bool:
    """Return whether the text has the form of a mark."""
    return MARK.fullmatch(noted) is not None


def every(transaction: Transaction) -> Iterator[Row[tuple[object, ...]]]:
    """Yield all rows in order, reading a page at a time."""
    after = 0
    while rows := transaction.execute(FOLLOWING.limit(PAGE), {"after": after}).all():
        yield from rows
        after = rows[-1].number


def latest(transaction: Transaction, most: int) -> list[AuditEntry]:
    """Return the newest entries of this clinic, newest first. In a transaction of all clinics, return those of every
    clinic."""
    if transaction.clinic == ALL_CLINICS:
        rows = transaction.execute(LATEST, {"most": most})
    else:
        rows = transaction.execute(LATEST_HERE, {"clinic": transaction.clinic, "most": most})
    return [as_entry(row) for row in rows]


def last_time(transaction: Transaction, act: Act) -> datetime | None:
    """Return when this act was last done at any clinic, None if never."""
    newest = across_clinics(
        select(audit_entry.c.at).where(audit_entry.c.what == act).order_by(audit_entry.c.number.desc()).limit(1)
    )
    found: datetime | None = transaction.execute(newest).scalar()
    return found


def of_intake(transaction: Transaction, prints: tuple[bytes, ...]) -> list[AuditEntry]:
    """Return the entries about one intake, oldest first. `prints` are the fingerprints of its reference."""
    if transaction.clinic == ALL_CLINICS:
        rows = transaction.execute(OF_INTAKE, {"prints": prints})
    else:
        rows = transaction.execute(OF_INTAKE_HERE, {"clinic": transaction.clinic, "prints": prints})
    return [as_entry(row) for row in rows]


def as_entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(row.number, row.at, row.who, row.what, row.about, row.intake, row.clinic_id)
