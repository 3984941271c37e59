"""Urgent advice: shown whatever else is wrong, with or without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import g, render_template, request

from finder.core.deciding.triage import CRISIS, RedFlag, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Page
from finder.core.telling.told import advice_block, advice_of_level
from finder.web import drafts
from finder.web.drafts import Draft
from finder.web.forms import posted_answers
from finder.web.state import state

BETWEEN = ":"


def interrupting(draft: Draft) -> tuple[RedFlag, ...]:
    return tuple(flag for flag in triage(state().ruleset, draft.answers).flags if flag.interrupts)


def unacknowledged(draft: Draft) -> tuple[RedFlag, ...]:
    return triage(state().ruleset, draft.answers).unacknowledged(draft.acknowledged)


def just_posted(page: Page, draft: Draft) -> str:
    """The advice that what was just posted asks for, where it could not be kept; empty where it asks for none."""
    told = {**draft.answers, **posted_answers(page)}
    known = triage(state().ruleset, draft.answers).flags
    flags = triage(state().ruleset, told).unacknowledged(draft.acknowledged)
    new = tuple(flag for flag in flags if flag not in known)
    return show(told, new, unsaved=True) if request.method == "POST" and new else ""


def show(answers: Answers, flags: Sequence[RedFlag], *, going: bool = False, unsaved: bool = False) -> str:
    severe = [flag for flag in flags if flag.level is not None]
    return render_template(
        "desk/phone/advice.html" if g.get("asks") == "phone" else "patient/urgent.html",
        block=advice_block(state().ruleset, answers, flags) if severe else None,
        crisis=len(severe) < len(flags),
        at_clinic=at_clinic(),
        seen=[BETWEEN.join(flag.key) for flag in flags],
        going=going,
        unsaved=unsaved,
        gone=False,
        back=request.path if unsaved else "",
    )


def alone(levels: Iterable[str]) -> str:
    """What levels ask for, by their names, when the answers are gone or out of reach: nothing of them is said."""
    known = {level.name.lower(): level for level in Level if level}
    named = set(levels)
    highest = max((known[name] for name in named & known.keys()), default=None)
    return render_template(
        "patient/urgent.html",
        block=advice_of_level(state().ruleset, highest) if highest else None,
        crisis=CRISIS in named,
        at_clinic=at_clinic(),
        seen=[],
        going=False,
        unsaved=False,
        gone=True,
    )


def at_clinic() -> bool:
    return state().settings.at_clinic or "tablet" in g


def levels_seen() -> list[str]:
    """The levels that the page showed from which this was posted."""
    return [seen.rpartition(BETWEEN)[2] for seen in request.form.get("seen", "").split()]


def acknowledge(flags: Iterable[RedFlag]) -> Draft:
    """Keep that the person has called these checked, as far as the page showed them: another tab may have told more."""
    seen = set(request.form.get("seen", "").split())
    keys = frozenset(flag.key for flag in flags if BETWEEN.join(flag.key) in seen)
    return drafts.change(lambda kept: replace(kept, acknowledged=kept.acknowledged | keys))
