"""Errors of the API as problem details (RFC 9457)."""

from http import HTTPStatus

from flask import Response, json

from finder.web.app.request_globals import current_request

ROOT = "/api/"
DETAILS = {
    404: "there is nothing at this address; /api/v1/openapi.json lists every address",
    405: "this address does not accept this method; /api/v1/openapi.json lists the methods",
    413: "the body is larger than 64 KB; send the answers of one person",
    500: "something went wrong on the server; try again later",
    503: "the server cannot answer right now; try again in a minute",
}
"""The details of errors that the view does not explain itself."""


def is_asked_by_program() -> bool:
    return current_request().path.startswith(ROOT)


def problem_details(
    code: int, detail: str = "", mistakes: tuple[str, ...] = ()
) -> Response:
    """Return an error as problem details, for a program and for its developer."""
    problem = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
    if detail := detail or DETAILS.get(code, ""):
        problem["detail"] = detail
    if mistakes:
        problem["mistakes"] = list(mistakes)
    return Response(
        json.dumps(problem) + "\n", code, content_type="application/problem+json"
    )
