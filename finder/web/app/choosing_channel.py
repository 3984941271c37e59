"""The channel of each request. It is chosen before anything can fail, so that a tablet
also watches its error pages."""

from flask import Flask

from finder.web.app import cookies
from finder.web.app.access import ACCESS, Open
from finder.web.app.channel import HOME, PHONE, TABLET, Channel, use
from finder.web.app.cookies import Cookie
from finder.web.app.request_globals import current_request

FOR_PROGRAMS = {"api", "health"}
BETWEEN_PEOPLE = {"tablet.start", "tablet.still_there"}
"""The page between two people, and the page that asks whether anyone is still there."""
NO_PAGE_ENDPOINTS = BETWEEN_PEOPLE | {"static"}
NO_PAGE_PATHS = ("/api/", "/desk/", "/static/")


def choose_channels(app: Flask) -> None:
    app.before_request(lambda: use(channel_of_request()))


def channel_of_request() -> Channel:
    if current_request().blueprint == PHONE.asks:
        return PHONE
    if tablet_token() and shows_page():
        return TABLET
    return HOME


def tablet_token() -> str:
    """Return the token of the tablet session, or "" if the browser has none."""
    return cookies.read(Cookie.TABLET)


def shows_page() -> bool:
    """Return whether the response is a page for patients. An error page for an unknown
    address counts as one."""
    request = current_request()
    if request.endpoint is None:
        return not request.path.startswith(NO_PAGE_PATHS)
    if request.blueprint in FOR_PROGRAMS or request.endpoint in NO_PAGE_ENDPOINTS:
        return False
    return ACCESS.get(request.endpoint) in {Open.PUBLIC, Open.PATIENT}
