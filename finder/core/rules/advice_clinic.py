"""The fixed texts of sharing, the roster, the phone page and the front desk."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar

from finder.core.rules.words import Words, number_of_values, with_placeholders


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """What staff say to a caller: before the first question, and to ask whether the
    clinic may store the answers."""

    to_helpers: ClassVar[bool] = False

    opening: Words = field(metadata=with_placeholders("minutes_aloud"))
    keep: Words
    what: Words
    never: Words
    who: Words
    choose: Words


@dataclass(frozen=True, slots=True)
class RosterWords:
    """The clinic's own doctors, as shown with a result."""

    heading: Words
    intro: Words
    lead: Words
    also: Words
    other: Words
    trained: Words = field(metadata=with_placeholders("background"))
    certified: Words = field(metadata=with_placeholders("board", "date"))
    ended: Words = field(metadata=with_placeholders("board", "date"))
    uncertified: Words
    offers: Words = field(metadata=with_placeholders("treatments"))
    languages: Words = field(metadata=with_placeholders("languages"))
    accepting: Words
    not_accepting: Words
    date: Words = field(metadata=with_placeholders("month", "day", "year"))
    months: tuple[Words, ...] = field(metadata=number_of_values(12, 12))


@dataclass(frozen=True, slots=True)
class ShareWords:
    """Sharing with the clinic: the texts before the tick, and on the receipt."""

    heading: Words
    intro: Words
    shared: Words
    lines: tuple[Words, ...]
    taken_back: Words
    private_out: Words
    private_in: Words
    crisis: Words
    never: Words
    never_but_phone: Words
    who: Words
    how_long: Words
    watching: Words
    agree: Words
    agree_first: Words
    changed: Words
    parted: Words
    share_change: Words
    again: Words
    receipt_heading: Words
    receipt_code: Words
    receipt_do: Words
    receipt_watching: Words
    receipt_change: Words


@dataclass(frozen=True, slots=True)
class DeskWords:
    """What staff read with an intake, such as each level in words."""

    to_helpers: ClassVar[bool] = False
    call_911: Words
    emergency_room: Words
    today: Words
    soon: Words
    tell_clinic: Words
    none: Words
    crisis: Words
    crisis_do: Words
    pinned_heading: Words
    pinned: Words
    handle: Words
    checked: Words
    done: Words
    changed_answers: Words = field(metadata=with_placeholders("time"))
    changed_rules: Words
    do_again: Words
    again: Words
    as_shared: Words

    def level(self, level: IntEnum) -> str:
        """Return the words for a level."""
        return str(getattr(self, level.name.lower()))
