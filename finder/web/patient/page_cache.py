"""Question pages that are rendered once for everyone who is asked the same, without an answer or a token. Each
person's ticks and token, and the name of the visit, are put into a copy."""

from functools import lru_cache
from typing import Any

from flask import render_template
from flask_wtf.csrf import generate_csrf

from finder.core.rules.questionnaire import Page
from finder.web.app import visits
from finder.web.app.channel import HOME, channel
from finder.web.app.forms import Asked
from finder.web.app.state import state
from finder.web.app.template_context import hidden_fields

PLACE, NAME_PLACE = "{token}", "{visit}"
"""Where a token and a name go; rules know no such placeholders, and no typed words are drawn here."""
LOOKS = 512


def question_page(page: Page, asked: tuple[Asked, ...], **around: Any) -> str:
    """The page with what this person chose, where nothing is wrong and nothing was typed."""
    unanswered = tuple(Asked(each.question, each.options) for each in asked)
    in_visit = bool(visits.token())
    text = rendered(page, unanswered, in_visit=in_visit, tablet=channel().screen(state().settings), **around)
    for each in asked:
        for option in each.chosen:
            control = f'id="{each.question.id}-{option}"'
            text = text.replace(control, f"{control} checked")
    return text.replace(PLACE, generate_csrf()).replace(NAME_PLACE, visits.name())


@lru_cache(LOOKS)
def rendered(page: Page, unanswered: tuple[Asked, ...], **around: Any) -> str:
    """Its arguments are all that decides how it looks."""
    return render_template(
        HOME.page,
        page=page,
        asked=unanswered,
        **around,
        errors=(),
        again="",
        mistake=False,
        banner=(),
        notes=(),
        csrf=lambda: hidden_fields(PLACE, NAME_PLACE),
    )
