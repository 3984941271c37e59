"""Show what was on a page that belongs to other answers than those on this device, and keep none of it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from finder.core.rules.questionnaire import Page
from finder.core.telling.told import answered
from finder.web.app import shown
from finder.web.app.channel import channel
from finder.web.app.forms import PageForm
from finder.web.app.state import state
from finder.web.patient.typed import typed_in

bp = Blueprint("not_kept", __name__)

WHAT = "not kept"


def refuse(page: Page, form: PageForm) -> ResponseReturnValue:
    """Show what was posted, in words, and keep none of it as an answer."""
    typed = typed_in(form)
    told = answered(state().ruleset, typed.chosen, typed.words)
    lines = [{"question": line.question, "chosen": list(line.chosen)} for line in told if line.page == page.id]
    shown.keep(WHAT, {"lines": lines, "go_on": channel().address("check")})
    return redirect(url_for("not_kept.show"), 303)


@bp.route("/not-kept")
def show() -> ResponseReturnValue:
    """Show what was posted, for as long as a reload may ask for it."""
    found = shown.find(WHAT)
    if found is None:
        return redirect(url_for("patient.start"))
    return render_template("patient/not_kept.html", told=found["lines"], go_on=found["go_on"]), 422
