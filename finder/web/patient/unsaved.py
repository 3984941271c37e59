"""Show what was on a page that belongs to another visit than the current one, without
storing any of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.rules.page import Page
from finder.core.summarizing.narrative import answered
from finder.core.visiting.progress import Progress
from finder.web.app import reloadable_pages, visits
from finder.web.app.channel import channel
from finder.web.app.languages import language
from finder.web.app.state import state
from finder.web.patient import urgent
from finder.web.patient.drafts import typed_in

bp = Blueprint("unsaved", __name__)

WHAT = "not_kept"
NONE_HERE = lazy_gettext(
    "What you just sent was not kept: its page belonged to answers that are no longer on this device. "
    "If you saved them, go on with your code. Otherwise, please start again."
)


def refuse(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Refuse answers from a page of another visit. Show urgent advice first, then what
    was posted. If this browser has no visit, show none of it, because the person before
    may have deleted theirs."""
    if advice := urgent.just_posted(page, visits.new()):
        return advice
    if found is None:
        flash(str(NONE_HERE))
        first = state().ruleset.questionnaire.pages[0]
        return redirect(channel().address("question", first.id), 303)
    form_of = state().forms[page.id]
    form = form_of(page, state().ruleset.questionnaire, found.visit.answers)
    typed = typed_in(form)
    asked = answered(state().ruleset, typed.chosen, typed.words)
    lines = [
        {"question": line.question, "chosen": list(line.chosen)}
        for line in asked
        if line.page == page.id
    ]
    go_on = channel().address("check")
    reloadable_pages.keep(
        WHAT, {"lines": lines, "language": language(), "go_on": go_on}
    )
    return redirect(url_for("unsaved.show"), 303)


@bp.route("/not-kept")
def show() -> ResponseReturnValue:
    """Show what was posted, for as long as a reload may ask for it."""
    found = reloadable_pages.find(WHAT)
    if found is None:
        return redirect(url_for("patient.start"))
    written = found.get("language", "")
    page = render_template(
        "patient/unsaved.html",
        answers=found["lines"],
        written=written,
        go_on=found["go_on"],
    )
    return page, 422
