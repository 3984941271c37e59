"""The page of urgent advice: what to do now, and how to go on."""

from collections.abc import Sequence

from flask import flash, get_flashed_messages, redirect, request
from flask.typing import ResponseReturnValue

from finder.core.deciding.triage import RedFlag
from finder.core.visiting.progress import Progress
from finder.store.engine import DatabaseAway
from finder.web.app import single_buttons, visits
from finder.web.patient import urgent as urgent_advice
from finder.web.patient.pages import bp
from finder.web.patient.steps import next_step, page_address, to_mistake


@bp.route("/advice", methods=["GET", "POST"])
def urgent() -> ResponseReturnValue:
    """Show what to do now. The person can go on only after saying that it was
    checked."""
    progress = within_reach()
    if progress is None:
        return urgent_advice.advice_alone(urgent_advice.levels_seen())
    flags = progress.interrupting
    if request.method == "POST":
        pressed = request.form.get("do", "")
        return passed(flags, pressed)
    going = is_going()
    if progress.waiting:
        return urgent_advice.show_waiting(progress, going=going)
    return urgent_advice.show(progress.visit.answers, flags, going=going)


def passed(flags: Sequence[RedFlag], do: str) -> ResponseReturnValue:
    """Continue if the person called the advice checked or a mistake. Otherwise show it
    again with a message."""
    if do == "go":
        flash("", urgent_advice.GOING)
    if do not in {"acknowledge", "mistake"}:
        return redirect(page_address("urgent"), 303)
    if why := single_buttons.why_not():
        return single_buttons.press_again(page_address("urgent"), why)
    is_mistake = do == "mistake"
    after = urgent_advice.acknowledge(flags, mistake=is_mistake)
    next_page = to_mistake(after) or next_step(after)
    return redirect(next_page, 303)


def is_going() -> bool:
    """Return whether the person has just said that help is on the way."""
    flashed = get_flashed_messages(category_filter=[urgent_advice.GOING])
    return bool(flashed)


def within_reach() -> Progress | None:
    """Return this browser's progress, or None if its visit has ended or the database is
    away."""
    try:
        return visits.current()
    except DatabaseAway:
        return None
