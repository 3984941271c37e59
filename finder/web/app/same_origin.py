"""Who sent a form: a page of this app or another site, as far as the browser reports
it."""

from urllib.parse import urlsplit

from flask import Flask, abort

from finder.web.app.request_globals import current_request
from finder.web.app.tokens import ASKS_AGAIN, CHECKED_BY_THE_VIEW, PROGRAMS

OURS, OTHERS = {"same-origin"}, {"same-site", "cross-site"}
NO_ORIGIN = {"", "null"}
"""The values of an origin that a browser hides, as our own referrer policy asks it
to."""
READS = {"GET", "HEAD", "OPTIONS"}


def is_same_origin() -> bool:
    """Return whether the browser says that a page of this app sent the request. Older
    browsers do not say."""
    request = current_request()
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in OURS
    return host_in(request.headers.get("Origin", "")) == request.host


def is_cross_site() -> bool:
    """Return whether the browser says that another site sent the request."""
    request = current_request()
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in OTHERS
    origin = request.headers.get("Origin", "")
    return origin not in NO_ORIGIN and host_in(origin) != request.host


def host_in(origin: str) -> str | None:
    """Return the host and port of an origin, or None if it is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def refuse_other_sites(app: Flask) -> None:
    """Refuse every form that another site sent, before anything else handles it.
    Otherwise the response could set or delete cookies, and a person would lose their
    answers. Views that ask for confirmation check this themselves."""

    @app.before_request
    def look() -> None:
        request = current_request()
        answers_itself = CHECKED_BY_THE_VIEW.get(request.endpoint or "") in {
            ASKS_AGAIN,
            PROGRAMS,
        }
        if request.method not in READS and not answers_itself and is_cross_site():
            abort(400)
