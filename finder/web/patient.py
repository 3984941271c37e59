"""The patient's pages: questions, check your answers, urgent advice, the result, and every way to end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from finder.core.deciding.assess import Assessment, assess, assess_shareable
from finder.core.deciding.change import Change, changes
from finder.core.deciding.taken_back import public_part
from finder.core.deciding.triage import triage
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Option, Page, Questionnaire, Way
from finder.core.telling.summarize import summarize
from finder.core.telling.summary import Summary
from finder.core.telling.told import advice_blocks, answered
from finder.store.engine import DatabaseAway
from finder.web import blank, drafts
from finder.web import urgent as urgent_advice
from finder.web.drafts import Draft
from finder.web.forms import BODY, LEFT_OUT, Asked, ButtonForm, answered_before, just_answered
from finder.web.given import has_parted
from finder.web.roster import doctors_for
from finder.web.state import state
from finder.web.urgent import unacknowledged

bp = Blueprint("patient", __name__)


@bp.route("/", methods=["GET"])
def start() -> ResponseReturnValue:
    """The first page of the questionnaire, under the plainest address."""
    return redirect(url_for("patient.question", page_id=questionnaire().pages[0].id))


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    """Ask one page of questions and keep what the person says."""
    page = questionnaire().page(page_id) or abort(404)
    try:
        return answer(page, drafts.current(), blank.TEMPLATE)
    except DatabaseAway:
        if advice := urgent_advice.just_posted(page, Draft()):
            return advice
        raise


def answer(page: Page, found: Draft | None, template: str) -> ResponseReturnValue:
    """Show the page with this template, or keep what was posted and go on."""
    draft = found or Draft()
    way = questionnaire().way(draft.answers, draft.lines)
    ended = request.method == "POST" and found is None and page not in way.reachable
    if page not in way.reachable and not ended:
        return urgent_advice.just_posted(page, draft) or redirect(next_step(draft))
    if request.method != "POST":
        if page is way.next_page and unacknowledged(draft):
            return redirect(to("urgent"))
        return ask(page, answered_before(page, questionnaire(), draft.answers, draft.own_words), draft, way, template)
    form = state().forms[page.id](page, questionnaire(), draft.answers)
    if not form.validate():
        advice = urgent_advice.just_posted(page, draft)
        return advice or (ask(page, just_answered(form), draft, way, template), 422)
    if ended:
        flash("You were away for a while, so we cleared your answers. What you told us just now is kept.")
    if form.leaves_out():
        flash(LEFT_OUT)
    kept = drafts.change(lambda kept: kept.with_page(page, form.given_answers(), form.given_words(), form.lines_seen()))
    return redirect(next_step(kept), 303)


def ask(page: Page, asked: Iterable[Asked], draft: Draft, way: Way, template: str) -> str:
    """The page with these questions; most of it is kept drawn, where it tells nothing of this person alone."""
    fields, changing = tuple(asked), "change" in request.args
    before = None if changing else way.before(page)
    looks: dict[str, Any] = {
        "left": way.left(page),
        "total": len(questionnaire().pages) - 1,
        "helper": questionnaire().helper_words if helps(draft.answers) else "",
        "change": changing or not way.unanswered,
        "back": to("check") if changing else to("question", page_id=before.id) if before else "",
    }
    cause = questionnaire().page(draft.again.get(page.id, ""))
    told = {
        "errors": error_summary(fields) if request.method == "POST" else [],
        "again": asks(cause) if cause else "",
        "mistake": urgent_advice.page_of_mistake(draft) is page,
        **news(draft),
    }
    if template == blank.TEMPLATE and not any(told.values()) and not any(each.text for each in fields):
        return blank.question_page(page, fields, **looks)
    return render_template(template, page=page, asked=fields, **looks, **told)


@bp.route("/check")
def check() -> ResponseReturnValue:
    """Show all answers before the result, each with a way to change it."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    lines = list(answered(state().ruleset, draft.answers, draft.own_words))
    pages = list(questionnaire().path(draft.answers))
    groups = [(asks(page), page.id, [line for line in lines if line.page == page.id]) for page in pages]
    back = url_for("patient.question", page_id=pages[-1].id)
    return render_template(
        "patient/check.html", groups=groups, regions=regions(draft.answers), back=back, **news(draft)
    )


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """Show what to do now; go on only when the person says that it was checked."""
    draft = within_reach()
    if draft is None:
        return urgent_advice.alone(urgent_advice.levels_seen())
    flags, do = urgent_advice.interrupting(draft), request.form.get("do")
    if ButtonForm().validate_on_submit() and do in {"acknowledge", "mistake"}:
        kept = urgent_advice.acknowledge(flags, mistake=do == "mistake")
        return redirect(to_mistake(kept) or next_step(kept), 303)
    return urgent_advice.show(draft.answers, flags, going=do == "go")


