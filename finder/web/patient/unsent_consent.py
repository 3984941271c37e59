"""A consent that is entered but not sent yet. The page shows it again in another
language or with an error, as long as it asks about the same content."""

from finder.core.sharing.intake_content import IntakeContent
from finder.web.app import reloadable_pages
from finder.web.patient.intake_content import fingerprint

WHAT = "consent"


def keep(answer: str, about: str) -> None:
    """Store the entered answer, empty if there is none. `about` is the fingerprint of
    the content that the page showed."""
    reloadable_pages.keep(WHAT, {"answer": answer, "about": about})


def find(content: IntakeContent) -> str:
    """Return the entered answer about this content, or "" if there is none."""
    found = reloadable_pages.find(WHAT)
    if found is None or found["about"] != fingerprint(content):
        return ""
    answer: str = found["answer"]
    return answer
