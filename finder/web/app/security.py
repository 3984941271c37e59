"""Headers of every response, limits on every request, and a log line that holds no answer."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter

from flask import Flask, Response, abort, g, has_app_context, has_request_context, request
from werkzeug.exceptions import HTTPException, SecurityError

from finder.config import Settings
from finder.web.app.channel import channel
from finder.web.app.clinics import slug_here
from finder.web.app.cookies import full_name

log = logging.getLogger("finder.web")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REFRESHING = "connect-src 'self'"
"""Pages of the desk ask for news, and pages of a tablet say that somebody is there."""
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
"""The blueprints of other programs; the forms of pages read nothing but what a form sends."""

MOST_FIELDS = 500
"""Many times what any page has; Flask's own limit counts the parts of one kind of form alone."""
YEAR = 365 * 24 * 3600
REFUSED = "finder.refused"
"""In the environment of a request that the server refuses; its value is the status code of the error page."""
RETRY_AFTER = 10
"""Seconds after which a program may ask again where the database was away."""


def secure(app: Flask, settings: Settings) -> None:
    """Set Flask's own limits, and what goes with every response."""
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
        response.headers.extend(HEADERS)
        if request.path.startswith("/desk/") or channel().in_session:
            response.headers["Content-Security-Policy"] = f"{POLICY}; {REFRESHING}"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = NOT_STORED
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER)
        if settings.behind_tls_proxy:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        response.headers["X-Request-Id"] = request_id()
        record(response)
        return response


def begin() -> None:
    g.began = perf_counter()
    g.request_id = secrets.token_hex(6)
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if code := request.environ.get(REFUSED):
        raise refusal(code)
    if request.is_json and request.blueprint not in TAKES_JSON:
        abort(415)
    if request.method == "POST" and sum(len(values) for _, values in request.form.lists()) > MOST_FIELDS:
        abort(413)


def refusal(code: int) -> HTTPException:
    """Return the error of a status code, whether werkzeug has a class for it or not."""
    error = HTTPException()
    error.code = code
    return error


def record(response: Response) -> None:
    """Log the route's template, never its address, so that nothing a person typed can stand in the log."""
    took = 1000 * (perf_counter() - g.began) if "began" in g else 0
    route = request.url_rule.rule if request.url_rule else "(no route)"
    facts = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(took, 1),
    }
    log.info("%(method)s %(route)s %(status)d %(milliseconds).1f ms", facts, extra=facts)


def facts_of_request() -> Mapping[str, str]:
    """Return what every log line tells of the request under way: its id and the slug of its clinic, where there are
    any."""
    return {"request_id": request_id(), "clinic": slug_here()} if has_request_context() else {}


def request_id() -> str:
    """Return the id of the request under way, which its log lines and its response carry; empty where there is none."""
    found: str = g.get("request_id", "") if has_app_context() else ""
    return found


def from_where() -> str:
    """The address that a request comes from, as the proxy in front tells it; only a fingerprint is kept, for a day."""
    return request.remote_addr or ""
