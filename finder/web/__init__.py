"""The web: ask the questions and show the summary. The only code that imports Flask."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from finder.config import Settings, local_time_of, secrets_of
from finder.places import STATIC, TEMPLATES
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.web import (
    api,
    counts,
    ended,
    health,
    how,
    kiosk,
    not_kept,
    patient,
    phone,
    saved,
    sharing,
    sheet,
    styleguide,
    trial,
    twin,
)
from finder.web.access import follow_visits, guard
from finder.web.choosing import choose_channels
from finder.web.desk import accounts, files, finding, held, intake, queue, signin, tablets, taking
from finder.web.drawing import draw_with
from finder.web.errors import show_errors
from finder.web.security import secure
from finder.web.shelf import Shelf
from finder.web.state import NAME, State, utc_now


def create_app(settings: Settings, now: Callable[[], datetime] = utc_now) -> Flask:
    """The app for these settings. Raises BrokenRules, BadSetting; the database's schema must be there."""
    app = Flask("finder", template_folder=TEMPLATES, static_folder=STATIC)
    keys = Keys(secrets_of(settings))
    shelf = Shelf(settings)
    engine, local = open_database(settings.database_url), local_time_of(settings)
    app.extensions[NAME] = State(settings, shelf, engine, keys, local, now)
    app.secret_key, *fallbacks = keys.cookie_secrets()
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    draw_with(app)
    choose_channels(app)
    secure(app, settings)
    show_errors(app)
    guard(app)
    follow_visits(app)
    kiosk.watch(app)
    ended.watch(app)
    for module in (patient, not_kept, sharing, sheet, twin, saved, kiosk, phone, how, api, health, styleguide, trial):
        app.register_blueprint(module.bp)
    for module in (signin, queue, finding, intake, files, accounts, tablets, counts, taking, held):
        app.register_blueprint(module.bp)
    return app
