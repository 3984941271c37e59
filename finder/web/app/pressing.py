"""Single buttons: whether one may do its work, and what to say when it may not."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.web.app import visits
from finder.web.app.forms import ButtonForm
from finder.web.app.senders import comes_from_elsewhere, comes_from_here

STALE = lazy_gettext(
    "Nothing was changed: the page was open for a long time, or someone signed in here since. Press the button again."
)
OTHER = lazy_gettext(
    "Nothing was changed: the page you came from belonged to other answers than those on this device now."
)


def why_not() -> object:
    """Why a button of the patient's pages cannot do its work; empty where it can."""
    if not ButtonForm().validate_on_submit():
        return STALE
    return "" if visits.is_named() else OTHER


def may_delete() -> bool:
    """Whether the answers may be deleted without asking again: the button stood on a page of this visit, and no other
    site sent it. A token that has ended does not matter then."""
    return may_end() and (visits.current() is None or visits.is_named())


def may_end() -> bool:
    """Whether what ends something came from a page of ours."""
    if request.method != "POST" or comes_from_elsewhere():
        return False
    return comes_from_here() or ButtonForm().validate_on_submit()


def press_again(address: str, why: object = STALE) -> ResponseReturnValue:
    """Go to the page where the button is, and say there why it did nothing."""
    flash(str(why))
    return redirect(address, 303)


def button_page(heading: str, text: str, button: str, back: str) -> str:
    """A page with one button, which posts to its own address."""
    return render_template("patient/button.html", heading_words=heading, text=text, button=button, back=back)
