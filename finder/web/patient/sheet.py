"""The sheet as a PDF, without private answers unless the person wants them there."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from finder.core.rules.sheet import day_in_words
from finder.core.sharing.audiences import Audience
from finder.core.sharing.reference import written
from finder.core.telling.summary import Summary
from finder.core.visiting.visit import Visit
from finder.paper.qr import qr_svg
from finder.web.app import visits
from finder.web.app.languages import translated
from finder.web.app.receipt import shared_as
from finder.web.app.state import state
from finder.web.patient.doctors import to_call
from finder.web.patient.intake_content import has_parted, seen_by
from finder.web.patient.result import in_words
from finder.web.patient.steps import next_step

bp = Blueprint("sheet", __name__)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a sheet says of itself: its day, and where the clinic looks it up; no reference where it was not shared, or
    where the clinic has other answers (`parted`)."""

    day: str
    reference: str = ""
    address: str = ""
    picture: str = ""
    parted: bool = False


@bp.app_template_global()
def imprint() -> Imprint:
    """Return the same for a result that is printed from the browser."""
    visit, day = visits.current_or_new().visit, translated(day_in_words(state().today(), translated))
    if not visit.reference or has_parted(visit):
        return Imprint(day, parted=has_parted(visit))
    shared = shared_as(visit.reference)
    picture = Markup(qr_svg(shared.link))  # noqa: S704 - lines that we drew
    return Imprint(day, written(shared.reference), shared.address, picture)


@bp.route("/result/summary.pdf")
def pdf() -> ResponseReturnValue:
    """Return the sheet as a PDF, in the size and print that were chosen."""
    from finder.paper.sheet import NAME, Size, print_sheet

    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    visit = progress.visit
    size = Size.A4 if request.args.get("size") == Size.A4 else Size.LETTER
    parted = has_parted(visit)
    shared = shared_as(visit.reference) if visit.reference and not parted else None
    large = "large" in request.args
    sheet = print_sheet(
        for_paper(visit),
        state().today(),
        size=size,
        large=large,
        shared=shared,
        parted=parted,
        say=translated,
        calls=to_call(visit),
    )
    return sheet, {"Content-Type": "application/pdf", "Content-Disposition": f"inline; filename={NAME}"}


def for_paper(visit: Visit) -> Summary:
    """What may leave the visit: everything where the person wants that, else nothing private and nothing it caused."""
    return in_words(seen_by(visit, Audience.PAPER))
