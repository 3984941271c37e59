"""`/metrics`: numbers for the operator's monitoring, only for the networks in
`FINDER_METRICS`."""

from ipaddress import ip_network
from time import perf_counter

from flask import Blueprint, Flask, Response, abort

from finder.web.app.addresses import read_address
from finder.web.app.clinics import clinics_here, slug_here
from finder.web.app.metrics import Gauge, Part, seconds_since_1970
from finder.web.app.request_globals import current_request, request_globals
from finder.web.app.security import from_where
from finder.web.app.state import state

bp = Blueprint("metrics", __name__)

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
NO_PART = "none"


@bp.route("/metrics")
def show() -> Response:
    """Return the counts of this process. Other clients get a 404."""
    if not is_operator(from_where()):
        abort(404)
    lines = state().metrics.lines(gauges())
    return Response("".join(lines), content_type=FORMAT)


def is_operator(address: str) -> bool:
    """Return whether an address is in a network of the operator."""
    try:
        found = read_address(address)
    except ValueError:
        return False
    return any(found in ip_network(each) for each in state().settings.metrics)


def gauges() -> tuple[Gauge, ...]:
    here = state()
    is_writable = here.is_writable()
    unusable = clinics_here().unusable(look_again=is_writable)
    return (
        Gauge(
            "finder_start_time_seconds",
            "When this process began.",
            seconds_since_1970(here.began),
        ),
        Gauge(
            "finder_database_writable",
            "1 if the database takes a write.",
            int(is_writable),
        ),
        Gauge(
            "finder_purge_overdue",
            "1 if no purge has worked for two hours.",
            int(here.housekeeping.overdue),
        ),
        Gauge(
            "finder_rules_broken",
            "1 if newer rules have mistakes.",
            int(bool(here.rules_in_use.trouble)),
        ),
        Gauge(
            "finder_clinics_unusable",
            "Clinics whose settings cannot be used.",
            len(unusable),
        ),
        Gauge(
            "finder_rules_signed",
            "1 if a clinician has signed the rules.",
            int(here.ruleset.is_signed),
        ),
    )


def count_requests(app: Flask) -> None:
    """Count every response, even if metrics are off."""

    @app.after_request
    def count(response: Response) -> Response:
        request, began = current_request(), request_globals().began
        took = perf_counter() - began if began else 0
        part = Part(slug_here(), request.blueprint or NO_PART)
        method = request.environ["REQUEST_METHOD"]
        state().metrics.count(part, method, response.status_code, took)
        return response
