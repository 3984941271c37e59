"""The signature of Flask's session cookie, with one signer for the lifetime of the app."""

from functools import cached_property
from typing import Any

from flask import Flask, has_request_context
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from finder.web.app.cookies import session_name


class SteadySigner(TimestampSigner):
    """A signer that accepts a signature from the future as if it were new, because the machine's clock was set back."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, *how: Any, **with_time: Any) -> Any:
        try:
            return super().unsign(signed_value, max_age, *how, **with_time)
        except SignatureExpired as error:
            if error.date_signed is None or error.date_signed.timestamp() <= self.get_timestamp():
                raise
            return super().unsign(signed_value, None, *how, **with_time)


class SessionCookie(SecureCookieSessionInterface):
    """Flask's session cookie with one shared signer. Flask makes a signer for each read and write, but the keys of an
    app never change."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self.signer if app is self.app else super().get_signing_serializer(app)

    def get_cookie_name(self, app: Flask) -> str:
        return session_name() if has_request_context() else super().get_cookie_name(app)

    @cached_property
    def signer(self) -> URLSafeTimedSerializer | None:
        """The signer, made when a session is first read. The keys must be set before that."""
        found = super().get_signing_serializer(self.app)
        if found:
            found.signer = SteadySigner
        return found


def sign_sessions(app: Flask) -> None:
    """Sign the sessions of an app. Its keys must be set already."""
    app.session_interface = SessionCookie(app)
