"""The result page: the suggestion in words, and what may be printed."""

from dataclasses import replace
from functools import cache

from flask import get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from finder.core.deciding.change import changes
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import Audience
from finder.core.sharing.views import View
from finder.core.summarizing.change_sentence import change_sentence
from finder.core.summarizing.context import Context
from finder.core.summarizing.suggestion import Suggest, suggest_by
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.web.app import single_buttons, visits
from finder.web.app.reading_aloud import may_be_heard
from finder.web.app.roster import doctors_for
from finder.web.app.state import state
from finder.web.patient.doctors import doctors_nearby
from finder.web.patient.intake_content import differs_from_shared, seen_by
from finder.web.patient.page_messages import regions, set_aside
from finder.web.patient.pages import bp
from finder.web.patient.pains import other_pain
from finder.web.patient.screen_and_paper import ScreenAndPaper
from finder.web.patient.sheet_options import chosen_options
from finder.web.patient.steps import next_step


@bp.route("/result")
def result() -> ResponseReturnValue:
    """Show the suggestion, and what may be printed."""
    progress = visits.current_or_new()
    if progress.is_open:
        return redirect(next_step(progress))
    ruleset, visit = state().ruleset, progress.visit
    seen, on_paper = seen_by(visit, Audience.PERSON), seen_by(visit, Audience.PAPER)
    # Others hear, and read in the list of doctors, what the sheet holds unless the
    # person wants private answers on it.
    public = seen_by(visit, Audience.CALLER) if visit.include_private else on_paper
    suggest = cache(
        suggest_by(ruleset, show_treatments=state().settings.show_treatments)
    )
    summary = printed = in_words(seen, suggest)
    if not visit.include_private and on_paper != seen:
        printed = in_words(on_paper, suggest)
    if progress.has_private:
        is_printed = not visit.include_private
        may_be_heard(printed if is_printed else in_words(public, suggest))
    return render_template(
        "patient/result/page.html",
        summary=summary,
        printed=printed,
        part=ScreenAndPaper(summary, printed).part,
        offer_include=progress.has_private,
        included=visit.include_private,
        changes=changes_in_words(ruleset, visit.answers),
        backgrounds=ruleset.backgrounds,
        regions=regions(visit),
        roster=doctors_for(public.assessment, public.second),
        nearby=doctors_nearby(visit, seen),
        clinic=state().settings.clinic and not progress.is_stopped,
        shared=bool(visit.reference),
        parted=differs_from_shared(visit),
        notes=[*get_flashed_messages(), *set_aside(progress)],
        other_pain=other_pain(progress),
        options=chosen_options(),
        back=url_for("patient.check"),
    )


def changes_in_words(ruleset: Ruleset, answers: Answers) -> list[str]:
    """Return a sentence for each single answer that would change who fits."""
    return [change_sentence(ruleset, each) for each in changes(ruleset, answers)]


def in_words(seen: View, suggest: Suggest | None = None) -> Summary:
    """Return the summary of what an audience sees of a visit."""
    return summarize(
        state().ruleset,
        seen.answers,
        seen.assessment,
        Context(
            acknowledged=seen.acknowledged,
            taken_back=seen.taken_back,
            here=state().local.zone,
            own_words=seen.own_words,
            own_words_language=seen.own_words_language,
            show_treatments=state().settings.show_treatments,
        ),
        seen.second,
        suggest,
    )


@bp.route("/result/include", methods=["POST"])
def include() -> ResponseReturnValue:
    """Include the private answers in the printed summary, or leave them out."""
    if why := single_buttons.why_not():
        return single_buttons.press_again(url_for("patient.result"), why)
    wanted = "include" in request.form
    visits.change(
        lambda progress: progress.with_visit(
            replace(progress.visit, include_private=wanted)
        )
    )
    return redirect(url_for("patient.result", _anchor="keep"), 303)
