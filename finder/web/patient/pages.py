"""The patient's pages: questions, check your answers, urgent advice, the result, and every way to end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

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

from finder.core.deciding.change import Change, changes
from finder.core.deciding.triage import RedFlag
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import PERSON, Option, Page, Questionnaire, Way
from finder.core.sharing import audiences
from finder.core.sharing.audiences import Audience, Fact, View, assessment_for
from finder.core.telling.narrative import advice_blocks, answered
from finder.core.telling.pains import pain_of
from finder.core.telling.pains import second_of as second_pain_of
from finder.core.telling.summarize import summarize
from finder.core.telling.summary import Summary
from finder.core.visiting.progress import Progress
from finder.core.visiting.typed import Typed
from finder.core.visiting.visit import Visit
from finder.store.engine import DatabaseAway
from finder.web.app import cookies, pressing, visits
from finder.web.app.channel import channel
from finder.web.app.forms import BODY, LEFT_OUT, Asked, PageForm, answered_before, just_answered
from finder.web.app.roster import doctors_for
from finder.web.app.state import state
from finder.web.patient import ended, page_cache, skipping, unsaved
from finder.web.patient import urgent as urgent_advice
from finder.web.patient.intake_content import has_parted, seen_by
from finder.web.patient.typed import on_page, typed_in, with_mistakes

bp = Blueprint("patient", __name__)


@bp.route("/", methods=["GET"])
def start() -> ResponseReturnValue:
    """Show the first page of the questionnaire, at the plainest address."""
    return redirect(url_for("patient.question", page_id=questionnaire().pages[0].id))


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    """Ask one page of questions and keep what the person says."""
    page = questionnaire().page(page_id) or abort(404)
    try:
        return answer(page, visits.current())
    except DatabaseAway:
        if advice := urgent_advice.just_posted(page, visits.new()):
            return advice
        raise


def answer(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Show the page, or keep what was posted and go on."""
    if request.method == "POST":
        return posted(page, found)
    progress = found or visits.new()
    if page not in progress.way.reachable:
        return redirect(next_step(progress))
    if page is progress.way.next_page and progress.unsettled and page is not progress.page_that_waits:
        return redirect(to("urgent"))
    asked = answered_before(page, questionnaire(), progress.visit.answers, progress.visit.own_words)
    stands = progress.visit.typed.get(page.id)
    if stands is None:
        return ask(page, asked, progress)
    return ask(page, on_page(asked, stands), progress, stands), 422 if stands.failed else 200


