"""The receipt of what was shared: its reference, and the address where the clinic looks it up."""

from typing import TYPE_CHECKING

from flask import url_for

if TYPE_CHECKING:
    from finder.paper.sheet import PrintedReference


def shared_as(reference: str) -> "PrintedReference":
    """What the printed sheet says of a shared visit."""
    from finder.paper.sheet import PrintedReference

    return PrintedReference(reference, url_for("look_up.find", _external=True))
