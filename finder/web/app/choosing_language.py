"""The language of each request: what the reader chose on this page or before, else what the browser wishes for."""

from flask import Flask

from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.languages import SOURCE, language, own_name, speak
from finder.web.app.request_globals import current_request
from finder.web.app.state import state

FIELD = "language"
"""The field of a question page's button that changes the language."""
FOR_STAFF = "/desk/"
FOR_PROGRAMS = "/api/"


def choose_languages(app: Flask) -> None:
    app.before_request(lambda: speak(language_of_request()))


def language_of_request() -> str:
    """Return a language that the app offers. Staff who chose none read that of the clinic, and programs are answered in
    the language of the source."""
    known = offered()
    if len(known) == 1:
        return SOURCE
    if is_chosen_here():
        request = current_request()
        cookies.give(cookie_for(request.path), request.form[FIELD])
        return request.form[FIELD]
    return chosen_before(known)


def chosen_before(known: tuple[str, ...]) -> str:
    """Return the language of the page that this request comes from."""
    request = current_request()
    if (chosen := cookies.read(cookie_for(request.path))) in known:
        return chosen
    unasked = state().clinic_language if is_for_staff(request.path) else SOURCE
    return request.accept_languages.best_match(known) or unasked


def language_of_page() -> str:
    """Return the language that what was posted was typed in."""
    return chosen_before(offered()) if is_chosen_here() else language()


def is_chosen_here() -> bool:
    """Return whether the button that changes the language was pressed on a page with a form."""
    request = current_request()
    return request.method == "POST" and request.form.get(FIELD) in offered()


def is_for_staff(path: str) -> bool:
    """Return whether staff read the page at this path."""
    return path.startswith(FOR_STAFF)


def cookie_for(path: str) -> Cookie:
    """Return the cookie that holds the choice of whoever reads the page at this path."""
    return Cookie.DESK_LANGUAGE if is_for_staff(path) else Cookie.LANGUAGE


def offered() -> tuple[str, ...]:
    """Return the languages that this request can be answered in."""
    return (SOURCE,) if current_request().path.startswith(FOR_PROGRAMS) else state().languages


def others(spoken: str) -> list[tuple[str, str]]:
    """Return the other languages, each with its own name for itself."""
    return [(each, own_name(each)) for each in offered() if each != spoken]
