"""Single buttons: check whether one may act, and explain why if it may not."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.web.app import visits
from finder.web.app.forms import ButtonForm
from finder.web.app.same_origin import is_cross_site, is_same_origin

STALE = lazy_gettext(
    "Nothing was changed: the page was open for a long time, or someone signed in here since. Press the button again."
)
OTHER = lazy_gettext(
    "Nothing was changed: the page you came from belonged to other answers than those on this device now."
)


def why_not() -> object:
    """Return why a patient's button may not act, or "" if it may."""
    if not ButtonForm().validate_on_submit():
        return STALE
    return "" if visits.is_named() else OTHER


def may_delete() -> bool:
    """Return whether the answers may be deleted without asking again. The button must
    be on a page of this visit, and no other site may have sent the request. An expired
    token does not matter here."""
    return may_end() and (visits.current() is None or visits.is_named())


def may_end() -> bool:
    """Return whether a request that ends something came from a page of this app."""
    if request.method != "POST" or is_cross_site():
        return False
    return is_same_origin() or ButtonForm().validate_on_submit()


def press_again(address: str, why: object = STALE) -> ResponseReturnValue:
    """Redirect to the page with the button, which then says why nothing happened."""
    flash(str(why))
    return redirect(address, 303)


def button_page(heading: str, text: str, button: str, back: str) -> str:
    """Return a page with one button that posts to the page's own address."""
    return render_template(
        "patient/button.html",
        heading_words=heading,
        text=text,
        button=button,
        back=back,
    )
