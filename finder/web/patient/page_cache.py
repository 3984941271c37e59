"""The cache of rendered question pages. A page is rendered once without answers and
tokens. Each person gets a copy with their own ticks, token and visit name."""

from functools import lru_cache
from typing import Any

from flask import render_template

from finder.core.rules.page import Page
from finder.web.app import visit_names, visits
from finder.web.app.channel import HOME, channel
from finder.web.app.explaining import words_of_questions
from finder.web.app.forms import Asked
from finder.web.app.languages import language
from finder.web.app.request_globals import current_request
from finder.web.app.state import state
from finder.web.app.template_context import hidden_fields
from finder.web.app.tokens import form_token
from finder.web.patient.steps import VisitStep, page_address

PLACE, NAME_PLACE = "{token}", "{visit}"
"""Placeholders for the token and the name. The rules have no such placeholders, and no
typed text is rendered here."""
LOOKS = 512


def question_page(page: Page, asked: tuple[Asked, ...], **around: Any) -> str:
    """Return the page with the person's choices. It must have no errors and no typed
    text."""
    unanswered = tuple(Asked(each.question, each.options) for each in asked)
    token = visits.token()
    text = rendered(
        page,
        unanswered,
        language=language(),
        in_visit=bool(token),
        tablet=channel().screen(state().settings),
        clinic=state().clinic,
        root=current_request().script_root,
        **around,
    )
    # Changing the rendered text is fast: rendering is most of the work, and only the
    # ticks differ.
    for each in asked:
        for option in each.chosen:
            control = f'id="{each.question.id}-{option}"'
            text = text.replace(control, f"{control} checked")
    name = visit_names.name(token)
    return text.replace(PLACE, form_token()).replace(NAME_PLACE, name)


def render(
    template: str,
    page: Page,
    asked: tuple[Asked, ...],
    *,
    back_to: VisitStep | None,
    **around: Any,
) -> str:
    """Render a page of questions. `back_to` is where Back leads, or None for the first
    page."""
    return render_template(
        template,
        page=page,
        asked=asked,
        words=words_of_questions(asked),
        back=page_address(*back_to) if back_to else "",
        **around,
    )


@lru_cache(LOOKS)
def rendered(page: Page, unanswered: tuple[Asked, ...], **around: Any) -> str:
    """Render the page. The arguments are the cache key, so nothing else may affect the
    output."""
    return render(
        HOME.page,
        page,
        unanswered,
        **around,
        errors=(),
        again="",
        mistake=False,
        banner=(),
        notes=(),
        csrf=lambda: hidden_fields(PLACE, NAME_PLACE),
    )