def within_reach() -> Draft | None:
    """This browser's draft, unless it has ended or the database is away."""
    try:
        return drafts.current()
    except DatabaseAway:
        return None


@bp.route("/result")
def result() -> ResponseReturnValue:
    """Show the suggestion, and beside it what may be printed."""
    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    ruleset = state().ruleset
    whole, shareable = assess(ruleset, draft.answers), assess_shareable(ruleset, draft.answers)
    public = ruleset.questionnaire.without_private(draft.answers)
    otherwise = changes(ruleset, draft.answers)
    summary = in_words(draft, whole, draft.answers, otherwise)
    private = has_private(draft)
    printed = in_words(draft, shareable, public, otherwise) if private and not draft.include_private else summary
    return render_template(
        "patient/result.html",
        summary=summary,
        printed=printed,
        offer_include=private,
        included=draft.include_private,
        backgrounds=ruleset.backgrounds,
        regions=regions(draft.answers),
        roster=doctors_for(shareable),
        clinic=state().settings.clinic and not questionnaire().stops(draft.answers),
        shared=bool(draft.reference),
        parted=has_parted(draft),
        back=url_for("patient.check"),
    )


def has_private(draft: Draft) -> bool:
    """Something was told, if only for a while, that may leave the visit only by the person's wish."""
    return questionnaire().holds_private(draft.answers) or any(each.private for each in draft.taken_back)


def in_words(draft: Draft, assessment: Assessment, answers: Answers, otherwise: Sequence[Change] = ()) -> Summary:
    """The summary of all answers, or of a part of them: then without what was taken back in private, too."""
    return summarize(
        state().ruleset,
        answers,
        assessment,
        acknowledged=draft.acknowledged,
        taken_back=draft.taken_back if answers is draft.answers else public_part(draft.taken_back),
        here=state().local.zone,
        own_words=draft.own_words,
        show_treatments=state().settings.show_treatments,
        changes=otherwise,
    )


@bp.route("/result/include", methods=["POST"])
def include() -> ResponseReturnValue:
    """Put the private answers on the printed summary, or take them off."""
    if ButtonForm().validate_on_submit():
        wanted = "include" in request.form
        drafts.change(lambda kept: replace(kept, include_private=wanted))
    return redirect(url_for("patient.result", _anchor="keep"), 303)


@bp.route("/finish", methods=["POST"])
def finish() -> ResponseReturnValue:
    """Delete the answers."""
    return over("patient.finished", "patient.result")


@bp.route("/start-over", methods=["POST"])
def start_over() -> ResponseReturnValue:
    return over("patient.start", "patient.start")


def over(done: str, otherwise: str) -> ResponseReturnValue:
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(otherwise), 303)
    drafts.end()
    return redirect(url_for(done), 303)


@bp.route("/leave", methods=["POST"])
def leave() -> ResponseReturnValue:
    """Delete the answers and go to a neutral site at once, even where the token has ended or the database is away."""
    try:
        drafts.end()
    except DatabaseAway:
        drafts.forget()
    return render_template("patient/leave.html", leave_to=state().settings.leave_to)


