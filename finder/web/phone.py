"""The questionnaire over the phone: staff read aloud and type numbers."""

from functools import partial

from flask import Blueprint, abort, flash, g, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from finder.core.deciding.assess import assess_shareable
from finder.core.sharing.reference import written
from finder.core.telling.told import answered
from finder.store.engine import writing
from finder.web import drafts, ended, pressing
from finder.web import urgent as urgent_advice
from finder.web.desk import sessions
from finder.web.drafts import Draft
from finder.web.given import tells_crisis, what_is_given
from finder.web.patient import answer, has_private, in_words, news, next_step, open_step, questionnaire, to_mistake
from finder.web.sharing import is_whole, share_once
from finder.web.state import state
from finder.web.urgent import acknowledge, show, unacknowledged

UNDECIDED = "Choose whether the caller says yes or no. The call is still open."

bp = Blueprint("phone", __name__, url_prefix="/desk/phone")

ENDED = "The answers of the call were deleted because nobody used them for {time}. Please start a new call."
END = "End the call and keep nothing"
ENDS = "This deletes what the caller told, unless it was shared."


@bp.before_request
def by_phone() -> ResponseReturnValue | None:
    """What is told here is a visit of its own, beside any other of this browser, with the rules that it began with."""
    g.asks, g.via, g.visit_cookie = "phone", "phone", "call"
    if not ended.has_ended() or request.endpoint in {"phone.start", "phone.end"}:
        return None
    drafts.forget()
    flash(ENDED.format(time=ended.idle_time()))
    page = questionnaire().page((request.view_args or {}).get("page_id", ""))
    advice = urgent_advice.just_posted(page, Draft()) if page else ""
    return advice or redirect(url_for("phone.start"), 303)


@bp.route("/", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Show what to say first; a call starts with nothing from the one before."""
    if request.method == "GET":
        return render_template("desk/phone/start.html", running=drafts.current() is not None)
    if why := pressing.why_not():
        return pressing.press_again(url_for("phone.start"), why)
    drafts.end()
    known = questionnaire().by_phone()
    return redirect(next_step(drafts.change(lambda _: Draft(via="phone", answers=known))), 303)


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    """Show one page to read aloud, and keep what the caller says."""
    page = questionnaire().page(page_id) or abort(404)
    draft = drafts.current()
    return answer(page, draft, "desk/phone/question.html") if draft else redirect(url_for("phone.start"))


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """Show what to read to the caller at once; the questions go on when the caller says that it was checked."""
    draft = drafts.current() or Draft()
    flags = unacknowledged(draft)
    if request.method == "POST":
        if why := pressing.why_not():
            return pressing.press_again(url_for("phone.urgent"), why)
        kept = acknowledge(flags, mistake=request.form.get("do") == "mistake")
        return redirect(to_mistake(kept) or next_step(kept), 303)
    if urgent_advice.waiting(draft):
        return urgent_advice.show_waiting(draft)
    return show(draft.answers, flags) if flags else redirect(next_step(draft))


@bp.route("/check")
def check() -> ResponseReturnValue:
    """Show the answers to read back, each with a way to change it. Private ones are not read aloud again."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    public = questionnaire().without_private(draft.answers)
    told = tuple(answered(state().ruleset, public, draft.own_words))
    return render_template("desk/phone/check.html", told=told, safety_page=bool(draft.acknowledged), **news(draft))


@bp.route("/result")
def result() -> ResponseReturnValue:
    """Show what to tell the caller, and the sentences that ask whether the clinic may keep it."""
    draft = drafts.current() or Draft()
    return redirect(next_step(draft)) if open_step(draft) else result_page(draft)


def result_page(draft: Draft, undecided: str = "") -> str:
    public = questionnaire().without_private(draft.answers)
    return render_template(
        "desk/phone/result.html",
        summary=in_words(draft, assess_shareable(state().ruleset, draft.answers), public),
        safety_page=bool(draft.acknowledged),
        asks_to_share=bool(state().settings.clinic) and is_whole(draft),
        has_private=has_private(draft),
        crisis=tells_crisis(what_is_given(draft)),
        undecided=undecided,
        notes=get_flashed_messages(),
        back=url_for("phone.check"),
    )


@bp.route("/share", methods=["POST"])
def share() -> ResponseReturnValue:
    """Take the caller's yes or no to sharing and end the call; without either, ask again."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(url_for("phone.result"), 303)
    if why := pressing.why_not():
        return pressing.press_again(url_for("phone.result"), why)
    if not state().settings.clinic or request.form.get("agree") == "no":
        return over()
    if request.form.get("agree") != "yes":
        return result_page(draft, UNDECIDED), 422
    with writing(state().engine) as connection:
        drafts.change_in(connection, partial(share_once, connection, who=sessions.member().name))
    return redirect(url_for("phone.shared"), 303)


@bp.route("/shared")
def shared() -> ResponseReturnValue:
    """Show the reference for the chart."""
    draft = drafts.current() or Draft()
    if not draft.reference:
        return redirect(next_step(draft) if draft.answers else url_for("phone.start"))
    return render_template("desk/phone/shared.html", reference=written(draft.reference))


@bp.route("/end", methods=["GET", "POST"])
def end() -> ResponseReturnValue:
    """End the call and delete its answers."""
    if pressing.may_delete():
        return over()
    if request.method == "GET" and drafts.current():
        return pressing.button_page(END, ENDS, END, url_for("phone.check"))
    return redirect(url_for("phone.end" if drafts.current() else "phone.start"), 303)


def over() -> ResponseReturnValue:
    """Delete the visit of the call, whatever of it was shared."""
    shared_before = bool((drafts.current() or Draft()).reference)
    drafts.end()
    flash(
        "The call is ended. What was shared is in the queue."
        if shared_before
        else "The call is ended. Nothing is kept."
    )
    return redirect(url_for("phone.start"), 303)
