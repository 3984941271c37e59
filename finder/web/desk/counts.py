"""The page of weekly counts at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_babel import gettext, lazy_gettext

from finder.core.counting import counts
from finder.core.counting.counts import FINISHED, STARTED, Bar, suppress_small, week_of
from finder.store import counts as stored_counts
from finder.web.app.languages import translated
from finder.web.app.state import state
from finder.web.desk.words import language_names

bp = Blueprint("counts", __name__, url_prefix="/desk/counts")

PERIODS = {
    "1": lazy_gettext("this week"),
    "4": lazy_gettext("4 weeks"),
    "12": lazy_gettext("12 weeks"),
    "52": lazy_gettext("1 year"),
    "104": lazy_gettext("2 years"),
}
USUAL = "12"
ENDS = lazy_gettext(
    "A visit is finished when it reaches the result, or a page that stops it."
)
FALLS = lazy_gettext(
    "How many answered or skipped each page. Where the bars fall, people stop. Not everyone is asked every page."
)
NO_CRISIS = lazy_gettext(
    "Each level when it is first shown in a visit. Help in a crisis is never counted."
)
EACH = lazy_gettext("If several fit about equally well, each of them counts.")


@dataclass(frozen=True, slots=True)
class Week:
    """One line of the table."""

    monday: date
    started: str
    finished: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one heading."""

    heading: str
    text: str
    bars: tuple[Bar, ...]


@bp.route("/")
def show() -> str:
    """Show the counts of a period, including this week."""
    period = request.args.get("weeks", USUAL)
    if period not in PERIODS:
        period = USUAL
    this_week = week_of(state().today())
    since = this_week - timedelta(weeks=int(period) - 1)
    with state().reading() as transaction:
        found = stored_counts.since(transaction, since)
    weeks = [week_line(monday, week) for monday, week in found.items()]
    summed = counts.total(found)
    return render_template(
        "desk/counts.html",
        period=period,
        periods=PERIODS,
        weeks=weeks,
        charts=charts(summed),
    )


def week_line(monday: date, week: Mapping[str, int]) -> Week:
    """Return a week as a line, without small numbers."""
    started = suppress_small(week.get(STARTED, 0))
    finished = suppress_small(week.get(FINISHED, 0))
    return Week(monday, translated(started), translated(finished))


def languages(summed: Mapping[str, int]) -> dict[str, str]:
    """Return the name of every language that was counted."""
    names = language_names()
    return {
        what: names.get(code, code)
        for what, code in counts.language_codes(summed).items()
    }


def charts(summed: dict[str, int]) -> tuple[Chart, ...]:
    """Return the charts of a period from its sums."""
    rules = state().ruleset
    shown = {
        gettext("Started and finished"): (
            {STARTED: gettext("Started"), FINISHED: gettext("Finished")},
            ENDS,
        ),
        gettext("Where people stop"): (counts.page_names(rules), FALLS),
        gettext("Levels of advice shown"): (counts.level_names(rules), NO_CRISIS),
        gettext("What fits best"): (counts.lead_names(rules), EACH),
        gettext("Languages"): (languages(summed), ""),
    }
    return tuple(
        Chart(heading, text, counts.bars(summed, names))
        for heading, (names, text) in shown.items()
    )
