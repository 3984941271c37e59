"""Change the language and stay on the page."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from finder.web.app import cookies
from finder.web.app.choosing_language import cookie_for, offered
from finder.web.app.clinics import path_of

bp = Blueprint("language", __name__)


@bp.route("/language/<chosen>")
def choose(chosen: str) -> ResponseReturnValue:
    """Store the language in a cookie and show the page again, including a code that was
    being typed."""
    if chosen not in offered():
        abort(404)
    page = inside(request.args.get("to", ""))
    cookies.give(cookie_for(path_of(page)), chosen)
    code = request.args.get("code")
    if code is not None:
        page = with_code(page, code)
    return redirect(page, 303)


def with_code(page: str, code: str) -> str:
    """Return the address of the page with the typed code, or without one if it is
    empty. The page does not look it up."""
    path, _, query = page.partition("?")
    pairs = [
        (name, value)
        for name, value in parse_qsl(query)
        if name not in {"typed", "code"}
    ]
    if code:
        pairs.append(("typed", code))
    if not pairs:
        return path
    return f"{path}?{urlencode(pairs)}"


def inside(wanted: str) -> str:
    """Return the page to go back to: a page of this app, never a foreign address."""
    start = url_for("patient.start")
    ours = current_app.url_map.bind("")
    try:
        parts = urlsplit(wanted)
        ours.match(path_of(parts.path), method="GET")
    except (HTTPException, ValueError):
        return start
    has_host = wanted.startswith("//") or bool(parts.netloc)
    is_local = wanted.startswith("/") and wanted.isprintable() and not has_host
    return wanted if is_local else start
