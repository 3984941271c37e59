"""The question pages: show one, and store what was posted, as answers or as a draft."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.rules.page import Page
from finder.core.rules.way import Way
from finder.core.visiting.progress import Progress
from finder.core.visiting.typed import Typed
from finder.store.engine import DatabaseAway
from finder.web.app import cookies, visits
from finder.web.app.channel import channel
from finder.web.app.choosing_language import FIELD, language_of_page
from finder.web.app.forms import LEFT_OUT, Asked, PageForm, answered_before, just_answered
from finder.web.app.state import state
from finder.web.app.template_context import helps
from finder.web.patient import ended, page_cache, skipping, unsaved
from finder.web.patient import urgent as urgent_advice
from finder.web.patient.news import news
from finder.web.patient.pages import bp
from finder.web.patient.pains import pain_asked_about
from finder.web.patient.steps import VisitStep, asks, next_step, questionnaire, to
from finder.web.patient.typed import on_page, typed_in, with_mistakes


@bp.route("/questions/<page_id>", methods=["GET", "POST"])
def question(page_id: str) -> ResponseReturnValue:
    """Show one page of questions, and store the answers."""
    page = questionnaire().page(page_id) or abort(404)
    try:
        return answer(page, visits.current())
    except DatabaseAway:
        if advice := urgent_advice.just_posted(page, visits.new()):
            return advice
        raise


def answer(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Show the page, or store what was posted and continue."""
    if request.method == "POST":
        return posted(page, found)
    progress = found or visits.new()
    if page not in progress.way.reachable:
        return redirect(next_step(progress))
    if page is progress.way.next_page and progress.unsettled and page is not progress.page_that_waits:
        return redirect(to("urgent"))
    asked = answered_before(page, progress.questionnaire, progress.visit)
    stands = progress.visit.typed.get(page.id)
    if stands is None:
        return ask(page, asked, progress)
    return ask(page, on_page(asked, stands), progress, stands), 422 if stands.failed else 200


