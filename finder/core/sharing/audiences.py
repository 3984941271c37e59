"""Who may know what about a visit: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """A person, a group or a program that may learn something about a visit."""

    PERSON = "person"
    HELPER = "helper"
    PAPER = "paper"
    CALLER = "caller"
    CLINIC = "clinic"
    EXPORT = "export"
    API = "api"
    COUNTS = "counts"
    AUDIT = "audit"
    LOG = "log"


class Fact(StrEnum):
    """A fact about a visit.

    A private answer stands for everything that only it caused: reasons, treatments, red
    flags. `FIT` is which backgrounds fit and how sure that is; it always counts all
    answers.
    """

    ANSWERS = "answers"
    PRIVATE_ANSWERS = "private_answers"
    OWN_WORDS = "own_words"
    FIT = "fit"
    RED_FLAGS = "red_flags"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_BACK = "taken_back"
    PRIVATE_TAKEN_BACK = "private_taken_back"
    CRISIS = "crisis"
    CRISIS_SIGN = "crisis_sign"
    CRISIS_TAKEN_BACK = "crisis_taken_back"
    REFERENCE = "reference"
    CALL_BACK = "call_back"
    PICKED = "picked"


class Disclosure(StrEnum):
    """When an audience learns a fact. `AS_NUMBER`: only in a count of many visits."""

    ALWAYS = "always"
    IF_WISHED = "if_wished"
    IF_CLINIC_AGREED = "if_clinic_agreed"
    AS_NUMBER = "as_number"
    NEVER = "never"


YES = Disclosure.ALWAYS
WISH = Disclosure.IF_WISHED
AGREE = Disclosure.IF_CLINIC_AGREED
COUNT = Disclosure.AS_NUMBER
NO = Disclosure.NEVER

# fmt: off
ROWS: Mapping[Fact, tuple[Disclosure, ...]] = {
    #                         person  helper  paper  caller  clinic  export  api   counts  audit  log  # noqa: W505
    Fact.ANSWERS:            (YES,    YES,    YES,   YES,    YES,    YES,    YES,  NO,     NO,    NO),
    Fact.PRIVATE_ANSWERS:    (YES,    YES,    WISH,  NO,     WISH,   WISH,   YES,  NO,     NO,    NO),
    Fact.OWN_WORDS:          (YES,    YES,    YES,   YES,    YES,    YES,    NO,   NO,     NO,    NO),
    Fact.FIT:                (YES,    YES,    YES,   YES,    YES,    YES,    YES,  COUNT,  NO,    NO),
    Fact.RED_FLAGS:          (YES,    YES,    YES,   YES,    YES,    YES,    YES,  COUNT,  NO,    NO),
    Fact.ACKNOWLEDGED:       (YES,    YES,    YES,   YES,    YES,    YES,    NO,   NO,     NO,    NO),
    Fact.TAKEN_BACK:         (YES,    YES,    YES,   YES,    YES,    YES,    NO,   NO,     NO,    NO),
    Fact.PRIVATE_TAKEN_BACK: (YES,    YES,    WISH,  NO,     WISH,   WISH,   NO,   NO,     NO,    NO),
    Fact.CRISIS:             (YES,    YES,    WISH,  NO,     AGREE,  AGREE,  YES,  NO,     NO,    NO),
    Fact.CRISIS_SIGN:        (YES,    YES,    WISH,  NO,     NO,     NO,     YES,  NO,     NO,    NO),
    Fact.CRISIS_TAKEN_BACK:  (YES,    YES,    WISH,  NO,     AGREE,  AGREE,  NO,   NO,     NO,    NO),
    Fact.REFERENCE:          (YES,    YES,    YES,   YES,    YES,    YES,    NO,   NO,     NO,    NO),
    Fact.CALL_BACK:          (YES,    YES,    NO,    NO,     YES,    NO,     NO,   NO,     NO,    NO),
    Fact.PICKED:             (YES,    YES,    YES,   NO,     NO,     NO,     NO,   NO,     NO,    NO),
}
# fmt: on
"""Who may know what, with one column for each audience.

A visit that was never shared has no reference, and no clinic knows of it. A call-back
number appears only on the page of its intake. `PICKED` are the doctors that the person
put on the sheet; sharing does not send them.
"""

TABLE: Mapping[Fact, Mapping[Audience, Disclosure]] = {
    fact: dict(zip(Audience, cells, strict=True)) for fact, cells in ROWS.items()
}
"""Fact -> audience -> when the audience learns the fact."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person and the clinic have agreed to.

    `include_private`: the person wants to share the private answers. `share_crisis`:
    the clinic has agreed how to respond to a crisis.
    """

    include_private: bool = False
    share_crisis: bool = False

    def allows(self, audience: Audience, fact: Fact) -> bool:
        """Return whether this audience may learn this fact."""
        match TABLE[fact][audience]:
            case Disclosure.IF_WISHED:
                return self.include_private
            case Disclosure.IF_CLINIC_AGREED:
                return self.share_crisis
            case may:
                return may is not Disclosure.NEVER


NO_CONSENT = Consent()
