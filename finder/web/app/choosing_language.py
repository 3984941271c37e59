"""The language of each request: the reader's choice if there is one, otherwise the
language that the browser prefers."""

from functools import lru_cache

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.languages import SOURCE, language, own_name, speak
from finder.web.app.request_globals import current_request
from finder.web.app.state import state

FIELD = "language"
"""The name of the button on a page with a form that changes the language."""
FOR_STAFF = "/desk/"
FOR_PROGRAMS = "/api/"
LONGEST = 200
"""Characters of a header that a browser may send and we remember."""


def choose_languages(app: Flask) -> None:
    app.before_request(lambda: speak(language_of_request()))


def language_of_request() -> str:
    """Return the language of this request, one that the app offers. Staff who chose
    none get the clinic's language. The API is always in English."""
    known = offered()
    if len(known) == 1:
        return SOURCE
    if is_chosen_here():
        request = current_request()
        chosen = request.form[FIELD]
        cookies.send(cookie_for(request.path), chosen)
        return chosen
    return chosen_before(known)


def chosen_before(known: tuple[str, ...]) -> str:
    """Return the language that the reader chose earlier, or the best match for the
    browser."""
    request = current_request()
    cookie = cookie_for(request.path)
    chosen = cookies.read(cookie)
    if chosen in known:
        return chosen
    header = request.headers.get("Accept-Language", "")
    return preferred(header, known) or default_language(request.path)


def default_language(path: str) -> str:
    """Return the language of the page at this path for a reader with no preference."""
    return state().clinic_language if is_for_staff(path) else SOURCE


def preferred(header: str, known: tuple[str, ...]) -> str:
    """Return the known language that a browser prefers, or "" if it names none."""
    if not header:
        return ""
    if len(header) > LONGEST:
        return best_match(header, known)
    return best_match_before(header, known)


def best_match(header: str, known: tuple[str, ...]) -> str:
    accepted = parse_accept_header(header, LanguageAccept)
    return accepted.best_match(known, "")


best_match_before = lru_cache(256)(best_match)
"""Most browsers send one of a few headers, and reading one takes long."""


def language_of_page() -> str:
    """Return the language of the page that posted this form, which is the language of
    its typed text."""
    if is_chosen_here():
        return chosen_before(offered())
    return language()


def is_chosen_here() -> bool:
    """Return whether this request comes from the language button of a page with a
    form."""
    request = current_request()
    if request.method != "POST":
        return False
    return request.form.get(FIELD) in offered()


def is_for_staff(path: str) -> bool:
    """Return whether the page at this path is for staff."""
    return path.startswith(FOR_STAFF)


def cookie_for(path: str) -> Cookie:
    """Return the cookie with the language choice for the page at this path."""
    return Cookie.DESK_LANGUAGE if is_for_staff(path) else Cookie.LANGUAGE


def offered() -> tuple[str, ...]:
    """Return the languages that are available for this request."""
    is_for_programs = current_request().path.startswith(FOR_PROGRAMS)
    return (SOURCE,) if is_for_programs else state().languages


def others(spoken: str) -> list[tuple[str, str]]:
    """Return the other languages as pairs of code and own name."""
    return [(each, own_name(each)) for each in offered() if each != spoken]
