"""Change the language and stay on the page."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from finder.web.app import cookies
from finder.web.app.choosing_language import cookie_for, offered
from finder.web.app.clinics import path_of

bp = Blueprint("language", __name__)

PAGE = "to"
"""The field with the address of the page."""
CODE, TYPED = "code", "typed"
"""A code gets another name in the address, so that the page does not look it up."""
BEFORE = "before"
"""The place in a list. Other filters begin the list again."""


@bp.route("/language/<chosen>")
def choose(chosen: str) -> ResponseReturnValue:
    """Store the language in a cookie and show the page again, with what was entered in
    its form if the form only asks for a page."""
    if chosen not in offered():
        abort(404)
    entered = request.args.to_dict()
    page = inside(entered.pop(PAGE, ""))
    cookie = cookie_for(path_of(page))
    cookies.send(cookie, chosen)
    if entered:
        page = with_entries(page, entered)
    return redirect(page, 303)


def with_entries(page: str, entered: Mapping[str, str]) -> str:
    """Return the address of the page with the fields of its form. Empty fields are left
    out."""
    path, _, query = page.partition("?")
    fields = dict(parse_qsl(query))
    if has_other_filters(fields, entered):
        fields.pop(BEFORE, None)
    fields.update(entered)
    if CODE in entered:
        fields[TYPED] = entered[CODE]
        fields[CODE] = ""
    filled = {name: text for name, text in fields.items() if text}
    if not filled:
        return path
    return f"{path}?{urlencode(filled)}"


def has_other_filters(fields: Mapping[str, str], entered: Mapping[str, str]) -> bool:
    """Return whether the form asks for another list than the address of the page."""
    filters = entered.keys() - {CODE, TYPED}
    return any(entered[name] != fields.get(name, "") for name in filters)


def inside(wanted: str) -> str:
    """Return the page to go back to: a page of this app, never a foreign address."""
    start = url_for("patient.start")
    ours = current_app.url_map.bind("")
    try:
        parts = urlsplit(wanted)
        ours.match(path_of(parts.path), method="GET")
    except (HTTPException, ValueError):
        return start
    if parts.netloc or not is_local(wanted):
        return start
    return wanted


def is_local(address: str) -> bool:
    """Return whether an address is a path without a host."""
    is_path = address.startswith("/") and not address.startswith("//")
    return is_path and address.isprintable()
