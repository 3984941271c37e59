"""The signature of Flask's session cookie, with one signer for the whole life of the app."""

from functools import cached_property
from typing import Any

from flask import Flask, has_request_context
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from finder.web.app.cookies import session_name


class SteadySigner(TimestampSigner):
    """Takes a signature from the future for one of now: the clock of the machine was set back."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, *how: Any, **with_time: Any) -> Any:
        try:
            return super().unsign(signed_value, max_age, *how, **with_time)
        except SignatureExpired as error:
            if error.date_signed is None or error.date_signed.timestamp() <= self.get_timestamp():
                raise
            return super().unsign(signed_value, None, *how, **with_time)


class SessionCookie(SecureCookieSessionInterface):
    """Flask's own session cookie. Flask makes a signer for each reading and each writing; the keys of an app never
    change, so one will do."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self.signer if app is self.app else super().get_signing_serializer(app)

    def get_cookie_name(self, app: Flask) -> str:
        return session_name() if has_request_context() else super().get_cookie_name(app)

    @cached_property
    def signer(self) -> URLSafeTimedSerializer | None:
        """The signer, made when a session is first read. Its keys must be set by then."""
        found = super().get_signing_serializer(self.app)
        if found:
            found.signer = SteadySigner
        return found


def sign_sessions(app: Flask) -> None:
    """Sign the sessions of an app, whose keys are set."""
    app.session_interface = SessionCookie(app)
