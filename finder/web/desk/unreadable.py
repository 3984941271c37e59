"""The page of an intake that cannot be decrypted: why, what to do, and who opened and
changed it before."""

import logging

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.store import audit, intakes
from finder.store.acts import Act
from finder.store.seal import Tampered
from finder.web.app.languages import translated
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions

log = logging.getLogger("finder.web")

ABOUT = "(unreadable)"
NOT_KEPT = lazy_gettext(
    "This intake can no longer be read, so nothing was saved. This is what you typed:"
)


def unreadable(error: Tampered) -> ResponseReturnValue:
    """Respond to a request for an intake that cannot be decrypted, and record the
    attempt. Typed text is shown again. A request for a change or a file fails with
    503."""
    log.error("%s", error)
    key = (request.view_args or {})["key"]
    with state().writing() as transaction:
        found = intakes.find_plain_fields(transaction, key) or abort(404)
        who = sessions.member().name
        audit.record(transaction, who, Act.OPENED, ABOUT, found.reference_hash)
        history = audit.of_intake(transaction, (found.reference_hash,))
    if shown := held_for_staff.show_separately(NOT_KEPT, 503):
        return shown
    page = render_template(
        "desk/unreadable.html",
        why=translated(error.sentence),
        found=found,
        history=history,
        local=state().local,
    )
    return page, 200 if request.endpoint == "intakes.show" else 503
