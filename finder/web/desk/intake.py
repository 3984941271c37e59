"""The page of one intake: urgent advice, the summary for the clinic, the actions of the
desk, and the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, lazy_gettext
from werkzeug.exceptions import NotFound

from finder.core.roster.display import in_words as roster_in_words
from finder.core.roster.roster import Match, for_second_pain
from finder.core.rules.advice import Level
from finder.core.rules.clean_text import clean, turns_writing
from finder.core.rules.phone import dialed
from finder.core.sharing.intake_content import (
    IntakeContent,
    content_from_json,
    worked_out_again,
)
from finder.core.sharing.reference import written
from finder.core.sharing.stored_assessment import known_part
from finder.store import audit, intake_changes, intakes, references
from finder.store.acts import Act
from finder.store.audit import AuditEntry
from finder.store.intake_changes import Changed
from finder.store.intakes import Handled, Intake, IntakeState
from finder.store.seal import Tampered
from finder.store.transaction import Transaction
from finder.web.app import form_messages
from finder.web.app.access import FOR_CHART
from finder.web.app.forms import LEFT_OUT, ButtonForm
from finder.web.app.roster import matches_for
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.intake_words import as_it_was_read, for_the_desk
from finder.web.desk.queue import in_words, way_to_queue
from finder.web.desk.signin import STALE
from finder.web.desk.unreadable import unreadable
from finder.web.desk.words import MOVES, NEXT, act_about, act_who

bp = Blueprint("intakes", __name__, url_prefix="/desk/intakes")
bp.register_error_handler(Tampered, unreadable)
bp.add_app_template_filter(act_about)
bp.add_app_template_filter(act_who)

LONGEST_NOTE, LONGEST_DONE, LONGEST_INITIALS = 500, 300, 5
FIRST = lazy_gettext(
    "Someone else changed this just now. Look at it as it is now, then try again."
)
NO_INITIALS = lazy_gettext(
    "Type your initials, %(most)s letters or fewer.", most=LONGEST_INITIALS
)
NOTHING_DONE = lazy_gettext(
    "Say what was done, in %(most)s characters or fewer.", most=LONGEST_DONE
)
LOOK_AFTER = lazy_gettext("First write down what was done about the urgent advice.")
NOT_DONE = lazy_gettext(
    "What was done is not written down yet. Press “Write it down” to keep it."
)
NOT_BOOKED = lazy_gettext("The appointment is not booked yet. Press “Book” to keep it.")
GONE = lazy_gettext(
    "This intake is no longer here. It was deleted when its time was over. This is what you typed:"
)
TODAYS = "with today's rules"
CHANGES = frozenset({Act.MOVED, Act.BOOKED, Act.NOTED, Act.HANDLED})
APPOINTMENT = ("doctor", "day", "at")
Acted = tuple[Act, str]


class Refused(Exception):
    """An action that is not possible for this intake. `errors` has a message for each
    field."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = errors
        super().__init__(*map(str, errors.values()))


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened intake with its history. `again` means that the assessment was made
    with today's rules instead of its own."""

    intake: Intake
    content: IntakeContent
    history: list[AuditEntry]
    again: bool = False

    @property
    def shared(self) -> datetime:
        """The time when the answers were shared, or last shared again."""
        return self.content.changed or self.intake.line.created


