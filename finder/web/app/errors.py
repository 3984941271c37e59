"""Error pages. Each one shows the emergency numbers, and none shows a traceback."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.store.tables import UnstorableText
from finder.web.app.clinics import PREFIX
from finder.web.app.head_requests import FinderRequest
from finder.web.app.problem_details import is_asked_by_program, problem_details
from finder.web.app.request_globals import RequestGlobals
from finder.web.app.state import ClinicUnusable, state

log = logging.getLogger("finder.web")

NO_PAGE = (
    lazy_gettext("This page does not exist"),
    lazy_gettext("Check the address, or start from the first page."),
)
UNUSABLE = (
    lazy_gettext("The pages of this clinic do not work right now"),
    lazy_gettext(
        "Nothing you told us before is lost. Please tell the clinic, or try again later."
    ),
)
NO_CLINIC = (
    lazy_gettext("There is no clinic at this address"),
    lazy_gettext("Check the address, or ask the clinic for it."),
)
WORDS = {
    400: (
        lazy_gettext("We could not read what you sent"),
        lazy_gettext(
            "Please go back and try again. Nothing you told us before is lost."
        ),
    ),
    403: (
        lazy_gettext("Your account cannot open this page"),
        lazy_gettext("If you need it, ask an admin of the clinic."),
    ),
    404: NO_PAGE,
    405: NO_PAGE,
    413: (
        lazy_gettext("That was too much at once"),
        lazy_gettext("Please go back and send fewer words, or a smaller file."),
    ),
    421: (
        lazy_gettext("This address needs a secure connection"),
        lazy_gettext("Open the address that begins with https:// instead."),
    ),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext("Please try again. Nothing you told us before is lost."),
    ),
    503: (
        lazy_gettext("We cannot reach your answers right now"),
        lazy_gettext(
            "They are not lost. Please wait a minute, then go back and try again."
        ),
    ),
}


class FinderApp(Flask):
    """A Flask that logs no addresses when an error page fails, and handles HEAD as GET.
    It also skips Flask's check for coroutines, which costs time on every call; the app
    has none."""

    request_class = FinderRequest
    app_ctx_globals_class = RequestGlobals

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType]
        | tuple[None, None, None]
        | BaseException,
    ) -> None:
        log.error("an error page could not be rendered", exc_info=exc_info)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def show_errors(app: Flask) -> None:
    @app.errorhandler(SecurityError)
    def elsewhere(error: SecurityError) -> ResponseReturnValue:
        """Refuse a host name that FINDER_HOSTS does not list. The response must hold no
        address of the app."""
        return not_served_here()

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        response = make_response(error_page(error.code or 500))
        if isinstance(error, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response

    @app.errorhandler(Tampered)
    def undecryptable(error: Tampered) -> ResponseReturnValue:
        log.error("%s", error)
        return error_page(500)

    @app.errorhandler(UnstorableText)
    def unstorable(error: UnstorableText) -> ResponseReturnValue:
        return error_page(400)

    @app.errorhandler(ClinicUnusable)
    def unusable(error: ClinicUnusable) -> ResponseReturnValue:
        """Log nothing. The log named the cause when it was found."""
        return error_page(503)

    @app.errorhandler(DatabaseAway)
    def away(error: DatabaseAway) -> ResponseReturnValue:
        log.error("%s", error)
        return error_page(503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        log.error("unexpected error", exc_info=error)
        return error_page(500)


def not_served_here() -> ResponseReturnValue:
    return (
        gettext("This address is not served here.") + "\n",
        400,
        {"Content-Type": "text/plain"},
    )


def error_page(code: int) -> ResponseReturnValue:
    """Return the page for an error. An unknown host gets plain text, because no address
    can be built for it."""
    if isinstance(request.routing_exception, SecurityError):
        return not_served_here()
    if is_asked_by_program():
        return problem_details(code)
    heading, text = WORDS.get(code, WORDS[code // 100 * 100])
    if state().trouble:
        heading, text = UNUSABLE
    if heading is NO_PAGE[0] and PREFIX.match(request.path):
        heading, text = NO_CLINIC
    return render_template("error.html", heading_words=heading, text=text), code
