"""Clinics of one installation, added as the command line adds them."""

from flask import Flask

from finder.store import clinics
from finder.web.app.clinics import CLINICS, Clinics
from tests.web.desk import state_of

NORTH = "/c/north"


def add(app: Flask, slug: str, name: str, **settings: str) -> int:
    """Add a clinic, and return its id."""
    state = state_of(app)
    own = {
        "FINDER_CLINIC": name,
        **{f"FINDER_{key.upper()}": text for key, text in settings.items()},
    }
    with state.writing() as transaction:
        return clinics.add(transaction, slug, own)


def forget(app: Flask) -> None:
    """Clear the app's list of clinics, as in a new process."""
    found: Clinics = app.extensions[CLINICS]
    found._known.clear()
