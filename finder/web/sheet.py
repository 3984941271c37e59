"""The sheet to take along: the result as a PDF, without what is private unless the person wants it there."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from finder.core.assess import assess, assess_shareable
from finder.core.summary import Summary
from finder.web import drafts
from finder.web.desk.finding import shared_as
from finder.web.drafts import Draft
from finder.web.patient import in_words, next_step, open_step
from finder.web.state import state

bp = Blueprint("sheet", __name__)


@bp.route("/result/summary.pdf")
def pdf() -> ResponseReturnValue:
    """The sheet, in the size and print that were chosen."""
    from finder.paper.sheet import NAME, Size, print_sheet

    draft = drafts.current() or Draft()
    if open_step(draft):
        return redirect(next_step(draft))
    size = Size.A4 if request.args.get("size") == Size.A4 else Size.LETTER
    day = state().now().astimezone().date()
    shared = shared_as(draft.reference) if draft.reference else None
    sheet = print_sheet(for_paper(draft), day, size=size, large="large" in request.args, shared=shared)
    return sheet, {"Content-Type": "application/pdf", "Content-Disposition": f"inline; filename={NAME}"}


def for_paper(draft: Draft) -> Summary:
    """What may leave the visit: everything where the person wants that, else nothing private and nothing it caused."""
    ruleset, answers = state().ruleset, draft.answers
    if draft.include_private:
        return in_words(draft, assess(ruleset, answers), answers)
    return in_words(draft, assess_shareable(ruleset, answers), ruleset.questionnaire.without_private(answers))
