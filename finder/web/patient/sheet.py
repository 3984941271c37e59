"""The sheet as a PDF, without private answers unless the person wants them included."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from finder.core.rules.sheet import day_in_words
from finder.core.sharing.audiences import Audience
from finder.core.sharing.reference import written
from finder.core.summarizing.summary import Summary
from finder.core.visiting.visit import Visit
from finder.paper.qr import qr_svg
from finder.web.app import visits
from finder.web.app.languages import language, name_of, speaking, translated
from finder.web.app.printing import Printed, print_in, second_language
from finder.web.app.receipt import shared_as
from finder.web.app.state import state
from finder.web.patient.doctors import to_call
from finder.web.patient.intake_content import differs_from_shared, seen_by
from finder.web.patient.result import in_words
from finder.web.patient.sheet_options import chosen_options
from finder.web.patient.steps import next_step

bp = Blueprint("sheet", __name__)


@dataclass(frozen=True, slots=True)
class Imprint:
    """The facts in the corner of a sheet: its day and the reference for the clinic.
    There is no reference if the visit was not shared, or if the clinic has other
    answers (`parted`)."""

    day: str
    reference: str = ""
    address: str = ""
    picture: str = ""
    parted: bool = False


@bp.app_template_global()
def imprint() -> Imprint:
    """Return the imprint for a result that is printed from the browser."""
    visit = visits.current_or_new().visit
    day = translated(day_in_words(state().today(), translated))
    if not visit.reference or differs_from_shared(visit):
        return Imprint(day, parted=differs_from_shared(visit))
    shared = shared_as(visit.reference)
    picture = Markup(qr_svg(shared.link))  # noqa: S704 - drawn by this app
    return Imprint(day, written(shared.reference), shared.address, picture)


@bp.route("/result/summary.pdf")
def pdf() -> ResponseReturnValue:
    """Return the sheet as a PDF in the chosen paper and text size, with a side for the
    clinic in its language."""
    from finder.paper.sheet import NAME

    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit, options = progress.visit, chosen_options()
    what = Printed(
        partial(printable_summary, visit),
        state().today(),
        calls=partial(to_call, visit),
        reference=visit.reference,
        parted=differs_from_shared(visit),
    )
    sheet = print_in(
        language(),
        what,
        both=not options.one_language,
        is_a4=options.is_a4,
        large=options.is_large,
    )
    return sheet, {
        "Content-Type": "application/pdf",
        "Content-Disposition": f"inline; filename={NAME}",
    }


@bp.app_template_global()
def language_of_clinic() -> str:
    """Return the name of the language of the sheet's second side, or "" if there is
    none."""
    other = second_language(language())
    return name_of(other) if other else ""


@bp.app_template_global()
def in_language_of_clinic() -> Markup:
    """Return the clinic's part of a page that is printed from the browser, in the
    clinic's language."""
    visit = visits.current_or_new().visit
    with speaking(second_language(language())):
        part = render_template(
            "patient/result/for_clinic_alone.html", summary=printable_summary(visit)
        )
    return Markup(part)  # noqa: S704 - our own template


def printable_summary(visit: Visit) -> Summary:
    """Return the summary that may leave the visit. Unless the person wants them
    included, it leaves out private answers and everything that follows from them."""
    return in_words(seen_by(visit, Audience.PAPER))
