"""The questionnaire over the phone: staff read the questions aloud and type numbers."""

from functools import partial

from flask import (
    Blueprint,
    abort,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from finder.core.rules.page import Page
from finder.core.rules.voice import known_by_phone
from finder.core.sharing.audiences import Audience
from finder.core.sharing.reference import written
from finder.core.sharing.views import answers_for
from finder.core.summarizing.aloud import aloud, spelled
from finder.core.summarizing.narrative import answered
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.store.engine import DatabaseAway
from finder.web.app import form_messages, single_buttons, visits
from finder.web.app.channel import channel
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinic import clinic_contact
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.posted_form import is_typed, typed_fields
from finder.web.patient import ended, unsent_consent
from finder.web.patient import urgent as urgent_advice
from finder.web.patient.drafts import from_fields
from finder.web.patient.intake_content import (
    content_to_share,
    fingerprint,
    mentions_crisis,
    seen_by,
)
from finder.web.patient.page_messages import messages_after_page, set_aside
from finder.web.patient.pains import other_pain
from finder.web.patient.questions import answer
from finder.web.patient.result import in_words
from finder.web.patient.sharing import flash_new_code, share_once
from finder.web.patient.steps import next_step, questionnaire, to_mistake
from finder.web.patient.urgent import acknowledge, show

UNDECIDED = lazy_gettext(
    "Choose whether the caller says yes or no. The call is still open."
)

AGREE = "agree"

bp = Blueprint("phone", __name__, url_prefix="/desk/phone")
bp.add_app_template_filter(aloud)

END = lazy_gettext("End the call and keep nothing")
ENDS = lazy_gettext("This deletes what the caller told you, unless it was shared.")


@bp.before_request
def redirect_if_ended() -> ResponseReturnValue | None:
    """Redirect to the start if the answers of the call were deleted, with a message.
    Urgent advice and typed answers come first."""
    if not ended.has_ended() or request.endpoint in {"phone.start", "phone.end"}:
        return None
    visits.forget()
    time = ended.idle_time()
    why = gettext(
        "The answers of the call were deleted because nobody used them for %(time)s. Please start a new call.",
        time=time,
    )
    view_args = request.view_args or {}
    page = questionnaire().page(view_args.get("page_id", ""))
    if page and (advice := urgent_advice.just_posted(page, visits.new())):
        flash(why)
        return advice
    if page and (lines := answers_on(page)):
        return held_for_staff.redirect_to(
            held_for_staff.Held(
                url_for("held.show"), why=why, status=404, labeled=lines
            )
        )
    flash(why)
    return redirect(url_for("phone.start"), 303)


def answers_on(page: Page) -> dict[str, str]:
    """Return the posted answers of this page in words, or {} if there are none."""
    if not is_typed():
        return {}
    typed = from_fields(page, typed_fields())
    lines = answered(state().ruleset, typed.chosen, typed.words)
    of_page = [line for line in lines if line.page == page.id]
    return {line.question: "; ".join(line.chosen) for line in of_page}


@bp.route("/", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Show the opening sentences. A new call keeps nothing from the one before."""
    if request.method == "GET":
        return render_template(
            "desk/phone/start.html", running=visits.current() is not None
        )
    if why := single_buttons.why_not():
        return single_buttons.press_again(url_for("phone.start"), why)
    visits.end()
    answers = known_by_phone(questionnaire(), helping="helping" in request.form)
    known = Visit(via=channel().via, answers=answers)
    after = visits.change(lambda progress: progress.with_visit(known))
    return redirect(next_step(after), 303)


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    """Show one page to read aloud, and store the caller's answers."""
    page = questionnaire().page(page_id) or abort(404)
    try:
        progress = visits.current()
        if progress is None:
            return redirect(url_for("phone.start"))
        return answer(page, refilled(page, progress))
    except DatabaseAway:
        if advice := urgent_advice.just_posted(page, visits.new()):
            return advice
        raise


def refilled(page: Page, progress: Progress) -> Progress:
    """Return the progress with the answers that were held when the staff session
    ended."""
    found = held_for_staff.current()
    if request.method == "POST" or not found.why:
        return progress
    flash(str(found.why))
    if not found.fields:
        return progress
    draft = from_fields(page, found.fields)
    return progress.with_typed(page, draft, state().now())


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """Show what to read to the caller immediately. The questions continue after the
    caller says that it was checked."""
    progress = visits.current_or_new()
    flags = progress.unacknowledged
    if request.method == "POST":
        if why := single_buttons.why_not():
            return single_buttons.press_again(url_for("phone.urgent"), why)
        after = acknowledge(flags, mistake=request.form.get("do") == "mistake")
        return redirect(to_mistake(after) or next_step(after), 303)
    if progress.waiting:
        return urgent_advice.show_waiting(progress)
    if not flags:
        return redirect(next_step(progress))
    return show(progress.visit.answers, flags)


@bp.route("/check")
def check() -> ResponseReturnValue:
    """Show the answers to read back, each with a way to change it. Private ones are not
    read aloud again."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit = progress.visit
    public = answers_for(state().ruleset, visit.answers, Audience.CALLER)
    lines = tuple(answered(state().ruleset, public, visit.own_words))
    return render_template(
        "desk/phone/check.html",
        answers=lines,
        own_words_language=visit.own_words_language,
        safety_page=bool(visit.acknowledged),
        set_aside=list(set_aside(progress)),
        **messages_after_page(progress),
    )


@bp.route("/result")
def result() -> ResponseReturnValue:
    """Show what to tell the caller, and the sentences that ask for consent to share."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit = progress.visit
    content = content_to_share(visit)
    undecided = form_messages.flashed([AGREE]).get(AGREE, "")
    flashed = get_flashed_messages(category_filter=["message"])
    page = render_template(
        "desk/phone/result.html",
        summary=in_words(seen_by(visit, Audience.CALLER)),
        safety_page=bool(visit.acknowledged),
        asks_to_share=bool(state().settings.clinic) and progress.is_whole,
        has_private=progress.has_private,
        crisis=mentions_crisis(content),
        undecided=undecided,
        agreed=unsent_consent.take(content),
        other_pain=other_pain(progress),
        notes=[
            *flashed,
            *filter(None, [held_for_staff.current().why]),
            *set_aside(progress),
        ],
        back=url_for("phone.check"),
    )
    return page, 422 if undecided else 200


@bp.route("/share", methods=["POST"])
def share() -> ResponseReturnValue:
    """Share if the caller says yes, and end the call. Ask again without a yes or no."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(url_for("phone.result"), 303)
    if why := single_buttons.why_not():
        return single_buttons.press_again(url_for("phone.result"), why)
    if is_chosen_here():
        form_messages.flash_each(form_messages.before())
        about = fingerprint(content_to_share(progress.visit))
        unsent_consent.keep(request.form.get(AGREE, ""), about)
        return redirect(url_for("phone.result"), 303)
    if not state().settings.clinic or request.form.get(AGREE) == "no":
        return end_call()
    if request.form.get(AGREE) != "yes":
        form_messages.flash_each({AGREE: UNDECIDED})
        return redirect(url_for("phone.result"), 303)
    who = sessions.member().name
    with state().writing() as transaction:
        share_visit = partial(share_once, transaction, who=who)
        after = visits.change_in(transaction, share_visit)
    flash_new_code(progress.visit, after.visit)
    return redirect(url_for("phone.shared"), 303)


@bp.route("/shared")
def shared() -> ResponseReturnValue:
    """Show the reference for the chart."""
    progress = visits.current_or_new()
    visit = progress.visit
    if not visit.reference:
        return redirect(
            next_step(progress) if visit.answers else url_for("phone.start")
        )
    if progress.unsettled:
        return redirect(next_step(progress))
    code = written(visit.reference)
    return render_template(
        "desk/phone/shared.html",
        reference=code,
        spelled=spelled(code),
        contact=clinic_contact(),
    )


@bp.route("/end", methods=["GET", "POST"])
def end() -> ResponseReturnValue:
    """End the call and delete its answers."""
    if single_buttons.may_delete():
        return end_call()
    if request.method == "GET" and visits.current():
        return single_buttons.button_page(END, ENDS, END, url_for("phone.check"))
    return redirect(url_for("phone.end" if visits.current() else "phone.start"), 303)


def end_call() -> ResponseReturnValue:
    """Delete the visit of the call. An intake that was shared remains."""
    shared_before = bool(visits.current_or_new().visit.reference)
    visits.end()
    if shared_before:
        flash(gettext("The call has ended. What was shared is in the queue."))
    else:
        flash(gettext("The call has ended. Nothing is kept."))
    return redirect(url_for("phone.start"), 303)
