"""The access table: who may open which route. The app refuses a route that is missing
here, and a test fails."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum

from flask import Flask, abort
from flask.typing import ResponseReturnValue

from finder.store.engine import DatabaseAway
from finder.store.staff import Role
from finder.web.app import visits
from finder.web.app.request_globals import current_request


class Open(StrEnum):
    """Routes that need no account."""

    PUBLIC = "anyone; the response is the same for everyone"
    PATIENT = "anyone; it reads and changes only the visit of this browser"
    SIGN_IN = "anyone; it signs a staff member in or out"


Policy = Open | frozenset[Role]

STAFF = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
FOR_CHART = frozenset({Role.CLINICIAN, Role.ADMIN})
"""The roles that may export an intake as data."""

ACCESS: Mapping[str, Policy] = {
    "static": Open.PUBLIC,
    "health.alive": Open.PUBLIC,
    "health.ready": Open.PUBLIC,
    "metrics.show": Open.PUBLIC,
    "security_txt.contact": Open.PUBLIC,
    "patient.start": Open.PATIENT,
    "patient.question": Open.PATIENT,
    "patient.check": Open.PATIENT,
    "patient.urgent": Open.PATIENT,
    "patient.result": Open.PATIENT,
    "patient.include": Open.PATIENT,
    "sheet.pdf": Open.PATIENT,
    "directory_api.directory": Open.PUBLIC,
    "directory.near": STAFF,
    "doctors.near": Open.PATIENT,
    "doctors.pick": Open.PATIENT,
    "saved.save": Open.PATIENT,
    "saved.code": Open.PATIENT,
    "saved.resume": Open.PATIENT,
    "unsaved.show": Open.PATIENT,
    "patient.finish": Open.PATIENT,
    "patient.start_over": Open.PATIENT,
    "patient.leave": Open.PATIENT,
    "patient.finished": Open.PUBLIC,
    "patient.privacy": Open.PUBLIC,
    "patient.other_help": Open.PUBLIC,
    "language.choose": Open.PUBLIC,
    "how.how": Open.PUBLIC,
    "how.rules": Open.PUBLIC,
    "how.dangers": Open.PUBLIC,
    "paper_form.paper": Open.PUBLIC,
    "paper_form.pdf": Open.PUBLIC,
    "api.version": Open.PUBLIC,
    "api.questionnaire": Open.PUBLIC,
    "api.assess_answers": Open.PUBLIC,
    "api.openapi": Open.PUBLIC,
    "api.fhir_questionnaire": Open.PUBLIC,
    "preview.begin": Open.PATIENT,
    "sharing.share": Open.PATIENT,
    "sharing.shared": Open.PATIENT,
    "call_back.change": Open.PATIENT,
    "styleguide.styleguide": Open.PUBLIC,
    "tablet.start": Open.PATIENT,
    "tablet.stay": Open.PATIENT,
    "tablet.still_there": Open.PUBLIC,
    "tablet.end": Open.PATIENT,
    "signin.sign_in": Open.SIGN_IN,
    "signin.sign_out": Open.SIGN_IN,
    "signin.set_up": Open.SIGN_IN,
    "signin.recovery_codes": STAFF,
    "signin.stay": STAFF,
    "signin.password": STAFF,
    "own_sessions.show": STAFF,
    "own_sessions.end": STAFF,
    "desk.home": STAFF,
    "look_up.find": STAFF,
    "look_up.scanned": STAFF,
    "intakes.show": STAFF,
    "chart_files.sheet": STAFF,
    "chart_files.fhir_bundle": FOR_CHART,
    "intakes.move": STAFF,
    "intakes.note": STAFF,
    "intakes.handle": STAFF,
    "booking.book": STAFF,
    "roster.show": ADMIN,
    "roster.template": ADMIN,
    "roster.current": ADMIN,
    "roster.read": ADMIN,
    "roster.replace": ADMIN,
    "tablets.everyone": STAFF,
    "tablets.start": STAFF,
    "tablets.code": STAFF,
    "tablets.end": STAFF,
    "day_sheet.day": STAFF,
    "intake_export.export": ADMIN,
    "counts.show": STAFF,
    "held.show": STAFF,
    "phone.start": STAFF,
    "phone.question": STAFF,
    "phone.urgent": STAFF,
    "phone.check": STAFF,
    "phone.result": STAFF,
    "phone.share": STAFF,
    "phone.shared": STAFF,
    "phone.end": STAFF,
    "accounts.everyone": ADMIN,
    "accounts.add": ADMIN,
    "accounts.start": ADMIN,
    "accounts.disable": ADMIN,
    "accounts.reset": ADMIN,
}


def guard(
    app: Flask, admit: Callable[[frozenset[Role]], ResponseReturnValue | None]
) -> None:
    """Check before every request whether it may be answered. `admit` lets in staff with
    one of these roles."""

    @app.before_request
    def check() -> ResponseReturnValue | None:
        request = current_request()
        if request.endpoint is None:
            return None
        policy = ACCESS.get(request.endpoint) or abort(403)
        return None if isinstance(policy, Open) else admit(policy)


def follow_visits(app: Flask) -> None:
    """Answer each request about a visit with the rules that the visit began with."""

    @app.before_request
    def follow() -> None:
        if ACCESS.get(current_request().endpoint or "") is Open.PATIENT:
            with suppress(DatabaseAway):  # the view gets the same error and handles it
                visits.current()