def posted(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Keep what was posted: as answers where it is right, else as what stands on the page. Then a page is shown that
    no form was sent to, so that Back and a reload find it."""
    progress = found or visits.new()
    form = state().forms[page.id](page, questionnaire(), progress.visit.answers)
    if not cookies.has_session():
        stands = with_mistakes(form, NO_COOKIE)
        asked = on_page(just_answered(form), stands)
        return urgent_advice.just_posted(page, progress) or (ask(page, asked, progress, stands), 422)
    if not visits.is_named():
        return unsaved.refuse(page, found)
    is_reachable = page in progress.way.reachable
    if found is None and (not is_reachable or ended.has_ended()):
        flash(ended.saved_sentence())
    if form.leaves_out():
        flash(str(LEFT_OUT))
    if "go" in request.form:
        return urgent_step(page, progress, set_down(page)) or redirect(page_before(page, progress.way), 303)
    is_right = form.validate()
    if not is_right or (found and not is_reachable):
        stands = typed_in(form) if is_right else with_mistakes(form, STALE if form.csrf_token.errors else "")
        kept = visits.change(lambda progress: progress.with_typed(page, stands, state().now()))
        return urgent_step(page, progress, kept) or redirect(here(page, kept), 303)
    if form.skipped:
        return skip(page, form)
    kept = visits.change(lambda progress: with_answers(progress, page, form))
    return redirect(next_step(kept), 303)


def with_answers(progress: Progress, page: Page, form: PageForm) -> Progress:
    """The progress with the answers of a form that is right."""
    return progress.answered(page, form.posted_answers(), form.posted_words(), state().now(), form.lines_seen())


def skip(page: Page, form: PageForm) -> ResponseReturnValue:
    """Clear the answers of the page, but no warning sign, and say so."""
    told: list[str] = []

    def skipped(progress: Progress) -> Progress:
        left = skipping.skipped(page, form, progress.visit)
        told[:] = left.sentences
        return progress.answered(page, left.answers, form.posted_words(), state().now(), form.lines_seen())

    kept = visits.change(skipped)
    for sentence in told:
        flash(sentence)
    return redirect(next_step(kept), 303)


def set_down(page: Page) -> Progress:
    """Keep what stands on a page that somebody leaves: as answers where the page was answered before or raises a red
    flag, else to be shown again when the page is asked."""
    form_of, seen = state().forms[page.id], visits.current_or_new().visit
    form = form_of(page, questionnaire(), seen.answers)
    is_right, stands = form.validate(), typed_in(form)

    def left(progress: Progress) -> Progress:
        if progress.visit.is_as_answered(page, stands):
            return progress.with_typed(page, None, state().now())
        answered = questionnaire().is_answered(page, progress.visit.answers, progress.visit.lines)
        if is_right and (answered or progress.new_flags(stands.chosen)):
            return with_answers(progress, page, form)
        return progress.with_typed(page, stands, state().now())

    return visits.change(left)


def urgent_step(page: Page, before: Progress, after: Progress) -> ResponseReturnValue | None:
    """The way to urgent advice, where what now stands on the page asks for it and was not shown before."""
    stands, stood = after.visit.typed.get(page.id), before.visit.typed.get(page.id)
    is_new = stands and (not stood or stands.chosen != stood.chosen)
    if after.unacknowledged or (stands and is_new and after.new_flags(stands.chosen)):
        return redirect(to("urgent"), 303)
    return None


def page_before(page: Page, way: Way) -> str:
    """Where Back leads: to the answers where one of them was changed, else to the page before."""
    if page in way.offered:
        return to("result")
    before = None if "change" in request.args else way.before(page)
    return to("question", page_id=before.id) if before else to("check")


def here(page: Page, progress: Progress) -> str:
    """The address of the page that was posted; the next step where the page cannot be opened yet."""
    if page not in progress.way.reachable:
        return next_step(progress)
    return url_for(str(request.endpoint), page_id=page.id, change=request.args.get("change"))


def ask(page: Page, asked: Iterable[Asked], progress: Progress, stands: Typed | None = None) -> str:
    """The page with these questions; most of it is kept drawn, where it tells nothing of this person alone."""
    fields, changing, way = tuple(asked), "change" in request.args, progress.way
    before = None if changing else way.before(page)
    looks: dict[str, Any] = {
        "left": way.left(page),
        "total": len(questionnaire().pages) - 1,
        "helper": questionnaire().helper_words if helps(progress.visit.answers) else "",
        "pain": pain_asked_about(page, progress.visit.answers),
        "change": changing or not (way.unanswered or page in way.offered),
        "back": to("check") if changing else to("question", page_id=before.id) if before else "",
    }
    cause = questionnaire().page(progress.visit.again.get(page.id, ""))
    told = {
        "errors": error_summary(fields, stands) if stands else [],
        "again": asks(cause) if cause else "",
        "mistake": progress.page_of_mistake is page,
        **news(progress),
    }
    if channel().keeps_drawn and not any(told.values()) and not any(each.text for each in fields):
        return page_cache.question_page(page, fields, **looks)
    return render_template(channel().page, page=page, asked=fields, **looks, **told)


@bp.route("/check")
def check() -> ResponseReturnValue:
    """Show all answers before the result, each with a way to change it."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit, pages = progress.visit, progress.way.pages
    lines = list(answered(state().ruleset, visit.answers, visit.own_words))
    groups = [(asks(page), page.id, [line for line in lines if line.page == page.id]) for page in pages]
    back = url_for("patient.question", page_id=pages[-1].id)
    return render_template(
        "patient/check.html",
        groups=groups,
        regions=regions(visit.answers),
        back=back,
        set_aside=list(set_aside(progress)),
        **news(progress),
    )


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """Show what to do now; go on only when the person says that it was checked."""
    progress = within_reach()
    if progress is None:
        return urgent_advice.alone(urgent_advice.levels_seen())
    flags = progress.interrupting
    if request.method == "POST":
        return passed(flags, request.form.get("do", ""))
    going = bool(get_flashed_messages(category_filter=[urgent_advice.GOING]))
    if progress.waiting:
        return urgent_advice.show_waiting(progress, going=going)
    return urgent_advice.show(progress.visit.answers, flags, going=going)


def passed(flags: Sequence[RedFlag], do: str) -> ResponseReturnValue:
    """Go on where the advice was called checked or a mistake; else show it again, with what there is to say."""
    if do == "go":
        flash("", urgent_advice.GOING)
    if do not in {"acknowledge", "mistake"}:
        return redirect(to("urgent"), 303)
    if why := pressing.why_not():
        return pressing.press_again(to("urgent"), why)
    kept = urgent_advice.acknowledge(flags, mistake=do == "mistake")
    return redirect(to_mistake(kept) or next_step(kept), 303)


def within_reach() -> Progress | None:
    """This browser's progress, unless its visit has ended or the database is away."""
    try:
        return visits.current()
    except DatabaseAway:
        return None


@bp.route("/result")
def result() -> ResponseReturnValue:
    """Show the suggestion, and what may be printed."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    ruleset, visit = state().ruleset, progress.visit
    summary = in_words(seen_by(visit, Audience.PERSON), changes(ruleset, visit.answers))
    printed = summary if visit.include_private else in_words(seen_by(visit, Audience.PAPER))
    return render_template(
        "patient/result/page.html",
        summary=summary,
        printed=printed,
        offer_include=progress.has_private,
        included=visit.include_private,
        backgrounds=ruleset.backgrounds,
        regions=regions(visit.answers),
        roster=doctors_for(assessment_for(ruleset, visit.answers, Audience.PAPER)),
        clinic=state().settings.clinic and not progress.is_stopped,
        shared=bool(visit.reference),
        parted=has_parted(visit),
        notes=[*get_flashed_messages(), *set_aside(progress)],
        other_pain=other_pain(progress),
        back=url_for("patient.check"),
    )


def other_pain(progress: Progress) -> str:
    """The address of the page that asks for a second pain; empty where there is none to tell of, or it was told."""
    page = next(iter(progress.questionnaire.second_pages), None)
    answers = progress.visit.answers
    if page not in progress.way.reachable or progress.questionnaire.pains(answers)[1:]:
        return ""
    return to("question", page_id=page.id)


def in_words(seen: View, otherwise: Sequence[Change] = ()) -> Summary:
    """Return the summary of what an audience is told of a visit."""
    return summarize(
        state().ruleset,
        seen.answers,
        seen.assessment,
        acknowledged=seen.acknowledged,
        taken_back=seen.taken_back,
        here=state().local.zone,
        own_words=seen.own_words,
        show_treatments=state().settings.show_treatments,
        changes=otherwise,
        second=seen.second,
    )


@bp.route("/result/include", methods=["POST"])
def include() -> ResponseReturnValue:
    """Put the private answers on the printed summary, or take them off."""
    if why := pressing.why_not():
        return pressing.press_again(url_for("patient.result"), why)
    wanted = "include" in request.form
    visits.change(lambda progress: progress.with_visit(replace(progress.visit, include_private=wanted)))
    return redirect(url_for("patient.result", _anchor="keep"), 303)


@bp.route("/finish", methods=["GET", "POST"])
def finish() -> ResponseReturnValue:
    """Delete the answers."""
    return over("patient.finished", gettext("Finish and clear"))


@bp.route("/start-over", methods=["GET", "POST"])
def start_over() -> ResponseReturnValue:
    """Delete the answers and go back to the first question."""
    return over("patient.start", gettext("Delete and start over"))


def over(done: str, button: str) -> ResponseReturnValue:
    """Delete the answers; ask once more where the button may have stood on a page of somebody else."""
    progress = visits.current()
    if request.method == "GET" and progress:
        return pressing.button_page(button, DELETES, button, next_step(progress))
    if request.method == "POST" and not pressing.may_delete():
        return redirect(url_for(str(request.endpoint)), 303)
    visits.end()
    return redirect(url_for(done), 303)


@bp.route("/leave", methods=["POST"])
def leave() -> ResponseReturnValue:
    """Delete the answers and go to a neutral site at once, even where the token has ended or the database is away."""
    try:
        visits.end()
    except DatabaseAway:
        visits.forget()
    return render_template("patient/leave.html", leave_to=state().settings.leave_to)


@bp.route("/finished")
def finished() -> str:
    """Say that the answers are deleted."""
    return render_template("patient/finished.html")


@bp.route("/other-help")
def other_help() -> str:
    """Show help lines for more than pain. Nothing is asked, kept or counted here, and leaving is always at hand."""
    return render_template("patient/other_help.html", leave_at_hand=True)


@bp.route("/privacy")
def privacy() -> str:
    """Show what is kept, for how long, and who can read it."""
    return render_template("patient/privacy.html", facts=list(Fact), columns=audiences.in_groups())


def questionnaire() -> Questionnaire:
    return state().ruleset.questionnaire


def next_step(progress: Progress) -> str:
    """Urgent advice, else the first unanswered page, else check your answers; the result where there is a stop."""
    if progress.unsettled:
        return to("urgent")
    if page := progress.way.next_page:
        return to("question", page_id=page.id)
    return to("result" if progress.is_stopped else "check")


def to(name: str, page_id: str | None = None, change: int | None = None) -> str:
    """The address of a page of the questionnaire in the channel of this request."""
    return channel().address(name, page_id, change)


def to_mistake(progress: Progress) -> str:
    """Where what was ticked by mistake can be taken back; empty where nothing was."""
    page = progress.page_of_mistake
    return to("question", page_id=page.id, change=1) if page else ""


def asks(page: Page) -> str:
    """What a page is called among the answers: its question, or its title where it has several."""
    return page.questions[0].words if len(page.questions) == 1 else page.heading


def pain_asked_about(page: Page, answers: Answers) -> str:
    """What the pain is called that the page asks about; empty where the person has one, and on other pages."""
    asked = questionnaire()
    if page.about == PERSON or asked.names_pain(page):
        return ""
    return (second_pain_of if page in asked.second_pages else pain_of)(state().ruleset, answers)


def helps(answers: Answers) -> bool:
    return questionnaire().helper.holds(answers, questionnaire().findings)


def error_summary(fields: Sequence[Asked], stands: Typed) -> list[tuple[str, str]]:
    """Each mistake with the address of its first control, or the sentence about the page as a whole."""
    found = [(f"#{each.anchor}", each.error) for each in fields if each.error]
    return found or ([("", stands.above)] if stands.above else [])


DELETES = lazy_gettext("This deletes the answers on this device. They cannot be brought back.")
NO_COOKIE = lazy_gettext(
    "Your browser sent no cookie. We need one to keep your answers. Allow cookies, then press “Continue” again."
)
STALE = lazy_gettext("This page was open for a long time. Nothing is lost. Press “Continue” again.")


def news(progress: Progress) -> dict[str, object]:
    """What the page answered last has earned: advice to be seen today, and sentences after a choice."""
    visit, last = progress.visit, questionnaire().page(progress.visit.last)
    new = [flag for flag in progress.flags if flag.flag in visit.fresh] if visit.fresh else []
    chosen = [option.after for option in chosen_options(last, visit.answers) if option.after] if last else []
    return {
        "banner": list(advice_blocks(state().ruleset, visit.answers, new)),
        "notes": [*get_flashed_messages(), *no_longer_counts(visit, last), *chosen],
    }


def no_longer_counts(visit: Visit, changed: Page | None) -> Iterator[str]:
    """What the change of the page answered last took from other pages, in the questionnaire's order."""
    options = [
        option.words
        for page in questionnaire().all_pages
        for question in page.questions
        for option in question.options
        if (question.id, option.id) in visit.dropped and not (question.private or option.private)
    ]
    if changed and options:
        told = ", ".join(f"“{words}”" for words in options)
        yield gettext(
            "You changed “%(page)s”. So this no longer counts: %(answers)s.", page=asks(changed), answers=told
        )


def set_aside(progress: Progress) -> Iterator[str]:
    """Name each answered page whose last change waits on it and does not count."""
    for page in progress.way.pages:
        if page.id in progress.visit.typed:
            yield gettext(
                "What was changed last in “%(page)s” is not kept. The earlier answer counts. "
                "To keep the change, open that page again and press “Continue”.",
                page=asks(page),
            )


def chosen_options(page: Page, answers: Answers) -> list[Option]:
    chosen = ((question, answers.get(question.id, frozenset())) for question in page.questions)
    return [option for question, ids in chosen for option in question.options if option.id in ids]


def regions(answers: Answers) -> frozenset[str]:
    """What is lit in the body picture."""
    return answers.get(BODY, frozenset())
