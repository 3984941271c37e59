"""The receipt of an intake: its reference, and the address where the clinic looks it
up."""

from typing import TYPE_CHECKING

from flask import url_for

if TYPE_CHECKING:
    from finder.paper.sheet import PrintedReference


def shared_as(reference: str) -> "PrintedReference":
    """Return the reference and the look-up address for the printed sheet."""
    from finder.paper.sheet import PrintedReference

    return PrintedReference(reference, url_for("look_up.find", _external=True))
