"""Urgent advice. It is shown even if everything else fails, with or without a
database."""

from collections.abc import Iterable, Sequence

from flask import get_flashed_messages, render_template, request

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.triage import CRISIS, RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.page import Page
from finder.core.summarizing.narrative import (
    advice_block,
    advice_of_level,
    without_private,
)
from finder.core.visiting.progress import Progress
from finder.web.app import visits
from finder.web.app.channel import HOME, channel
from finder.web.app.clinics import path_here
from finder.web.app.forms import posted_answers
from finder.web.app.reading_aloud import may_be_heard
from finder.web.app.state import state

BETWEEN = ":"
GOING = "going"
"""The flash category for a person who is getting help now, until the advice is shown
again."""


def just_posted(page: Page, progress: Progress, *, sign_in: str = "") -> str:
    """Return the advice page for a posted page that could not be stored, or "" if it
    needs none. `sign_in` is the sign-in address for staff whose session has ended."""
    if request.method != "POST":
        return ""
    posted = posted_answers(page)
    new = progress.new_flags(posted)
    if not new:
        return ""
    answers = {**progress.visit.answers, **posted}
    return show(answers, new, unsaved=True, back=path_here(), sign_in=sign_in)


def show_waiting(progress: Progress, *, going: bool = False) -> str:
    """Return the advice page for a draft, with the way back to its page. If that page
    is no longer asked, the person can only call the draft a mistake."""
    page = progress.page_that_waits
    back = channel().address("question", page.id) if page else ""
    visit = progress.visit
    return show(
        answers={**visit.answers, **visit.unanswered_choices()},
        flags=progress.unsettled,
        going=going,
        unsaved=True,
        waits=True,
        back=back,
    )


def show(
    answers: Answers,
    flags: Sequence[RedFlag],
    *,
    going: bool = False,
    unsaved: bool = False,
    waits: bool = False,
    back: str = "",
    sign_in: str = "",
) -> str:
    """Return the advice page for these flags. `unsaved` means that the answers could
    not be stored. `waits` means that a draft of them is stored."""
    ruleset = state().ruleset
    has_level = any(flag.level is not None for flag in flags)
    block = advice_block(ruleset, answers, flags) if has_level else None
    printed = without_private(ruleset, answers, flags, block) if block else None
    if printed != block:
        may_be_heard(printed)
    return render_template(
        channel().advice,
        block=block,
        printed=printed,
        crisis=any(flag.level is None for flag in flags),
        at_clinic=at_clinic(),
        seen=[sent_key(flag) for flag in flags],
        going=going,
        unsaved=unsaved,
        waits=waits,
        gone=False,
        back=back,
        sign_in=sign_in,
        notes=get_flashed_messages(category_filter=["message"]),
    )


def advice_alone(levels: Iterable[str]) -> str:
    """Return the advice for these level names, when the answers are gone or out of
    reach. It does not mention any answer."""
    named = set(levels)
    known = [level for level in Level if level.id in named]
    highest = max(known, default=Level.NONE)
    return render_template(
        HOME.advice,
        block=advice_of_level(state().ruleset, highest) if highest else None,
        printed=None,
        crisis=CRISIS in named,
        at_clinic=at_clinic(),
        seen=[],
        going=False,
        unsaved=False,
        waits=False,
        gone=True,
        notes=[],
    )


def at_clinic() -> bool:
    return state().settings.at_clinic or channel().in_session


def levels_seen() -> list[str]:
    """Return the levels on the page that this form was posted from."""
    return [key.rpartition(BETWEEN)[2] for key in keys_seen()]


def keys_seen() -> list[str]:
    """Return the keys of the flags on the page that this form was posted from."""
    return request.form.get("seen", "").split()


def sent_key(flag: RedFlag) -> str:
    """Return the key of a flag as the form sends it."""
    return BETWEEN.join(flag.key)


def acknowledge(flags: Sequence[RedFlag], *, mistake: bool = False) -> Progress:
    """Store the person's reaction to these flags, as far as the page showed them.
    Another tab may have raised more."""
    shown = set(keys_seen())
    seen = [flag for flag in flags if sent_key(flag) in shown]
    how = How.MISTAKE if mistake else reaction_to(seen)
    now = state().now()
    said = frozenset(Acknowledgement(*flag.key, how, now) for flag in seen)

    def after(progress: Progress) -> Progress:
        visit = progress.visit.with_said(said)
        changed = progress.with_visit(visit)
        saw_all = all(sent_key(flag) in shown for flag in progress.waiting)
        lets_go = mistake and saw_all and progress.page_that_waits is None
        return changed.without_waiting(state().now()) if lets_go else changed

    return visits.change(after)


def reaction_to(flags: Iterable[RedFlag]) -> How:
    """Return what a person says who goes on after these flags."""
    has_level = any(flag.level is not None for flag in flags)
    return How.CHECKED if has_level else How.SAFE
