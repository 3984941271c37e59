"""Refuse an API request if its client has made too many."""

from flask import Flask, Response

from finder.web.app.api_limit import client_of
from finder.web.app.problem_details import is_asked_by_program, problem_details
from finder.web.app.security import from_where
from finder.web.app.state import state


def limit_programs(app: Flask) -> None:
    """Check before each API request whether its client has requests left."""

    @app.before_request
    def slow_down() -> Response | None:
        if not is_asked_by_program():
            return None
        here = state()
        a_minute = here.settings.api_requests_a_minute
        seconds = here.api_limit.seconds_to_wait(
            client_of(from_where()), a_minute, here.now()
        )
        if not seconds:
            return None
        refused = problem_details(
            429, f"more than {a_minute} requests in a minute; wait {seconds} seconds"
        )
        refused.headers["Retry-After"] = str(seconds)
        return refused