def posted(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Store what was posted, as answers if it is valid, otherwise as a draft. Always redirect to a page that no form
    posts to, so that Back and a reload work."""
    progress = found or visits.new()
    form = state().forms[page.id](page, progress.questionnaire, progress.visit.answers)
    if not cookies.has_session():
        stands = with_mistakes(form, str(NO_COOKIE))
        asked = on_page(just_answered(form), stands)
        return urgent_advice.just_posted(page, progress) or (ask(page, asked, progress, stands), 422)
    if not visits.is_named():
        return unsaved.refuse(page, found)
    is_reachable = page in progress.way.reachable
    if found is None and (not is_reachable or ended.has_ended()):
        flash(ended.saved_sentence())
    if form.leaves_out():
        flash(str(LEFT_OUT))
    if FIELD in request.form or "go" in request.form:
        return go_elsewhere(page, form, progress)
    is_right = form.validate()
    if not is_right or (found and not is_reachable):
        stands = typed_in(form) if is_right else with_mistakes(form, stale(form))
        return leave_on_page(page, stands, progress)
    if form.skipped:
        return skip(page, form)
    after = visits.change(lambda progress: with_answers(progress, page, form))
    return redirect(next_step(after), 303)


def stale(form: PageForm) -> str:
    """Return the message for a form whose token has expired, or "" if the token is valid."""
    return str(STALE) if form.csrf_token.errors else ""


def leave_on_page(page: Page, stands: Typed, progress: Progress) -> ResponseReturnValue:
    """Store a draft of the page, and show the page again."""
    after = visits.change(lambda progress: progress.with_typed(page, stands, state().now()))
    return urgent_step(page, progress, after) or redirect(here(page, after), 303)


def go_elsewhere(page: Page, form: PageForm, progress: Progress) -> ResponseReturnValue:
    """Store a draft and go back, or show the page again in the chosen language."""
    stood = progress.visit.typed.get(page.id)
    if FIELD in request.form and stood and stood.failed and not form.validate():
        stands = with_mistakes(form)
        after = visits.change(lambda progress: progress.with_typed(page, stands, state().now()))
    else:
        after = set_down(page)
    wanted = here(page, after) if FIELD in request.form else page_before(page, progress.way)
    return urgent_step(page, progress, after) or redirect(wanted, 303)


def with_answers(progress: Progress, page: Page, form: PageForm) -> Progress:
    """Return the progress with the answers of a valid form."""
    now, words = state().now(), form.posted_words()
    return progress.answered(page, form.posted_answers(), words, now, form.lines_seen(), language_of_page())


def skip(page: Page, form: PageForm) -> ResponseReturnValue:
    """Clear the answers of the page except warning signs, and say so."""
    sentences: list[str] = []

    def skipped(progress: Progress) -> Progress:
        left = skipping.skipped(page, form, progress.visit)
        sentences[:] = left.sentences
        return progress.answered(page, left.answers, form.posted_words(), state().now(), form.lines_seen())

    after = visits.change(skipped)
    for sentence in sentences:
        flash(sentence)
    return redirect(next_step(after), 303)


def set_down(page: Page) -> Progress:
    """Store a page that is left. It becomes answers if it is valid and was answered before or raises a red flag,
    otherwise a draft."""
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
    """Return a redirect to urgent advice if the draft newly calls for it, or None."""
    stands, stood = after.visit.typed.get(page.id), before.visit.typed.get(page.id)
    is_new = stands and (not stood or stands.chosen != stood.chosen)
    if after.unacknowledged or (stands and is_new and after.new_flags(stands.chosen)):
        return redirect(to("urgent"), 303)
    return None


def page_before(page: Page, way: Way) -> str:
    """Return the target of Back: the result for an offered page, the answers if one is being changed, otherwise the
    page before."""
    if page in way.offered:
        return to("result")
    before = None if "change" in request.args else way.before(page)
    return to("question", page_id=before.id) if before else to("check")


def here(page: Page, progress: Progress) -> str:
    """Return the address of the posted page, or the next step if the page cannot be opened yet."""
    if page not in progress.way.reachable:
        return next_step(progress)
    return url_for(str(request.endpoint), page_id=page.id, change=request.args.get("change"))


def ask(page: Page, asked: Iterable[Asked], progress: Progress, stands: Typed | None = None) -> str:
    """Return the page with these questions. Most of it comes from the cache if it shows nothing specific to this
    person."""
    fields = tuple(asked)
    looks = looks_of(page, progress)
    notes = notes_on(page, fields, progress, stands)
    has_notes = any(notes.values())
    has_own_words = any(each.text for each in fields)
    if channel().keeps_drawn and not has_notes and not has_own_words:
        return page_cache.question_page(page, fields, **looks)
    return page_cache.render(channel().page, page, fields, **looks, **notes)


def looks_of(page: Page, progress: Progress) -> dict[str, Any]:
    """Return the parts around the questions that are the same for many people."""
    questionnaire, way = progress.questionnaire, progress.way
    is_changing = "change" in request.args
    goes_on = way.unanswered or page in way.offered
    return {
        "left": way.left(page),
        "total": len(questionnaire.pages) - 1,
        "helper": questionnaire.helper_words if helps() else "",
        "pain": pain_asked_about(page, progress),
        "change": is_changing or not goes_on,
        "back_to": ("check", None) if is_changing else step_before(page, way),
    }


def step_before(page: Page, way: Way) -> VisitStep | None:
    """Return the step to the page before, or None for the first page."""
    before = way.before(page)
    return ("question", before.id) if before else None


def notes_on(page: Page, fields: Sequence[Asked], progress: Progress, stands: Typed | None) -> dict[str, Any]:
    """Return the messages for this person only."""
    changed = progress.visit.again.get(page.id, "")
    cause = progress.questionnaire.page(changed)
    return {
        "errors": error_summary(fields, stands) if stands else [],
        "again": asks(cause) if cause else "",
        "mistake": progress.page_of_mistake is page,
        **news(progress),
    }


def error_summary(fields: Sequence[Asked], stands: Typed) -> list[tuple[str, str]]:
    """Return each error with the address of its question, or the error of the whole page."""
    found = [(f"#{each.anchor}", each.error) for each in fields if each.error]
    return found or ([("", stands.above)] if stands.above else [])


NO_COOKIE = lazy_gettext(
    "Your browser sent no cookie. We need one to keep your answers. Allow cookies, then press “Continue” again."
)
STALE = lazy_gettext("This page was open for a long time. Nothing is lost. Press “Continue” again.")