@bp.route("/finished")
def finished() -> str:
    return render_template("patient/finished.html")


@bp.route("/privacy")
def privacy() -> str:
    return render_template("patient/privacy.html")


def questionnaire() -> Questionnaire:
    return state().ruleset.questionnaire


def next_page(draft: Draft) -> Page | None:
    return questionnaire().next_page(draft.answers, draft.lines)


def open_step(draft: Draft) -> bool:
    """Something comes before the result: a question, or urgent advice."""
    return next_page(draft) is not None or bool(unacknowledged(draft))


def next_step(draft: Draft) -> str:
    """Urgent advice, else the first unanswered page, else check your answers; the result where there is a stop."""
    if unacknowledged(draft):
        return to("urgent")
    if page := next_page(draft):
        return to("question", page_id=page.id)
    return to("result" if questionnaire().stops(draft.answers) else "check")


def to(name: str, page_id: str | None = None, change: int | None = None) -> str:
    """The address of a page of the questionnaire on the side that asks: the patient's, or the desk's over the phone."""
    return url_for(f"{g.get('asks', 'patient')}.{name}", page_id=page_id, change=change)


def to_mistake(draft: Draft) -> str:
    """Where what was ticked by mistake can be taken back; empty where nothing was."""
    page = urgent_advice.page_of_mistake(draft)
    return to("question", page_id=page.id, change=1) if page else ""


def asks(page: Page) -> str:
    """What a page is called among the answers: its question, or its title where it has several."""
    return page.questions[0].words if len(page.questions) == 1 else page.heading


def helps(answers: Answers) -> bool:
    return questionnaire().helper.holds(answers, questionnaire().findings)


def error_summary(fields: Sequence[Asked]) -> list[tuple[str, str]]:
    """Each mistake with the address of its first control; where there is none, the token was wrong."""
    found = [(f"#{each.anchor}", each.error) for each in fields if each.error]
    stale = STALE if request.cookies.get(str(current_app.config["SESSION_COOKIE_NAME"])) else NO_COOKIE
    return found or [("", stale)]


NO_COOKIE = "Your browser sent no cookie. We need one to keep your answers. Allow cookies, then press “Continue” again."
STALE = "This page was open for a long time. Nothing is lost. Press “Continue” again."


def news(draft: Draft) -> dict[str, object]:
    """What the page answered last has earned: advice to be seen today, and sentences after a choice."""
    ruleset, last = state().ruleset, questionnaire().page(draft.last)
    new = [flag for flag in triage(ruleset, draft.answers).flags if flag.flag in draft.fresh] if draft.fresh else []
    chosen = [option.after for option in chosen_options(last, draft.answers) if option.after] if last else []
    return {
        "banner": list(advice_blocks(ruleset, draft.answers, new)),
        "notes": [*get_flashed_messages(), *no_longer_counts(draft, last), *chosen],
    }


def no_longer_counts(draft: Draft, changed: Page | None) -> Iterator[str]:
    """What the change of the page answered last took from other pages, in the questionnaire's order."""
    options = [
        option.words
        for page in questionnaire().pages
        for question in page.questions
        for option in question.options
        if (question.id, option.id) in draft.dropped and not (question.private or option.private)
    ]
    if changed and options:
        told = ", ".join(f"“{words}”" for words in options)
        yield f"You changed “{asks(changed)}”. So this no longer counts: {told}."


def chosen_options(page: Page, answers: Answers) -> list[Option]:
    chosen = ((question, answers.get(question.id, frozenset())) for question in page.questions)
    return [option for question, ids in chosen for option in question.options if option.id in ids]


def regions(answers: Answers) -> frozenset[str]:
    """What is lit in the body picture."""
    return answers.get(BODY, frozenset())
