"""Over the phone: staff read each question aloud and type numbers; the caller is asked before anything is kept."""

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from finder.core.assess import assess_shareable
from finder.core.summarize import Summary, advice_block, answered
from finder.web import drafts
from finder.web.drafts import Draft
from finder.web.forms import ButtonForm
from finder.web.patient import acknowledge, answer, in_words, next_step, open_step, questionnaire, unacknowledged
from finder.web.state import state

bp = Blueprint("phone", __name__, url_prefix="/desk/phone")


@bp.before_request
def by_phone() -> None:
    """What is told here is a visit of its own, beside any other of this browser."""
    g.asks, g.via, g.visit_cookie = "phone", "phone", "call"


@bp.route("/", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """What to say first; a call begins with nothing of the one before."""
    if not ButtonForm().validate_on_submit():
        return render_template("desk/phone/start.html", running=drafts.current() is not None)
    drafts.end()
    known = questionnaire().by_phone()
    return redirect(next_step(drafts.change(lambda _: Draft(via="phone", answers=known))), 303)


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    page = questionnaire().page(page_id) or abort(404)
    draft = drafts.current()
    return answer(page, draft, "desk/phone/question.html") if draft else redirect(url_for("phone.start"))


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """What to read to the caller at once; the questions go on when the caller says that it was checked."""
    draft = drafts.current() or Draft()
    flags = unacknowledged(draft)
    if not flags:
        return redirect(next_step(draft))
    if ButtonForm().validate_on_submit():
        return redirect(next_step(acknowledge(flags)), 303)
    severe = [flag for flag in flags if flag.level is not None]
    block = advice_block(state().ruleset, draft.answers, severe) if severe else None
    return render_template("desk/phone/advice.html", block=block, crisis=len(severe) < len(flags))


@bp.route("/check")
def check() -> ResponseReturnValue:
    """The answers to read back, each with a way to change it. Private ones are not read aloud again."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    public = questionnaire().without_private(draft.answers)
    told = tuple(answered(state().ruleset, public, draft.own_words))
    return render_template("desk/phone/check.html", told=told, safety_page=bool(draft.acknowledged))


@bp.route("/result")
def result() -> ResponseReturnValue:
    """What to tell the caller, and the sentence that asks whether the clinic may keep it."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    return render_template(
        "desk/phone/result.html", summary=to_read(draft), safety_page=bool(draft.acknowledged), back=url_for(".check")
    )


def to_read(draft: Draft) -> Summary:
    """The summary without what the caller may not want to hear in front of others."""
    public = questionnaire().without_private(draft.answers)
    return in_words(draft, assess_shareable(state().ruleset, draft.answers), public, ())


@bp.route("/end", methods=["POST"])
def end() -> ResponseReturnValue:
    """The call is over and nothing is kept."""
    if ButtonForm().validate_on_submit():
        drafts.end()
    return redirect(url_for("phone.start"), 303)
