"""A clinic whose settings cannot be used. Its pages show an error, but urgent advice is
still given."""

from flask import Flask

from finder.web.app.request_globals import current_request
from finder.web.app.state import state
from finder.web.app.urgent_requests import may_be_urgent

FOR_EVERY_PAGE = {"static", "language.choose"}
"""Routes that the error page itself needs."""


def refuse_unusable(app: Flask) -> None:
    """Refuse every page of such a clinic, except those that may give urgent advice."""

    @app.before_request
    def refuse() -> None:
        here, request = state(), current_request()
        needed = request.endpoint in FOR_EVERY_PAGE or may_be_urgent(
            request.endpoint, request.method
        )
        if here.trouble and not needed:
            here.check_usable()
