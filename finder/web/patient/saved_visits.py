"""Save and come back later. A code, shown once, opens the visit on any device."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, lazy_ngettext
from wtforms import StringField

from finder.core.rules.page import Page
from finder.core.sharing.reference import Typo, new_code, read_code, written
from finder.core.visiting.progress import Progress
from finder.core.visiting.stored import UnknownFormat, to_json
from finder.store import saved_visits, throttle
from finder.store import visits as stored_visits
from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.store.throttle import Attempt, AttemptKind
from finder.store.transaction import Transaction
from finder.web.app import form_messages, reloadable_pages, single_buttons, visits
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.forms import PostedForm
from finder.web.app.security import from_where
from finder.web.app.state import state
from finder.web.patient import ended, unsaved, urgent
from finder.web.patient.questions import store_page
from finder.web.patient.steps import next_step, questionnaire

bp = Blueprint("saved", __name__)
log = logging.getLogger("finder.web")

NOT_FOUND = lazy_gettext(
    "We found no saved answers with this code. Please check it, or start again."
)
UNREADABLE = lazy_gettext(
    "These answers can no longer be opened. Please start again, or call the clinic."
)
ASK_FIRST = lazy_gettext(
    "This device holds other answers. Tick the box to clear them, or go back to them."
)
STALE = lazy_gettext("This page was open for a long time. Press “Go on” again.")
SHOWN_ONCE = lazy_gettext(
    "Your code was shown once. Type it here to open your answers."
)
SAVE = lazy_gettext("Save and come back later")
SAVES = lazy_gettext(
    "You get a code that opens your answers on any device. This device then forgets them."
)
CODE, RESUME = "resume_code", "resume"
EMPTY: Mapping[str, Any] = {"typed": "", "errors": {}, "ticked": False}
"""What the page to continue a saved visit shows at first."""


class CodeForm(PostedForm):
    code = StringField()


@bp.route("/save", methods=["GET", "POST"])
def save() -> ResponseReturnValue:
    """Save the visit and show a new code, once. This browser then needs the code too. A
    new code replaces an older one."""
    page = questionnaire().page(request.form.get("page", ""))
    try:
        progress = visits.current()
        instead = store_posted_page(page, progress) if page else None
    except DatabaseAway:
        if page and (advice := urgent.just_posted(page, visits.new())):
            return advice
        raise
    if instead:
        return instead
    if progress is None:
        return redirect(url_for("saved.resume"), 303)
    if request.method == "GET":
        return single_buttons.button_page(SAVE, SAVES, SAVE, next_step(progress))
    return save_posted()


def store_posted_page(page: Page, found: Progress | None) -> ResponseReturnValue | None:
    """Store the question page whose save button was pressed. Return a redirect if
    urgent advice or a page of another visit comes first, or if the visit had ended,
    otherwise None."""
    if not visits.is_named():
        return unsaved.refuse(page, found)
    if found is None and ended.has_ended():
        flash(ended.saved_sentence())
    after = store_page(page)
    return redirect(next_step(after), 303) if after.unsettled or found is None else None


def save_posted() -> ResponseReturnValue:
    if why := single_buttons.why_not():
        return single_buttons.press_again(url_for("saved.save"), why)
    code = new_code(secrets.choice)
    if not save_under(code):
        flash(str(SHOWN_ONCE))
        return redirect(url_for("saved.resume"), 303)
    reloadable_pages.keep(CODE, {"code": written(code)})
    return redirect(url_for("saved.code"), 303)


@bp.route("/save/code")
def code() -> ResponseReturnValue:
    """Show the resume code again on a reload."""
    found = reloadable_pages.find(CODE)
    if found is None:
        flash(str(SHOWN_ONCE))
        return redirect(url_for("saved.resume"), 303)
    hours = state().settings.saved_hours
    return render_template(
        "saved/code.html", code=found["code"], hours=hours, in_visit=False
    )


@bp.route("/resume", methods=["GET", "POST"])
def resume() -> ResponseReturnValue:
    """Ask for the code, and continue the saved visit."""
    form = CodeForm()
    if not form.is_submitted():
        before = reloadable_pages.find(RESUME)
        return resume_page(**(before or EMPTY))
    typed = str(form.code.data or "")
    if is_chosen_here():
        return resume_again(typed, form_messages.before())
    if loses_answers() and "clear" not in request.form:
        return resume_again(typed, {"clear": ASK_FIRST})
    found = open_with(typed) if form.validate() else STALE
    if not isinstance(found, Progress):
        return resume_again(typed, {"code": found})
    reloadable_pages.end()
    return redirect(next_step(found), 303)


def resume_again(typed: str, errors: Mapping[str, object]) -> ResponseReturnValue:
    """Show the page again with the typed code and its errors."""
    parts = {
        "typed": typed,
        "errors": form_messages.each_in_each(errors),
        "ticked": "clear" in request.form,
    }
    reloadable_pages.keep(RESUME, parts)
    return redirect(url_for("saved.resume"), 303)


def resume_page(
    typed: str, errors: Mapping[str, form_messages.InEach | str], *, ticked: bool
) -> ResponseReturnValue:
    words = form_messages.on_this_page(errors)
    hours = state().settings.saved_hours
    page = render_template(
        "saved/resume.html",
        hours=hours,
        asks=loses_answers(),
        typed=typed,
        errors=words,
        ticked=ticked,
    )
    return page, 422 if words else 200


def loses_answers() -> bool:
    """Return whether the browser's visit holds answers that only its cookie leads
    to."""
    progress = visits.current()
    if progress is None or not progress.visit.answers:
        return False
    return not progress.visit.has_code(state().now())


def save_under(code: str) -> bool:
    """Store the browser's visit until the code expires, and delete its cookie. Return
    False if there is no visit."""
    now = state().now()
    lifetime = timedelta(hours=state().settings.saved_hours)
    token = visits.token()
    with state().writing() as transaction:
        found = visits.stored(transaction, token) if token else None
        if found is None:
            return False
        row, visit = found
        payload = to_json(replace(visit, saved_until=(now + lifetime).isoformat()))
        stored = stored_visits.keep(transaction, token, row, payload, lifetime)
        saved_visits.save(transaction, stored, code, now + lifetime)
    visits.forget()
    return True


def open_with(typed: str) -> object:
    """Return the progress of the visit with this code, which then belongs to this
    browser, or an error message. A typo does not count as a failed attempt."""
    try:
        code = read_code(typed)
    except Typo as slip:
        return form_messages.lazily(slip.sentence)
    attempt = Attempt(AttemptKind.RESUME_CODE, where=from_where())
    now = state().now()
    with state().writing() as transaction:
        seconds = throttle.count_attempt(transaction, attempt)
        if seconds:
            return lazy_ngettext(
                "There were too many tries. Please wait %(num)s second, then press “Go on” again.",
                "There were too many tries. Please wait %(num)s seconds, then press “Go on” again.",
                seconds,
            )
        try:
            progress = move_visit(transaction, code, now)
        except (Tampered, UnknownFormat) as error:
            log.error("%s", error)  # noqa: TRY400 - the message is enough
            return UNREADABLE
        if progress:
            throttle.forget(transaction, attempt)
    return progress or NOT_FOUND


def move_visit(transaction: Transaction, code: str, now: datetime) -> Progress | None:
    """Move the visit with this code to this browser. The browser that had it before can
    no longer find it."""
    found = saved_visits.find(transaction, code)
    if found is None:
        return None
    row, until = found
    if old := visits.token():
        end_here(transaction, old, row.id)
    token = secrets.token_urlsafe(visits.TOKEN_BYTES)
    lifetime = max(until - now, timedelta(minutes=state().settings.visit_minutes))
    stored_visits.keep(transaction, token, row, row.payload, lifetime)
    return visits.adopt(transaction, token, row)


def end_here(transaction: Transaction, token: str, but: int) -> None:
    """Delete the browser's previous visit unless it has a code, because nobody could
    find it any more."""
    found = visits.stored(transaction, token)
    if found is None:
        return
    row, visit = found
    if row.id != but and not visit.has_code(state().now()):
        stored_visits.end(transaction, token)
