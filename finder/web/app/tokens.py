"""The CSRF token of every form. It is checked before the view runs, except for the
views listed here."""

import hmac
from collections.abc import Mapping

from flask import Flask, current_app, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData

from finder.web.app.signers import OneSigner, SteadySigner

SHOWN_AGAIN = "the view checks the token itself; if it is wrong, the page is shown again with the typed text"
ASKS_AGAIN = (
    "the button ends something, so it works on a page of this app even with an expired token; "
    "otherwise the view asks for confirmation"
)
ALWAYS_WORKS = (
    "it must always work immediately; it deletes only the answers of this browser"
)
STAYS = "it changes only the time when a session ends"
PROGRAMS = "it is for programs, reads no cookie and stores nothing"

CHECKED_BY_THE_VIEW: Mapping[str, str] = {
    "patient.question": SHOWN_AGAIN,
    "patient.urgent": SHOWN_AGAIN,
    "patient.include": SHOWN_AGAIN,
    "patient.finish": ASKS_AGAIN,
    "patient.start_over": ASKS_AGAIN,
    "patient.leave": ALWAYS_WORKS,
    "sharing.share": SHOWN_AGAIN,
    "directory.near": SHOWN_AGAIN,
    "doctors.near": SHOWN_AGAIN,
    "doctors.pick": SHOWN_AGAIN,
    "call_back.change": SHOWN_AGAIN,
    "saved.save": SHOWN_AGAIN,
    "saved.resume": SHOWN_AGAIN,
    "tablet.start": SHOWN_AGAIN,
    "tablet.stay": STAYS,
    "tablet.end": ALWAYS_WORKS,
    "phone.start": SHOWN_AGAIN,
    "phone.question": SHOWN_AGAIN,
    "phone.urgent": SHOWN_AGAIN,
    "phone.share": SHOWN_AGAIN,
    "phone.end": ASKS_AGAIN,
    "signin.sign_in": SHOWN_AGAIN,
    "signin.sign_out": ASKS_AGAIN,
    "signin.stay": STAYS,
    "signin.set_up": SHOWN_AGAIN,
    "signin.password": SHOWN_AGAIN,
    "own_sessions.end": SHOWN_AGAIN,
    "intakes.move": SHOWN_AGAIN,
    "intakes.note": SHOWN_AGAIN,
    "intakes.handle": SHOWN_AGAIN,
    "booking.book": SHOWN_AGAIN,
    "roster.read": SHOWN_AGAIN,
    "roster.replace": SHOWN_AGAIN,
    "tablets.start": SHOWN_AGAIN,
    "tablets.end": SHOWN_AGAIN,
    "intake_export.export": SHOWN_AGAIN,
    "accounts.add": SHOWN_AGAIN,
    "accounts.reset": SHOWN_AGAIN,
    "accounts.disable": SHOWN_AGAIN,
    "api.assess_answers": PROGRAMS,
}
"""The routes whose views check the token themselves or need none, and why."""
SIGNER = "finder_tokens"
IN_SESSION, SALT = "csrf_token", "wtf-csrf-token"
"""The session key of Flask-WTF's token, and its salt."""


def form_token() -> str:
    """Return the token of the forms of this page."""
    ours = session.get(IN_SESSION)
    if ours is None:
        return str(generate_csrf())
    return str(signer().dumps(ours))


def is_form_token(posted: str) -> bool:
    """Return whether this is a valid token of this session."""
    ours = session.get(IN_SESSION)
    if not ours or not posted:
        return False
    try:
        found = signer().loads(posted)
    except BadData:
        return False
    return hmac.compare_digest(ours, found)


def signer() -> OneSigner:
    found: OneSigner = current_app.extensions[SIGNER]
    return found


def check_tokens(app: Flask) -> None:
    """Refuse every form without a valid token. All views must be registered before
    this."""
    # The pages show no text of WTForms, and its catalog would be read again for every
    # form.
    app.config["WTF_I18N_ENABLED"] = False
    app.extensions[SIGNER] = OneSigner(
        app.config["WTF_CSRF_SECRET_KEY"], salt=SALT, signer=SteadySigner
    )
    tokens = CSRFProtect(app)
    for endpoint in CHECKED_BY_THE_VIEW:
        tokens.exempt(app.view_functions[endpoint])
