"""Functions and values for all templates."""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache

from flask import Flask, g, has_request_context, request
from flask_babel import gettext
from jinja2 import StrictUndefined
from markupsafe import Markup

from finder.core.rules.voice import Voice
from finder.core.summarizing.figure import highlighted_regions
from finder.core.summarizing.immediate_advice import AtOnce
from finder.paths import FIGURE
from finder.web.app import visit_names, visits
from finder.web.app.channel import channel
from finder.web.app.choosing_language import others
from finder.web.app.compiling import TranslatedEnvironment
from finder.web.app.explaining import explained
from finder.web.app.form_messages import messages_field
from finder.web.app.languages import language, name_of, runs_leftward, translated
from finder.web.app.page_addresses import address
from finder.web.app.reading_aloud import private_mark
from finder.web.app.security import request_id
from finder.web.app.state import state
from finder.web.app.tokens import form_token

PARTS = 4096
"""The most rendered parts of pages to cache."""


def set_up_templates(app: Flask) -> None:
    """Set up the templates. A missing name is an error, and parts that are the same for
    everyone are cached."""
    app.jinja_environment = TranslatedEnvironment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    figure = FIGURE.read_text(encoding="utf-8")
    app.add_template_filter(translated)
    app.add_template_filter(explained)
    app.add_template_filter(private_mark)
    app.add_template_global(
        lambda regions: Markup(highlighted_regions(figure, regions)),  # noqa: S704 - our own file
        "figure",
    )
    app.add_template_global(address, "url_for")
    app.add_template_global(part_cache(), "once")
    app.add_template_global(helps, "helps")
    app.add_template_global(immediate_advice, "immediate_advice")
    app.add_template_global(lambda: state().settings.numbers, "numbers")
    app.add_template_global(with_length, "with_length")
    app.add_template_global(language_note, "language_note")
    app.add_template_global(messages_field, "messages_field")
    app.add_template_global(private_mark, "private_mark")
    app.add_template_global(request_id, "request_id")
    app.context_processor(on_every_page)


def part_cache() -> Callable[..., Markup]:
    """Return a function that renders a macro once for the same arguments. There is one
    macro for each language. Apart from the voice, the macro may not depend on the
    request. Its arguments may not hold typed text."""

    @lru_cache(PARTS)
    def rendered(macro: Callable[..., Markup], voice: Voice, *what: Hashable) -> Markup:
        return macro(*what)

    return lambda macro, *what: rendered(macro, state().voice, *what)


def on_every_page() -> dict[str, object]:
    """Return the values that every template may use."""
    here, spoken = state(), language()
    return {
        "advice": here.ruleset.advice,
        "lines": here.settings.numbers,
        "language": spoken,
        "leftward": runs_leftward(spoken),
        "languages": others(spoken),
        "here": address_here(),
        "back": "",
        "in_visit": bool(visits.token()),
        # Cached, so that each form of the page has the same token.
        "csrf": cache(token_field),
        "signed_in": g.get("staff_session"),
        "workplaces": g.get("workplaces", ()),
        "tablet": channel().screen(here.settings),
    }


def address_here() -> str:
    """Return the address of this request, including the clinic and the query, or ""
    outside a request."""
    if not has_request_context():
        return ""
    return f"{request.script_root}{request.full_path}".rstrip("?")


def helps() -> bool:
    """Return whether the page speaks to a helper."""
    return state().voice is Voice.HELPER


def immediate_advice(question_id: str, option_id: str) -> AtOnce | None:
    """Return what to do immediately when this option is ticked, or None if it can wait
    for the next page."""
    return state().at_once.get((question_id, option_id))


def language_note(written: str) -> str:
    """Return a note on the language of a text that differs from the page, or "" if it
    is the same or unknown."""
    if written in {"", language()}:
        return ""
    return str(gettext("(written in %(language)s)", language=name_of(written)))


def with_length(text: str) -> str:
    """Return a text with the time that the questions take put in."""
    return state().length.put_into(text)


def token_field() -> Markup:
    return hidden_fields(form_token(), visits.name())


def hidden_fields(token: str, visit: str) -> Markup:
    """Return the hidden inputs of a form: its token and the name of the visit. They
    have no id, because a page may have several forms."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format("csrf_token", token) + field.format(visit_names.FIELD, visit)
