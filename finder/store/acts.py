"""The acts that the audit trail records: a stored id and the words for each."""

from collections.abc import Mapping
from enum import StrEnum

from finder.core.rules.sentence import Sentence


class Act(StrEnum):
    """What someone did. The audit trail stores the id for years, so an id never
    changes. Its words may change."""

    STAFF_ADDED = "staff_added"
    STAFF_DISABLED = "staff_disabled"
    STAFF_RESET = "staff_reset"
    STAFF_READY = "staff_ready"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an id
    SIGNED_IN = "signed_in"
    SIGNED_IN_WITH_RECOVERY_CODE = "signed_in_with_recovery_code"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - an id
    SESSIONS_ENDED = "sessions_ended"
    PAGE_REFUSED = "page_refused"
    FOUND_NOTHING = "found_nothing"
    TABLET_STARTED = "tablet_started"
    TABLET_ENDED = "tablet_ended"
    SHARED = "shared"
    SHARED_AGAIN = "shared_again"
    NUMBER_CHANGED = "number_changed"
    OPENED = "opened"
    MOVED = "moved"
    BOOKED = "booked"
    NOTED = "noted"
    HANDLED = "handled"
    PRINTED = "printed"
    TAKEN_OUT = "taken_out"
    EXPORTED = "exported"
    ROSTER_REPLACED = "roster_replaced"
    PURGED = "purged"
    END_WAS_GONE = "end_was_gone"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    KEYS_ROTATED = "keys_rotated"
    CLINIC_ADDED = "clinic_added"
    CLINIC_CHANGED = "clinic_changed"
    CLINIC_CLOSED = "clinic_closed"
    CLINIC_OPENED = "clinic_opened"
    STAFF_JOINED = "staff_joined"
    STAFF_LEFT = "staff_left"


WORDS: Mapping[Act, Sentence] = {
    Act.STAFF_ADDED: Sentence("added the staff member"),
    Act.STAFF_DISABLED: Sentence("disabled the staff member"),
    Act.STAFF_RESET: Sentence("reset the account of the staff member"),
    Act.STAFF_READY: Sentence("chose a password and set up codes"),
    Act.PASSWORD_CHANGED: Sentence("changed the password"),
    Act.SIGNED_IN: Sentence("signed in"),
    Act.SIGNED_IN_WITH_RECOVERY_CODE: Sentence("signed in with a recovery code"),
    Act.SIGNED_OUT: Sentence("signed out"),
    Act.SIGN_IN_FAILED: Sentence("failed to sign in"),
    Act.PASSWORD_REFUSED: Sentence("typed a wrong password to change it"),
    Act.SESSIONS_ENDED: Sentence("ended this many of their other sessions:"),
    Act.PAGE_REFUSED: Sentence("was refused a page"),
    Act.FOUND_NOTHING: Sentence("looked up an unknown code"),
    Act.TABLET_STARTED: Sentence("gave a code to the tablet"),
    Act.TABLET_ENDED: Sentence("ended the session of the tablet"),
    Act.SHARED: Sentence("shared an intake"),
    Act.SHARED_AGAIN: Sentence("shared changed answers"),
    Act.NUMBER_CHANGED: Sentence("changed the number to call back"),
    Act.OPENED: Sentence("opened the intake"),
    Act.MOVED: Sentence("moved the intake"),
    Act.BOOKED: Sentence("booked an appointment"),
    Act.NOTED: Sentence("changed the note"),
    Act.HANDLED: Sentence("handled the urgent intake"),
    Act.PRINTED: Sentence("printed the sheet"),
    Act.TAKEN_OUT: Sentence("exported the intake as FHIR"),
    Act.EXPORTED: Sentence("exported all intakes"),
    Act.ROSTER_REPLACED: Sentence("replaced the roster"),
    Act.PURGED: Sentence("deleted intakes past their date"),
    Act.END_WAS_GONE: Sentence("continued after the record of the last entry was lost"),
    Act.BACKED_UP: Sentence("made a backup"),
    Act.RESTORED: Sentence("restored a backup"),
    Act.KEYS_ROTATED: Sentence("encrypted everything again under the newest key"),
    Act.CLINIC_ADDED: Sentence("added the clinic"),
    Act.CLINIC_CHANGED: Sentence("changed the clinic"),
    Act.CLINIC_CLOSED: Sentence("closed the clinic"),
    Act.CLINIC_OPENED: Sentence("opened the clinic again"),
    Act.STAFF_JOINED: Sentence("gave access to this clinic to"),
    Act.STAFF_LEFT: Sentence("ended the access to this clinic of"),
}

FORMER: Mapping[str, Act] = {
    "added the staff member": Act.STAFF_ADDED,
    "disabled the staff member": Act.STAFF_DISABLED,
    "gave a new start to the staff member": Act.STAFF_RESET,
    "chose a password and set up codes": Act.STAFF_READY,
    "changed the password": Act.PASSWORD_CHANGED,
    "signed in": Act.SIGNED_IN,
    "signed in with a recovery code": Act.SIGNED_IN_WITH_RECOVERY_CODE,
    "signed out": Act.SIGNED_OUT,
    "gave a code to the tablet": Act.TABLET_STARTED,
    "ended the session of the tablet": Act.TABLET_ENDED,
    "shared an intake": Act.SHARED,
    "shared changed answers": Act.SHARED_AGAIN,
    "opened the intake": Act.OPENED,
    "moved the intake": Act.MOVED,
    "changed the note": Act.NOTED,
    "looked after the urgent intake": Act.HANDLED,
    "printed the sheet": Act.PRINTED,
    "took the intake out as FHIR": Act.TAKEN_OUT,
    "took out all intakes": Act.EXPORTED,
    "deleted intakes past their date": Act.PURGED,
}
"""The sentences that earlier versions stored instead of ids. The entries with these
sentences cannot be rewritten, so these sentences never change."""


BY_ID: Mapping[str, Act] = {act.value: act for act in Act}


def act_of(stored: str) -> Act | None:
    """Return the act for stored text, which is an id or an earlier version's sentence.
    Return None if it is unknown."""
    former = FORMER.get(stored)
    return former or BY_ID.get(stored)


def in_words(stored: str) -> Sentence:
    """Return the words for a stored act. Return the stored text itself if the act is
    unknown."""
    act = act_of(stored)
    if act is None:
        return Sentence(stored)
    return WORDS[act]
