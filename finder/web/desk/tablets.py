"""The clinic's tablets for staff: create a code, see the state, end a session."""

import re
import secrets
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from finder.core.deciding.triage import CRISIS
from finder.store import audit, tablets
from finder.store.acts import Act
from finder.store.tablets import CODE_LASTS, TabletSession
from finder.store.transaction import Transaction
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.signin import STALE

bp = Blueprint("tablets", __name__, url_prefix="/desk/tablets")

MOST = 99
NUMBER = re.compile("[0-9]{1,2}")
UNREADABLE = lazy_gettext("cannot be read: look at the tablet, then end it here")
WHICH = lazy_gettext(
    "Type the number that is on the tablet, from 1 to %(most)s.", most=MOST
)


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet and its state in words."""

    number: int
    doing: str
    stopped: bool
    readable: bool


@bp.route("/")
def everyone() -> ResponseReturnValue:
    """Show all tablets and their states."""
    held = held_for_staff.current()
    page = render_template("desk/tablets.html", tablets=lines(), held=held)
    return page, held.status


@bp.route("/start", methods=["POST"])
def start() -> ResponseReturnValue:
    """Create a code for a tablet that nobody uses."""
    number = number_typed()
    if not ButtonForm().validate_on_submit() or number is None:
        return held_for_staff.refuse({"tablet": WHICH if number is None else STALE})
    code = f"{secrets.randbelow(10**6):06}"
    with state().writing() as transaction:
        is_free = not tablets.is_in_use(transaction, number)
        if is_free:
            tablets.start(transaction, number, code)
            note(transaction, Act.TABLET_STARTED, number)
    if not is_free:
        return held_for_staff.refuse({"tablet": in_use(number)})
    fields = {"number": str(number), "code": f"{code[:3]} {code[3:]}"}
    return held_for_staff.show_once("tablets.code", fields, CODE_LASTS)


@bp.route("/code")
def code() -> ResponseReturnValue:
    """Show the code that was just created. It can be reloaded until the code
    expires."""
    made = held_for_staff.current().fields
    if not made:
        return redirect(url_for("tablets.everyone"), 303)
    minutes = int(CODE_LASTS.total_seconds()) // 60
    return render_template(
        "desk/tablet_code.html",
        number=made["number"],
        code=made["code"],
        minutes=minutes,
    )


@bp.route("/end", methods=["POST"])
def end() -> ResponseReturnValue:
    """End the session of a tablet."""
    number = number_typed()
    if not ButtonForm().validate_on_submit() or number is None:
        return held_for_staff.refuse({"tablet": WHICH if number is None else STALE})
    with state().writing() as transaction:
        tablets.end_tablet(transaction, number)
        note(transaction, Act.TABLET_ENDED, number)
    return redirect(url_for("tablets.everyone"), 303)


def in_use(number: int) -> LazyString:
    """Return the message that someone has this tablet."""
    return lazy_gettext(
        "Tablet %(number)s is in use. Type another number, or end it in the list first. Its answers are then cleared.",
        number=number,
    )


def number_typed() -> int | None:
    """Return the number of a tablet in the posted form, or None if it is not valid."""
    typed = request.form.get("tablet", "").strip()
    if not NUMBER.fullmatch(typed):
        return None
    return int(typed) or None


def note(transaction: Transaction, what: Act, number: int) -> None:
    audit.record(transaction, sessions.member().name, what, str(number))


def lines() -> tuple[TabletLine, ...]:
    """Return every tablet that waits for its code or is in use."""
    with state().reading() as transaction:
        return tuple(map(line, tablets.live(transaction)))


def needing_help() -> tuple[TabletLine, ...]:
    """Return the tablets that show an urgent page, or may show one because their state
    cannot be read."""
    all_lines = lines()
    return tuple(line for line in all_lines if line.stopped or not line.readable)


def line(found: TabletSession) -> TabletLine:
    """Return a tablet as a line. A page with only help in a crisis is shown as urgent
    only if the clinic has agreed to respond."""
    advice = set(found.advice)
    if not state().settings.share_crisis:
        advice.discard(CRISIS)
    if not found.readable:
        doing = str(UNREADABLE)
    elif advice:
        doing = gettext("stopped at an urgent page")
    elif found.waits:
        doing = gettext("waiting for its code")
    else:
        doing = gettext("in use")
    return TabletLine(found.tablet, doing, bool(advice), found.readable)
