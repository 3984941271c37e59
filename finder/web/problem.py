"""Errors of the API, all in one shape (RFC 9457)."""

from http import HTTPStatus

from flask import Response, json, request

ROOT = "/api/"


def is_asked_by_program() -> bool:
    return request.path.startswith(ROOT)


def problem(code: int, detail: str = "", mistakes: tuple[str, ...] = ()) -> Response:
    """What is wrong, for a program and for the person who writes it."""
    told = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
    if detail:
        told["detail"] = detail
    if mistakes:
        told["mistakes"] = list(mistakes)
    return Response(json.dumps(told) + "\n", code, content_type="application/problem+json")
