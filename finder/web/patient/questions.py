"""The question pages: show one, and store what was posted, as answers or as a draft."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.core.rules.page import Page
from finder.core.rules.way import PagePath
from finder.core.visiting.drafts import Draft
from finder.core.visiting.progress import Progress
from finder.store.engine import DatabaseAway
from finder.web.app import cookies, visits
from finder.web.app.choosing_language import FIELD, language_of_page
from finder.web.app.forms import LEFT_OUT, PageForm, answered_before, just_answered
from finder.web.app.state import state
from finder.web.patient import ended, skipping, unsaved
from finder.web.patient import urgent as urgent_advice
from finder.web.patient.drafts import on_page, typed_in, with_mistakes
from finder.web.patient.pages import bp
from finder.web.patient.question_page import ask
from finder.web.patient.steps import next_step, page_address, questionnaire


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
    if waits_for_advice(page, progress):
        return redirect(page_address("urgent"))
    visit = progress.visit
    asked = answered_before(page, progress.questionnaire, visit)
    draft = visit.typed.get(page.id)
    if draft is None:
        return ask(page, asked, progress)
    with_draft = on_page(asked, draft)
    shown = ask(page, with_draft, progress, draft)
    return shown, 422 if draft.failed else 200


def waits_for_advice(page: Page, progress: Progress) -> bool:
    """Return whether urgent advice comes before this page."""
    is_next = page is progress.way.next_page
    if not is_next or not progress.unsettled:
        return False
    return page is not progress.page_that_waits


def posted(page: Page, found: Progress | None) -> ResponseReturnValue:
    """Store what was posted, as answers if it is valid, otherwise as a draft. Always
    redirect to a page that no form posts to, so that Back and a reload work."""
    progress = found or visits.new()
    form_of = state().forms[page.id]
    answers = progress.visit.answers
    form = form_of(page, progress.questionnaire, answers)
    if not cookies.has_session():
        advice = urgent_advice.just_posted(page, progress)
        return advice or without_cookie(page, form, progress)
    if not visits.is_named():
        return unsaved.refuse(page, found)
    is_reachable = page in progress.way.reachable
    if found is None and (not is_reachable or ended.has_ended()):
        flash(ended.saved_sentence())
    if form.leaves_out():
        flash(str(LEFT_OUT))
    if FIELD in request.form or "go" in request.form:
        return go_elsewhere(page, form, progress)
    if not form.validate():
        mistakes = with_mistakes(form, stale(form))
        return leave_on_page(page, mistakes, progress)
    if found and not is_reachable:
        return leave_on_page(page, typed_in(form), progress)
    return skip(page, form) if form.skipped else store_answers(page, form)


def store_answers(page: Page, form: PageForm) -> ResponseReturnValue:
    """Store the answers of a valid form, and continue."""

    def answered(progress: Progress) -> Progress:
        return with_answers(progress, page, form)

    after = visits.change(answered)
    return redirect(next_step(after), 303)


def stale(form: PageForm) -> str:
    """Return the message for a form whose token has expired, or "" if the token is
    valid."""
    return str(STALE) if form.csrf_token.errors else ""


def without_cookie(
    page: Page,
    form: PageForm,
    progress: Progress,
) -> ResponseReturnValue:
    """Show the page again with what was posted, and ask to allow cookies."""
    draft = with_mistakes(form, str(NO_COOKIE))
    asked = on_page(just_answered(form), draft)
    return ask(page, asked, progress, draft), 422


def store_draft(page: Page, draft: Draft) -> Progress:
    """Store a draft of the page."""

    def with_draft(progress: Progress) -> Progress:
        return progress.with_typed(page, draft, state().now())

    return visits.change(with_draft)


def leave_on_page(page: Page, draft: Draft, progress: Progress) -> ResponseReturnValue:
    """Store a draft of the page, and show the page again."""
    after = store_draft(page, draft)
    return redirect_after_draft(page, progress, after, here(page, after))


def go_elsewhere(page: Page, form: PageForm, progress: Progress) -> ResponseReturnValue:
    """Store a draft and go back, or show the page again in the chosen language."""
    if FIELD in request.form:
        after = store_for_language(page, form, progress)
        wanted = here(page, after)
    else:
        after = store_page(page)
        wanted = page_before(page, progress.way)
    return redirect_after_draft(page, progress, after, wanted)


def store_for_language(page: Page, form: PageForm, progress: Progress) -> Progress:
    """Store a page that is shown again in another language, with its mistakes if they
    were shown before."""
    earlier = progress.visit.typed.get(page.id)
    had_mistakes = earlier is not None and earlier.failed
    if had_mistakes and not form.validate():
        draft = with_mistakes(form)
        return store_draft(page, draft)
    return store_page(page)


def with_answers(progress: Progress, page: Page, form: PageForm) -> Progress:
    """Return the progress with the answers of a valid form."""
    now = state().now()
    answers = form.posted_answers()
    words = form.posted_words()
    lines = form.lines_seen()
    return progress.answered(page, answers, words, now, lines, language_of_page())


def skip(page: Page, form: PageForm) -> ResponseReturnValue:
    """Clear the answers of the page except warning signs, and say so."""
    sentences: list[str] = []

    def skipped(progress: Progress) -> Progress:
        left = skipping.skipped(page, form, progress.visit)
        sentences[:] = left.sentences
        now = state().now()
        words = form.posted_words()
        lines = form.lines_seen()
        return progress.answered(page, left.answers, words, now, lines)

    after = visits.change(skipped)
    for sentence in sentences:
        flash(sentence)
    return redirect(next_step(after), 303)


def store_page(page: Page) -> Progress:
    """Store a page that is left. It becomes answers if it is valid and was answered
    before or raises a red flag, otherwise a draft."""
    form_of = state().forms[page.id]
    seen = visits.current_or_new().visit
    form = form_of(page, questionnaire(), seen.answers)
    is_right = form.validate()
    draft = typed_in(form)

    def left(progress: Progress) -> Progress:
        now = state().now()
        if progress.visit.is_as_answered(page, draft):
            return progress.with_typed(page, None, now)
        if is_right and becomes_answers(page, draft, progress):
            return with_answers(progress, page, form)
        return progress.with_typed(page, draft, now)

    return visits.change(left)


def becomes_answers(page: Page, draft: Draft, progress: Progress) -> bool:
    """Return whether a valid page that is left becomes answers."""
    visit = progress.visit
    if questionnaire().is_answered(page, visit.answers, visit.lines):
        return True
    flags = progress.new_flags(draft.chosen)
    return bool(flags)


def redirect_after_draft(
    page: Page, before: Progress, after: Progress, wanted: str
) -> ResponseReturnValue:
    """Redirect to urgent advice if the draft newly calls for it, otherwise to the
    wanted address."""
    earlier = before.visit.typed.get(page.id)
    draft = after.visit.typed.get(page.id)
    is_urgent = after.unacknowledged or raises_flag(after, earlier, draft)
    address = page_address("urgent") if is_urgent else wanted
    return redirect(address, 303)


def raises_flag(progress: Progress, earlier: Draft | None, draft: Draft | None) -> bool:
    """Return whether a draft that differs from the one before raises a red flag."""
    if draft is None:
        return False
    if earlier is not None and earlier.chosen == draft.chosen:
        return False
    flags = progress.new_flags(draft.chosen)
    return bool(flags)


def page_before(page: Page, way: PagePath) -> str:
    """Return the target of Back: the result for an offered page, the answers if one is
    being changed, otherwise the page before."""
    if page in way.offered:
        return page_address("result")
    before = way.before(page)
    if before is None or "change" in request.args:
        return page_address("check")
    return page_address("question", page_id=before.id)


def here(page: Page, progress: Progress) -> str:
    """Return the address of the posted page, or the next step if the page cannot be
    opened yet."""
    if page not in progress.way.reachable:
        return next_step(progress)
    endpoint = str(request.endpoint)
    change = request.args.get("change")
    return url_for(endpoint, page_id=page.id, change=change)


NO_COOKIE = lazy_gettext(
    "Your browser sent no cookie. We need one to keep your answers. Allow cookies, then press “Continue” again."
)
STALE = lazy_gettext(
    "This page was open for a long time. Nothing is lost. Press “Continue” again."
)
