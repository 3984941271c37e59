"""Headers for every response, limits for every request, and a log line without
answers."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter

from flask import Flask, Response, abort, has_app_context, has_request_context, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, SecurityError

from finder.config import Settings
from finder.web.app.channel import channel
from finder.web.app.clinics import slug_here
from finder.web.app.cookies import full_name
from finder.web.app.request_globals import current_request, request_globals

log = logging.getLogger("finder.web")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REFRESHING = "connect-src 'self'"
"""Pages of the desk poll for news, and pages of a tablet report that someone is
there."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
NOT_STORED = "no-store"
TAKES_JSON = {"api"}
"""The blueprints for other programs. All other routes accept only forms."""

MOST_FIELDS = 500
"""Far more than any page has. Flask's own limit covers only multipart forms."""
YEAR = 365 * 24 * 3600
REFUSED = "finder.refused"
"""The key in the environment of a request that the server refuses. Its value is the
status code of the error page."""
RETRY_AFTER = 10
"""Seconds until a client may try again after the database was away."""


def secure(app: Flask, settings: Settings) -> None:
    """Set Flask's limits, and the headers of every response."""
    app.config.update(
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        SESSION_COOKIE_SECURE=settings.behind_tls_proxy,
        SESSION_COOKIE_NAME=full_name("session", is_secure=settings.behind_tls_proxy),
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.before_request(begin)

    @app.after_request
    def finish(response: Response) -> Response:
        request = current_request()
        response.headers.extend(HEADERS)
        if request.path.startswith("/desk/") or channel().in_session:
            response.headers["Content-Security-Policy"] = f"{POLICY}; {REFRESHING}"
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        if request.endpoint != "static" or is_error:
            response.headers["Cache-Control"] = NOT_STORED
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER)
        if settings.behind_tls_proxy:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        response.headers["X-Request-Id"] = request_id()
        record(response)
        return response


def begin() -> None:
    here, request = request_globals(), current_request()
    here.began = perf_counter()
    here.request_id = secrets.token_hex(6)
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if code := request.environ.get(REFUSED):
        raise refusal(code)
    is_json = request.content_type and request.is_json
    if is_json and request.blueprint not in TAKES_JSON:
        abort(415)
    if request.method == "POST" and count_fields(request.form) > MOST_FIELDS:
        abort(413)


def count_fields(form: MultiDict[str, str]) -> int:
    """Return the number of values in a form."""
    return sum(len(values) for _, values in form.lists())


def refusal(code: int) -> HTTPException:
    """Return an error with a status code, even if werkzeug has no class for it."""
    error = HTTPException()
    error.code = code
    return error


def record(response: Response) -> None:
    """Log the pattern of the route, never its address, so that no typed text appears in
    the log."""
    here, request = request_globals(), current_request()
    took = 1000 * (perf_counter() - here.began) if here.began else 0
    route = request.url_rule.rule if request.url_rule else "(no route)"
    facts = {
        "method": request.environ["REQUEST_METHOD"],
        "route": route,
        "status": response.status_code,
        "milliseconds": round(took, 1),
    }
    log.info(
        "%(method)s %(route)s %(status)d %(milliseconds).1f ms", facts, extra=facts
    )


def facts_of_request() -> Mapping[str, str]:
    """Return the fields that every log line of this request has: its id and the slug of
    its clinic, each "" if there is none. Return no fields outside a request."""
    if not has_request_context():
        return {}
    return {"request_id": request_id(), "clinic": slug_here()}


def request_id() -> str:
    """Return the id of this request, which its log lines and its response carry, or ""
    outside a request."""
    return request_globals().request_id if has_app_context() else ""


def from_where() -> str:
    """Return the client's address, as the proxy reports it. Only a fingerprint of it is
    stored, for a day."""
    return request.remote_addr or ""
