"""Every error as a page with the emergency numbers on it, and never a traceback."""

import logging

from flask import Flask, make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.store.tables import Unkeepable
from finder.web.app.problem_details import is_asked_by_program, problem_details

log = logging.getLogger("finder.web")

WORDS = {
    400: ("We could not read that", "Please go back and try again. Nothing you told us before is lost."),
    403: ("This page is not for you", "Ask an admin of the clinic if you need it."),
    404: ("This page does not exist", "Check the address, or start from the first page."),
    405: ("This page does not exist", "Check the address, or start from the first page."),
    413: ("That was too much at once", "Please go back and use fewer words."),
    500: ("Something went wrong on our side", "Please try again. Nothing you told us before is lost."),
    503: (
        "We cannot reach your answers right now",
        "They are not lost. Please wait a minute, then go back and try again.",
    ),
}


def show_errors(app: Flask) -> None:
    @app.errorhandler(SecurityError)
    def elsewhere(error: SecurityError) -> ResponseReturnValue:
        """A host name that FINDER_HOSTS does not list: no address of ours may stand in the answer."""
        return "This address is not served here.\n", 400, {"Content-Type": "text/plain"}

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
        response = make_response(error_page(error.code or 500))
        response.headers.update(allowed)
        return response

    @app.errorhandler(Tampered)
    def sealed(error: Tampered) -> ResponseReturnValue:
        log.error("%s", error)
        return error_page(500)

    @app.errorhandler(Unkeepable)
    def unkeepable(error: Unkeepable) -> ResponseReturnValue:
        return error_page(400)

    @app.errorhandler(DatabaseAway)
    def away(error: DatabaseAway) -> ResponseReturnValue:
        log.error("%s", error)
        return error_page(503)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        log.error("an error that nobody expected", exc_info=error)
        return error_page(500)


def error_page(code: int) -> ResponseReturnValue:
    if is_asked_by_program():
        return problem_details(code)
    heading, text = WORDS.get(code, WORDS[code // 100 * 100])
    return render_template("error.html", heading_words=heading, text=text), code
