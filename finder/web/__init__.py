"""The web: asks the questions and shows the summary. The only code that imports Flask."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup

from finder.config import Settings, secrets_of
from finder.core.figure import lit
from finder.core.load import load
from finder.places import FIGURE, STATIC, TEMPLATES
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.web import drafts, health, patient, styleguide
from finder.web.errors import show_errors
from finder.web.forms import page_forms
from finder.web.security import secure
from finder.web.state import NAME, State, state, utc_now


def create_app(settings: Settings, now: Callable[[], datetime] = utc_now) -> Flask:
    """The app for these settings. Raises BrokenRules, BadSetting; the database's schema must be there."""
    app = Flask("finder", template_folder=TEMPLATES, static_folder=STATIC)
    keys = Keys(secrets_of(settings))
    ruleset = load(settings.rules, numbers=settings.numbers)
    forms = page_forms(ruleset.questionnaire)
    app.extensions[NAME] = State(settings, ruleset, open_database(settings.database_url), keys, forms, now)
    app.secret_key, *fallbacks = keys.cookie_secrets()
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    drawing = FIGURE.read_text(encoding="utf-8")
    app.add_template_global(lambda regions: Markup(lit(drawing, regions)), "figure")  # noqa: S704 - our own file
    app.context_processor(always)
    secure(app, settings)
    show_errors(app)
    app.register_blueprint(patient.bp)
    app.register_blueprint(health.bp)
    app.register_blueprint(styleguide.bp)
    return app


def always() -> dict[str, object]:
    """What every page knows."""
    return {
        "advice": state().ruleset.advice,
        "lines": state().settings.numbers,
        "language": state().ruleset.language,
        "back": "",
        "in_visit": drafts.cookie_name() in request.cookies,
        "csrf": token_field,
    }


def token_field() -> Markup:
    """The hidden input of a form that is a lone button, without an id, since a page may have several."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
