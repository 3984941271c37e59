"""The web app: it asks the questions and shows the summary. Only this package imports
Flask."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from finder.config import Settings, local_time_of
from finder.paths import STATIC, TEMPLATES
from finder.secret_keys import secrets_of
from finder.store.engine import open_database
from finder.store.seal import Keys
from finder.store.transaction import Database
from finder.web.app.access import follow_visits, guard
from finder.web.app.choosing_channel import choose_channels
from finder.web.app.choosing_language import choose_languages
from finder.web.app.clinics import serve_clinics
from finder.web.app.errors import FinderApp, show_errors
from finder.web.app.languages import translate_words
from finder.web.app.limiting import limit_programs
from finder.web.app.rules_in_use import LoadedRules, RulesInUse
from finder.web.app.same_origin import refuse_other_sites
from finder.web.app.security import secure
from finder.web.app.served_rules import ClinicTexts
from finder.web.app.signing import sign_sessions
from finder.web.app.state import NAME, State, utc_now
from finder.web.app.template_context import set_up_templates
from finder.web.app.tokens import check_tokens
from finder.web.app.unusable import refuse_unusable
from finder.web.desk import (
    accounts,
    booking,
    chart_files,
    counts,
    day_sheet,
    directory,
    held_for_staff,
    intake,
    intake_export,
    look_up,
    own_sessions,
    queue,
    roster,
    signin,
    tablets,
)
from finder.web.patient import (
    call_back,
    check_answers,
    deleting,
    doctors,
    ended,
    pages,
    preview,
    questions,
    result,
    saved_visits,
    sharing,
    sheet,
    unsaved,
    urgent_page,
)
from finder.web.phone import call
from finder.web.phone.admitting import check_access
from finder.web.public import (
    api,
    directory_api,
    health,
    how,
    language,
    metrics,
    paper_form,
    security_txt,
    styleguide,
)
from finder.web.public.metrics import count_requests
from finder.web.tablet import session as tablet

PATIENT = (
    pages,
    questions,
    urgent_page,
    check_answers,
    result,
    deleting,
    unsaved,
    sharing,
    call_back,
    sheet,
    saved_visits,
    preview,
    doctors,
)
PUBLIC = (
    paper_form,
    language,
    how,
    api,
    directory_api,
    health,
    metrics,
    security_txt,
    styleguide,
)
INTAKES = (queue, look_up, intake, booking, chart_files, day_sheet, intake_export)
DESK = (
    signin,
    own_sessions,
    *INTAKES,
    accounts,
    roster,
    tablets,
    counts,
    directory,
    held_for_staff,
)


def create_app(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    loaded: LoadedRules | None = None,
) -> Flask:
    """Return the app for these settings. The database schema must exist. `loaded`
    reuses rules that another app with the same settings loaded. Raises BrokenRules and
    BadSetting."""
    app = FinderApp("finder", template_folder=TEMPLATES, static_folder=STATIC)
    keys = Keys(secrets_of(settings))
    rules_in_use = RulesInUse(settings, loaded)
    database = Database(open_database(settings.database_url), keys)
    local = local_time_of(settings)
    app.extensions[NAME] = State(
        settings, rules_in_use, database, local, ClinicTexts(settings), now
    )
    app.secret_key, *fallbacks = keys.cookie_secrets()
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    # Flask-WTF signs with the last key.
    app.config["WTF_CSRF_SECRET_KEY"] = [*fallbacks, app.secret_key]
    serve_clinics(app)
    sign_sessions(app)
    translate_words(app, settings.translations)
    set_up_templates(app)
    choose_channels(app)
    choose_languages(app)
    count_requests(app)
    secure(app, settings)
    refuse_unusable(app)
    limit_programs(app)
    refuse_other_sites(app)
    show_errors(app)
    guard(app, check_access)
    follow_visits(app)
    tablet.register_hooks(app)
    ended.register_hooks(app)
    for blueprint in dict.fromkeys(
        module.bp for module in (*PATIENT, *PUBLIC, tablet, call, *DESK)
    ):
        app.register_blueprint(blueprint)
    check_tokens(app)
    return app
