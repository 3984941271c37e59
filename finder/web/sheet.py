"""The sheet as a PDF, without private answers unless the person wants them there."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from finder.core.deciding.assess import assess, assess_shareable
from finder.core.rules.sheet import day_in_words
from finder.core.sharing.reference import written
from finder.core.telling.summary import Summary
from finder.paper.qr import qr_svg
from finder.web import drafts
from finder.web.desk.finding import shared_as
from finder.web.drafts import Draft
from finder.web.given import has_parted
from finder.web.patient import in_words, next_step, open_step
from finder.web.state import state

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
    """The same for who prints the result from the browser."""
    draft, day = drafts.current() or Draft(), day_in_words(state().today())
    if not draft.reference or has_parted(draft):
        return Imprint(day, parted=has_parted(draft))
    shared = shared_as(draft.reference)
    picture = Markup(qr_svg(shared.link))  # noqa: S704 - lines that we drew
    return Imprint(day, written(shared.reference), shared.address, picture)


@bp.route("/result/summary.pdf")
def pdf() -> ResponseReturnValue:
    """Return the sheet as a PDF, in the size and print that were chosen."""
    from finder.paper.sheet import NAME, Size, print_sheet

    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    size = Size.A4 if request.args.get("size") == Size.A4 else Size.LETTER
    parted = has_parted(draft)
    shared = shared_as(draft.reference) if draft.reference and not parted else None
    large = "large" in request.args
    sheet = print_sheet(for_paper(draft), state().today(), size=size, large=large, shared=shared, parted=parted)
    return sheet, {"Content-Type": "application/pdf", "Content-Disposition": f"inline; filename={NAME}"}


def for_paper(draft: Draft) -> Summary:
    """What may leave the visit: everything where the person wants that, else nothing private and nothing it caused."""
    ruleset, answers = state().ruleset, draft.answers
    if draft.include_private:
        return in_words(draft, assess(ruleset, answers), answers)
    return in_words(draft, assess_shareable(ruleset, answers), ruleset.questionnaire.without_private(answers))
