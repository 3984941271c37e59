"""A clinic whose own settings cannot be used: its pages ask for patience, and an emergency is told all the same."""

from flask import Flask, request

from finder.web.app.state import state
from finder.web.app.urgent_requests import may_be_urgent

FOR_EVERY_PAGE = {"static", "language.choose"}
"""What the page that asks for patience needs itself."""


def refuse_unusable(app: Flask) -> None:
    """Refuse every page of such a clinic but those that tell an emergency."""

    @app.before_request
    def refuse() -> None:
        if request.endpoint not in FOR_EVERY_PAGE and not may_be_urgent(request.endpoint, request.method):
            state().check_usable()
