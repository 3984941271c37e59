"""Check the audit trail: each entry, its beginning and its end, and which keys signed
it."""

import hmac
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row, select

from finder.store.acts import Act
from finder.store.audit import (
    END,
    FOLLOWING,
    PAGE,
    PURPOSE,
    TrailMark,
    all_entries,
    as_entry,
    short,
    start,
    text_of,
)
from finder.store.seal import Keys
from finder.store.tables import database_key
from finder.store.transaction import Transaction

END_GONE = "the end record is missing, so entries may be missing at the end"
UNDER_MISSING_KEY = (
    "was signed with an older key that the app does not have, or was changed; "
    "add the older key to FINDER_SECRET_KEYS"
)
KEYS_OF_DATABASE = select(database_key.c.print)


def mismatches(
    transaction: Transaction, noted: str = "", progress: Callable[[int], object] = int
) -> Iterator[str]:
    """Yield a sentence for each fault in the trail. `noted` is a mark of an earlier
    day. `progress` is called now and then with the number of entries read so far."""
    end = transaction.execute(END).first()
    begin = start(transaction)
    unsealed = UNDER_MISSING_KEY if lacks_key(transaction) else "was changed"
    if not begin.whole:
        yield f"the record that the trail begins after entry {begin.number} {unsealed}"
    last = begin.number
    before = begin.seal
    is_there = noted in {"", begin.mark}
    for read, row in enumerate(all_entries(transaction), start=1):
        if read % PAGE == 0:
            progress(read)
        if row.number <= begin.number:
            yield f"entry {row.number} was inserted before the beginning"
            continue
        if row.number != last + 1:
            yield f"{missing_entries(last + 1, row.number - 1)} missing"
        elif sealing_key(transaction.keys, row, before) is None:
            yield f"entry {row.number} {unsealed}"
        if row.what == Act.END_WAS_GONE:
            yield f"the end record was missing before entry {row.number} was written, so entries may be missing there"
        last = row.number
        before = row.seal
        here = TrailMark(last, short(before))
        is_there = is_there or noted == str(here)
    yield from mismatches_at_end(end, last, before)
    if not is_there and not begin.is_before(noted):
        yield f"the mark {noted} is not in the trail: entries were removed or rewritten after the mark was noted"


def mismatches_at_end(
    end: Row[*tuple[Any, ...]] | None, last: int, before: bytes
) -> Iterator[str]:
    """Yield a sentence for each fault after the last entry found. `before` is the seal
    of that entry."""
    if end is None:
        yield END_GONE
    elif last < end.number:
        yield f"{missing_entries(last + 1, end.number)} missing at the end"
    elif last > end.number:
        yield f"entries after {end.number} were inserted"
    elif before != end.seal:
        yield f"entry {last} was changed, or is not the last entry written"


def missing_entries(first: int, last: int) -> str:
    if first == last:
        return f"entry {first} is"
    return f"entries {first} to {last} are"


def sealing_key(
    keys: Keys, row: Row[tuple[object, ...]], before: bytes
) -> bytes | None:
    """Return the id of the key that signed an entry, None if none of these keys did.
    `before` is the seal of the entry before."""
    text = text_of(as_entry(row), before)
    prints = keys.fingerprints(text, PURPOSE)
    for key, found in zip(keys.newest_first, prints, strict=True):
        if hmac.compare_digest(row.seal, found):
            return key.id
    return None


def lacks_key(transaction: Transaction) -> bool:
    """Return whether the database was used with a key that is missing from the
    transaction's keys."""
    used = transaction.execute(KEYS_OF_DATABASE).scalars()
    return not transaction.keys.prints().keys() >= set(used)


def entries_by_key(transaction: Transaction) -> Counter[bytes | None]:
    """Return the number of entries for each key id. Entries that none of these keys
    signed are counted under None."""
    numbers: Counter[bytes | None] = Counter()
    before = start(transaction).seal
    for row in all_entries(transaction):
        key = sealing_key(transaction.keys, row, before)
        numbers[key] += 1
        before = row.seal
    return numbers


def needs_missing_key(transaction: Transaction) -> bool:
    """Return whether the oldest entry was signed with a key of the database that is
    missing."""
    first = transaction.execute(FOLLOWING.limit(1), {"after": 0}).first()
    if first is None or not lacks_key(transaction):
        return False
    return sealing_key(transaction.keys, first, start(transaction).seal) is None
