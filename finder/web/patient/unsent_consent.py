"""A consent that is entered but not sent yet. The page shows it again in another
language or with an error, once, and only if it asks about the same content."""

from finder.core.sharing.intake_content import IntakeContent
from finder.web.app import reloadable_pages
from finder.web.patient.intake_content import fingerprint

WHAT = "consent"
ANSWERS = {"yes", "no"}
LONGEST = 64
"""The most characters of a fingerprint."""


def keep(answer: str, about: str) -> None:
    """Store the entered answer, empty if there is none. `about` is the fingerprint of
    the content that the page showed."""
    known = answer if answer in ANSWERS else ""
    reloadable_pages.keep(WHAT, {"answer": known, "about": about[:LONGEST]})


def take(content: IntakeContent) -> str:
    """Return the entered answer about this content, or "" if there is none. It is
    returned only once, so that a later page asks again."""
    found = reloadable_pages.find(WHAT)
    reloadable_pages.drop(WHAT)
    if found is None or found["about"] != fingerprint(content):
        return ""
    answer: str = found["answer"]
    return answer
