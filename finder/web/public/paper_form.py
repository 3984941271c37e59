"""The paper form, as a page and as a PDF."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from finder.core.summarizing.paper_form import on_paper
from finder.web.app.languages import translated
from finder.web.app.state import state

bp = Blueprint("paper_form", __name__)


@bp.route("/paper")
def paper() -> str:
    """Show every question, to read, print and fill in by hand."""
    return render_template("paper.html", pages=on_paper(state().ruleset))


@bp.route("/paper/questionnaire.pdf")
def pdf() -> ResponseReturnValue:
    """Return the paper form as a PDF, in US Letter or A4."""
    from finder.paper.paper_form import NAME, print_paper_form
    from finder.paper.sheet import Size

    size = Size.A4 if request.args.get("size") == Size.A4 else Size.LETTER
    ruleset, day = state().ruleset, state().today()
    form = print_paper_form(ruleset, on_paper(ruleset), day, size=size, say=translated)
    return form, {
        "Content-Type": "application/pdf",
        "Content-Disposition": f"inline; filename={NAME}",
    }