@bp.route("/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show one intake under its own rules or today's, and record who opened it."""
    opened = open_intake(key, Act.OPENED, again=request.args.get("rules") == "today")
    return intake_page(opened), held_for_staff.current().status


@bp.route("/<key>/state", methods=["POST"])
def move(key: str) -> ResponseReturnValue:
    """Move an intake to its next state."""

    def moved(transaction: Transaction, found: Intake) -> Acted:
        wanted = next(
            (each for each in MOVES if each.value == request.form.get("state")),
            found.line.state,
        )
        if wanted is IntakeState.CLOSED and found.line.pinned:
            raise Refused({"initials": LOOK_AFTER})
        lifetime = timedelta(days=state().settings.intake_days)
        intake_changes.set_state(transaction, found, wanted, lifetime)
        return Act.MOVED, f"from {found.line.state} to {wanted}"

    return act(key, moved)


@bp.route("/<key>/note", methods=["POST"])
def note(key: str) -> ResponseReturnValue:
    """Save the note of the desk."""
    return act(key)


@bp.route("/<key>/handled", methods=["POST"])
def handle(key: str) -> ResponseReturnValue:
    """Record initials and what was done for an urgent intake."""

    def handled(transaction: Transaction, found: Intake) -> Acted:
        initials, done = typed("initials", request.form), typed("done", request.form)
        if not initials or len(initials) > LONGEST_INITIALS:
            raise Refused({"initials": NO_INITIALS})
        if not done or len(done) > LONGEST_DONE:
            raise Refused({"done": NOTHING_DONE})
        intake_changes.handle(transaction, found, Handled(initials, done))
        return Act.HANDLED, ""

    return act(key, handled)


def act(
    key: str, change: Callable[[Transaction, Intake], Acted] | None = None
) -> ResponseReturnValue:
    """Change an intake that no one else has changed since it was shown, and record it.
    Every button also saves the note, and text typed for another button stays in the
    form."""
    try:
        with state().writing() as transaction:
            found = keep_note(transaction, as_shown(found_or_404(transaction, key)))
            if change:
                write_down(transaction, found, *change(transaction, found))
            now = found_or_404(transaction, key)
    except Refused as refused:
        return held_for_staff.refuse(refused.errors)
    except Changed:
        return held_for_staff.refuse({"moves": FIRST}, 409)
    except NotFound:
        return held_for_staff.apart(GONE, 404) or abort(404)
    if any(turns_writing(each) for each in request.form.values()):
        flash(str(LEFT_OUT))
    page = url_for("intakes.show", key=key)
    left = unsaved_text(now)
    return (
        held_for_staff.back(replace(left, path=page))
        if left.fields
        else redirect(page, 303)
    )


def unsaved_text(now: Intake) -> held_for_staff.Held:
    """Return text that was typed for another button than the pressed one, with a
    message."""
    done = {
        name: text
        for name in ("initials", "done")
        if (text := typed(name, request.form)) and now.line.pinned
    }
    appointment, booked = (
        {name: typed(name, request.form) for name in APPOINTMENT},
        booked_as(now),
    )
    is_touched = any(
        text != typed(f"{name}_before", request.form)
        for name, text in appointment.items()
    )
    unbooked = appointment if is_touched and appointment != booked else {}
    why = [
        text for text, fields in ((NOT_DONE, done), (NOT_BOOKED, unbooked)) if fields
    ]
    return held_for_staff.Held(
        fields={**done, **unbooked}, why=form_messages.together(why)
    )


def booked_as(found: Intake) -> dict[str, str]:
    """Return the fields of the current appointment."""
    if found.appointment is None:
        return dict.fromkeys(APPOINTMENT, "")
    at = found.appointment.at
    texts = (
        found.appointment.doctor,
        found.appointment.day.isoformat(),
        at.isoformat("minutes") if at else "",
    )
    return dict(zip(APPOINTMENT, texts, strict=True))


def as_shown(found: Intake) -> Intake:
    """Return the intake if it is still as the page showed it. Raises Refused and
    Changed."""
    if not ButtonForm().validate_on_submit():
        raise Refused({"note": STALE})
    if request.form.get("changes") != f"{found.changes}":
        raise Changed
    return found


def keep_note(transaction: Transaction, found: Intake) -> Intake:
    """Return the intake after saving its note as typed. Raises Refused and Changed."""
    text = note_of(found, request.form)
    if text == found.note:
        return found
    if len(text) > LONGEST_NOTE:
        reason = lazy_gettext(
            "Use %(most)s characters or fewer. You used %(used)s.",
            most=LONGEST_NOTE,
            used=len(text),
        )
        raise Refused({"note": reason})
    intake_changes.write_note(transaction, found, text)
    write_down(transaction, found, Act.NOTED)
    return found_or_404(transaction, found.line.key)


def note_of(found: Intake, posted: Mapping[str, str]) -> str:
    """Return the note as typed. If it was not touched, return the current note, which
    may be newer than the page."""
    touched = "note" in posted and typed("note", posted) != typed("note_before", posted)
    return typed("note", posted) if touched else found.note


def found_or_404(transaction: Transaction, key: str) -> Intake:
    return intakes.find(transaction, key) or abort(404)


def write_down(
    transaction: Transaction, found: Intake, what: Act, about: str = ""
) -> None:
    who = sessions.member().name
    audit.record(transaction, who, what, about, found.reference_hash)


def open_intake(key: str, what: Act | None = None, *, again: bool = False) -> Opened:
    """Return an intake under the rules of its visit or today's, and record why it was
    opened."""
    with state().writing() as transaction:
        found = found_or_404(transaction, key)
        if not again:
            state().follow(transaction, found.rules_version)
        if what:
            write_down(transaction, found, what, TODAYS if again else "")
        prints = references.fingerprints(state().keys, found.line.reference)
        stored = content_from_json(found.payload)
        shown = worked_out_again(state().ruleset, stored) if again else stored
        return Opened(found, shown, audit.of_intake(transaction, prints), again)


def intake_page(opened: Opened) -> str:
    found, words = opened.intake, state().ruleset.advice.desk
    refilled = held_for_staff.current()
    summary = for_the_desk(opened.content)
    read = as_it_was_read(opened.content, found.line.taken)
    matches = matches_for(known_part(state().ruleset, opened.content.assessment))
    return render_template(
        "desk/intake.html",
        intake=found,
        line=in_words(found.line, state().now()),
        reference=written(found.line.reference),
        summary=summary,
        read=read,
        blocks=[
            (words.level(block.level), block, quoted)
            for block, quoted in zip(summary.advice, read.advice, strict=True)
        ],
        other_rules=found.rules_version != state().ruleset.version and not opened.again,
        newer_rules=found.rules_version != state().rules_in_use.present.ruleset.version,
        again=opened.again,
        changed=opened.content.changed and in_local_time(opened.content.changed),
        moves=[
            (each.value, name)
            for each, name in MOVES.items()
            if each is not found.line.state
        ],
        next_move=NEXT.get(found.line.state, ""),
        history=opened.history,
        local=state().local,
        backgrounds=state().ruleset.backgrounds,
        for_chart=sessions.member().role in FOR_CHART,
        roster=roster_in_words(state().ruleset, matches),
        for_second=[
            found.clinician.name for found in second_matches(opened.content, matches)
        ],
        held=refilled,
        last_change=next(
            (each for each in reversed(opened.history) if each.act in CHANGES), None
        ),
        unreadable=found.unreadable,
        booked=booked_as(found),
        day=found.appointment and format_date(found.appointment.day, "full"),
        outlives=found.appointment
        and found.appointment.day >= state().local.day(found.expires),
        urgent=found.line.pinned
        or found.line.level >= Level.EMERGENCY_ROOM
        or found.line.crisis,
        call_back=found.call_back,
        dialed=dialed(found.call_back),
        asks_call_back=state().settings.clinic_call_back,
        doctors=[each.clinician for each in matches],
        today=state().today(),
        typed={
            **booked_as(found),
            **{
                name: typed(name, refilled.fields)
                for name in APPOINTMENT
                if name in refilled.fields
            },
            "note": note_of(found, refilled.fields),
            "initials": typed("initials", refilled.fields),
            "done": typed("done", refilled.fields),
        },
        back=way_to_queue(),
    )


def second_matches(content: IntakeContent, matches: Sequence[Match]) -> Sequence[Match]:
    """Return the doctors whose training fits the second pain best and does not fit the
    first."""
    second = known_part(state().ruleset, content.second) if content.second else None
    return for_second_pain(matches, matches_for(second))


def in_local_time(instant: datetime) -> str:
    clock, day = state().local.clock(instant), state().local.day(instant)
    return str(gettext("%(time)s on %(day)s", time=clock, day=day))


def typed(name: str, posted: Mapping[str, str]) -> str:
    return clean(posted.get(name, ""))
