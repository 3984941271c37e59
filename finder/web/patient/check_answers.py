"""Show all answers before the result, each with a way to change it."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from finder.core.summarizing.narrative import answered
from finder.web.app import visits
from finder.web.app.state import state
from finder.web.patient.page_messages import messages_after_page, regions, set_aside
from finder.web.patient.pages import bp
from finder.web.patient.steps import label_of_page, next_step, page_address


@bp.route("/check")
def check() -> ResponseReturnValue:
    """Show all answers before the result, each with a way to change it."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit = progress.visit
    pages = progress.way.pages
    lines = list(answered(state().ruleset, visit.answers, visit.own_words))
    groups = []
    for page in pages:
        change = page_address("question", page.id, change=1)
        of_page = [line for line in lines if line.page == page.id]
        groups.append((label_of_page(page), change, of_page))
    back = page_address("question", pages[-1].id)
    return render_template(
        "patient/check.html",
        groups=groups,
        own_words_language=visit.own_words_language,
        regions=regions(visit),
        back=back,
        set_aside=list(set_aside(progress)),
        **messages_after_page(progress),
    )
