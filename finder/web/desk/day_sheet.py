"""The day sheet: what was shared on one day, with room to write by hand."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from finder.store import intake_export
from finder.web.app.state import state
from finder.web.desk.queue import in_words

bp = Blueprint("day_sheet", __name__, url_prefix="/desk")

FIRST_DAY = date(2000, 1, 1)


@bp.route("/day/")
def day() -> str:
    """Show what was shared on a day, with room to write; no answers."""
    local, today = state().local, state().today()
    shown = day_asked(today)
    since, until = local.bounds(shown)
    with state().reading() as transaction:
        lines = intake_export.between(transaction, since, until)
    return render_template(
        "desk/day.html",
        day=shown,
        local=local,
        rows=[in_words(line, state().now()) for line in lines],
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1) if shown < today else None,
    )


def day_asked(today: date) -> date:
    """The day in the address; today where it is none, or still to come, and never one before the first."""
    try:
        return max(FIRST_DAY, min(date.fromisoformat(request.args.get("day", "")), today))
    except ValueError:
        return today
