"""The web: asks the questions and shows the summary. The only code that imports Flask."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from finder.config import Settings, secrets_of
from finder.core.load import load
from finder.places import STATIC, TEMPLATES
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.web import health, how, kiosk, patient, saved, sharing, sheet, styleguide
from finder.web.access import guard
from finder.web.desk import accounts, home, signin, tablets
from finder.web.drawing import draw_with
from finder.web.errors import show_errors
from finder.web.forms import page_forms
from finder.web.security import secure
from finder.web.state import NAME, State, utc_now


def create_app(settings: Settings, now: Callable[[], datetime] = utc_now) -> Flask:
    """The app for these settings. Raises BrokenRules, BadSetting; the database's schema must be there."""
    app = Flask("finder", template_folder=TEMPLATES, static_folder=STATIC)
    keys = Keys(secrets_of(settings))
    ruleset = load(settings.rules, numbers=settings.numbers)
    forms = page_forms(ruleset.questionnaire)
    app.extensions[NAME] = State(settings, ruleset, open_database(settings.database_url), keys, forms, now)
    app.secret_key, *fallbacks = keys.cookie_secrets()
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    draw_with(app)
    secure(app, settings)
    show_errors(app)
    guard(app)
    kiosk.watch(app)
    for module in (patient, sharing, health, how, styleguide, signin, home, accounts, kiosk, tablets, sheet, saved):
        app.register_blueprint(module.bp)
    return app
