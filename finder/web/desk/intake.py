"""The page of one intake: urgent advice, the summary for the clinic, the history, and
the forms of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext

from finder.core.roster.display import in_words as roster_in_words
from finder.core.roster.roster import for_second_pain
from finder.core.rules.advice import Level
from finder.core.rules.clean_text import clean
from finder.core.rules.phone import dialed
from finder.core.sharing.intake_content import (
    IntakeContent,
    content_from_json,
    known_content,
    reassessed,
)
from finder.core.sharing.reference import written
from finder.store import audit, intakes, references
from finder.store.acts import Act
from finder.store.audit import AuditEntry
from finder.store.intakes import Intake
from finder.store.seal import Tampered
from finder.store.transaction import Transaction
from finder.web.app.access import FOR_CHART
from finder.web.app.roster import matches_for
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.intake_words import for_its_reader, for_the_desk
from finder.web.desk.queue import in_words, queue_address
from finder.web.desk.unreadable import unreadable
from finder.web.desk.words import MOVES, NEXT, act_about, act_who

bp = Blueprint("intakes", __name__, url_prefix="/desk/intakes")
bp.register_error_handler(Tampered, unreadable)
bp.add_app_template_filter(act_about)
bp.add_app_template_filter(act_who)

TODAYS = "with today's rules"
CHANGES = frozenset({Act.MOVED, Act.BOOKED, Act.NOTED, Act.HANDLED})
APPOINTMENT = ("doctor", "day", "at")


@dataclass(frozen=True, slots=True)
class OpenedIntake:
    """An opened intake with its history. The assessment was made with its own rules, or
    with today's."""

    intake: Intake
    content: IntakeContent
    history: list[AuditEntry]
    todays_rules: bool = False

    @property
    def shared(self) -> datetime:
        """The time when the answers were shared, or last shared again."""
        return self.content.changed or self.intake.line.created


@bp.route("/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show one intake under its own rules or today's, and record who opened it."""
    todays_rules = request.args.get("rules") == "today"
    opened = open_intake(key, Act.OPENED, todays_rules=todays_rules)
    return intake_page(opened), held_for_staff.current().status


def booked_as(found: Intake) -> dict[str, str]:
    """Return the fields of the current appointment."""
    booked = found.appointment
    if booked is None:
        return dict.fromkeys(APPOINTMENT, "")
    at = booked.at
    return {
        "doctor": booked.doctor,
        "day": booked.day.isoformat(),
        "at": at.isoformat("minutes") if at else "",
    }


def note_of(found: Intake, posted: Mapping[str, str]) -> str:
    """Return the note as typed. If it was not touched, return the current note, which
    may be newer than the page."""
    note = typed("note", posted)
    before = typed("note_before", posted)
    is_touched = "note" in posted and note != before
    return note if is_touched else found.note


def found_or_404(transaction: Transaction, key: str) -> Intake:
    return intakes.find(transaction, key) or abort(404)


def record_in_audit(
    transaction: Transaction, found: Intake, what: Act, about: str = ""
) -> None:
    """Record in the audit trail what the member of this request did."""
    who = sessions.member().name
    audit.record(transaction, who, what, about, found.reference_hash)


def open_intake(
    key: str, what: Act | None = None, *, todays_rules: bool = False
) -> OpenedIntake:
    """Return an intake under the rules of its visit or today's, and record why it was
    opened."""
    with state().writing() as transaction:
        found = found_or_404(transaction, key)
        if not todays_rules:
            state().follow(transaction, found.rules_version)
        if what:
            about = TODAYS if todays_rules else ""
            record_in_audit(transaction, found, what, about)
        content = content_from_json(found.payload)
        if todays_rules:
            content = reassessed(state().ruleset, content)
        reference = found.line.reference
        prints = references.fingerprints(state().keys, reference)
        history = audit.of_intake(transaction, prints)
    return OpenedIntake(found, content, history, todays_rules)


def intake_page(opened: OpenedIntake) -> str:
    """Return the page of an intake."""
    found = opened.intake
    content = opened.content
    line = found.line
    words = state().ruleset.advice.desk
    summary = for_the_desk(content)
    read = for_its_reader(content, line.taken)
    ruleset = state().ruleset
    present_rules = state().rules_in_use.present.ruleset
    is_older = found.rules_version != ruleset.version
    blocks = []
    for block, quoted in zip(summary.advice, read.advice, strict=True):
        level = words.level(block.level)
        blocks.append((level, block, quoted))
    known = known_content(ruleset, content)
    matches = matches_for(known.assessment)
    # Doctors whose training fits the second pain best and does not fit the first.
    for_second = for_second_pain(matches, matches_for(known.second))
    moves = [(to, name) for to, name in MOVES.items() if to is not line.state]
    changes = [entry for entry in opened.history if entry.act in CHANGES]
    is_emergency = line.level >= Level.EMERGENCY_ROOM
    return render_template(
        "desk/intake.html",
        intake=found,
        line=in_words(line, state().now()),
        reference=written(line.reference),
        summary=summary,
        read=read,
        blocks=blocks,
        other_rules=is_older and not opened.todays_rules,
        newer_rules=found.rules_version != present_rules.version,
        again=opened.todays_rules,
        changed=content.changed and in_local_time(content.changed),
        moves=moves,
        next_move=NEXT.get(line.state, ""),
        history=opened.history,
        local=state().local,
        backgrounds=ruleset.backgrounds,
        for_chart=sessions.member().role in FOR_CHART,
        roster=roster_in_words(ruleset, matches),
        for_second=[match.clinician.name for match in for_second],
        held=held_for_staff.current(),
        last_change=changes[-1] if changes else None,
        unreadable=found.unreadable,
        urgent=line.pinned or line.crisis or is_emergency,
        call_back=found.call_back,
        dialed=dialed(found.call_back),
        asks_call_back=state().settings.clinic_call_back,
        doctors=[match.clinician for match in matches],
        today=state().today(),
        typed=field_values(found),
        back=queue_address(),
        **appointment_words(found),
    )


def appointment_words(found: Intake) -> dict[str, object]:
    """Return the current appointment for the page, and whether it is after the intake
    will be deleted."""
    booked = found.appointment
    deleted_on = state().local.day(found.expires)
    return {
        "booked": booked_as(found),
        "day": booked and format_date(booked.day, "full"),
        "outlives": booked and booked.day >= deleted_on,
    }


def field_values(found: Intake) -> dict[str, str]:
    """Return the values of the fields of the page: text that is held for it, or else
    what is stored."""
    held = held_for_staff.current().fields
    values = booked_as(found)
    for name in APPOINTMENT:
        if name in held:
            values[name] = typed(name, held)
    values["note"] = note_of(found, held)
    values["initials"] = typed("initials", held)
    values["done"] = typed("done", held)
    return values


def in_local_time(instant: datetime) -> str:
    clock = state().local.clock(instant)
    day = state().local.day(instant)
    return str(gettext("%(time)s on %(day)s", time=clock, day=day))


def typed(name: str, posted: Mapping[str, str]) -> str:
    """Return the text of a field without characters that cannot be stored."""
    return clean(posted.get(name, ""))
