"""The signature of Flask's session cookie, with one signer for the lifetime of the
app."""

import json
from functools import cached_property
from typing import Any

from flask import Flask, Response, has_request_context
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from finder.web.app.cookies import session_name
from finder.web.app.signers import OneSigner, SteadySigner

TAG = '{" '
"""How a value begins that JSON does not know, such as a tuple of a message."""


class SessionText(TaggedJSONSerializer):
    """Flask's text of a session. Most sessions hold no tagged value, so none is
    searched for."""

    def loads(self, value: str) -> Any:
        return super().loads(value) if TAG in value else json.loads(value)


class SessionCookie(SecureCookieSessionInterface):
    """Flask's session cookie with one shared signer."""

    serializer = SessionText()

    def __init__(self, app: Flask) -> None:
        self.app = app

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self.signer if app is self.app else super().get_signing_serializer(app)

    def get_cookie_name(self, app: Flask) -> str:
        return session_name() if has_request_context() else super().get_cookie_name(app)

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Send the cookie only if the session has changed. This skips seven settings
        that Flask would look up first."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

    @cached_property
    def signer(self) -> URLSafeTimedSerializer | None:
        """The signer, made when a session is first read. The keys must be set before
        that."""
        found = super().get_signing_serializer(self.app)
        if found is None:
            return None
        return OneSigner(
            found.secret_keys,
            salt=self.salt,
            serializer=self.serializer,
            signer=SteadySigner,
            signer_kwargs=found.signer_kwargs,
        )


def sign_sessions(app: Flask) -> None:
    """Sign the sessions of an app. Its keys must be set already."""
    app.session_interface = SessionCookie(app)
