"""Urgent advice: shown whatever else is wrong, with or without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import g, get_flashed_messages, render_template, request, url_for

from finder.core.deciding import acknowledged
from finder.core.deciding.acknowledged import Acknowledgement, How, is_said
from finder.core.deciding.taken_back import page_to_change
from finder.core.deciding.triage import CRISIS, RedFlag, triage
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Page
from finder.core.telling.told import advice_block, advice_of_level, without_private
from finder.web import drafts
from finder.web.drafts import Draft
from finder.web.forms import posted_answers
from finder.web.state import state

BETWEEN = ":"
GOING = "going"
"""The category of what is kept until the advice is shown again to somebody who gets help now."""


def interrupting(draft: Draft) -> tuple[RedFlag, ...]:
    return tuple(flag for flag in triage(state().ruleset, draft.answers).flags if flag.interrupts)


def unacknowledged(draft: Draft) -> tuple[RedFlag, ...]:
    return acknowledged.unacknowledged(triage(state().ruleset, draft.answers).flags, draft.acknowledged)


def just_posted(page: Page, draft: Draft) -> str:
    """The advice that what was just posted asks for, where it could not be kept; empty where it asks for none."""
    told = {**draft.answers, **posted_answers(page)}
    known = triage(state().ruleset, draft.answers).flags
    flags = acknowledged.unacknowledged(triage(state().ruleset, told).flags, draft.acknowledged)
    new = tuple(flag for flag in flags if flag not in known)
    return show(told, new, unsaved=True) if request.method == "POST" and new else ""


def new_flags(draft: Draft, chosen: Answers) -> tuple[RedFlag, ...]:
    """The flags that open a page of their own and that these choices would raise."""
    known = triage(state().ruleset, draft.answers).flags
    raised = triage(state().ruleset, {**draft.answers, **chosen}).flags
    flags = acknowledged.unacknowledged(raised, draft.acknowledged)
    return tuple(flag for flag in flags if flag not in known)


def waiting(draft: Draft) -> tuple[RedFlag, ...]:
    """The flags of what stands on pages that could not be kept as answers."""
    return new_flags(draft, standing_choices(draft))


def standing_choices(draft: Draft) -> Answers:
    return {question: chosen for typed in draft.typed.values() for question, chosen in typed.chosen.items()}


def show_waiting(draft: Draft) -> str:
    """The advice for what is not kept yet, with the way back to its page."""
    page = next(page for page, typed in draft.typed.items() if new_flags(draft, typed.chosen) or waiting(draft))
    flags = (*unacknowledged(draft), *waiting(draft))
    name = "phone.question" if g.get("asks") == "phone" else "patient.question"
    told = {**draft.answers, **standing_choices(draft)}
    return show(told, flags, unsaved=True, back=url_for(name, page_id=page))


def show(
    answers: Answers, flags: Sequence[RedFlag], *, going: bool = False, unsaved: bool = False, back: str = ""
) -> str:
    severe = [flag for flag in flags if flag.level is not None]
    block = advice_block(state().ruleset, answers, flags) if severe else None
    return render_template(
        "desk/phone/advice.html" if g.get("asks") == "phone" else "patient/urgent.html",
        block=block,
        printed=without_private(state().ruleset, answers, flags, block) if block else None,
        crisis=len(severe) < len(flags),
        at_clinic=at_clinic(),
        seen=[BETWEEN.join(flag.key) for flag in flags],
        going=going,
        unsaved=unsaved,
        gone=False,
        helped=helped(answers),
        back=back or (request.path if unsaved else ""),
        notes=get_flashed_messages(category_filter=["message"]),
    )


def alone(levels: Iterable[str]) -> str:
    """What levels ask for, by their names, when the answers are gone or out of reach: nothing of them is said."""
    known = {level.name.lower(): level for level in Level if level}
    named = set(levels)
    highest = max((known[name] for name in named & known.keys()), default=None)
    return render_template(
        "patient/urgent.html",
        block=advice_of_level(state().ruleset, highest) if highest else None,
        printed=None,
        crisis=CRISIS in named,
        at_clinic=at_clinic(),
        seen=[],
        going=False,
        unsaved=False,
        gone=True,
        helped=False,
        notes=[],
    )


def at_clinic() -> bool:
    return state().settings.at_clinic or "tablet" in g


def levels_seen() -> list[str]:
    """The levels that the page showed from which this was posted."""
    return [seen.rpartition(BETWEEN)[2] for seen in request.form.get("seen", "").split()]


def helped(answers: Answers) -> bool:
    """Somebody else answers for the person."""
    questionnaire = state().ruleset.questionnaire
    return questionnaire.helper.holds(answers, questionnaire.findings)


def acknowledge(flags: Sequence[RedFlag], *, mistake: bool = False) -> Draft:
    """Keep what the person has said of these, as far as the page showed them: another tab may have told more."""
    shown = set(request.form.get("seen", "").split())
    seen = [flag for flag in flags if BETWEEN.join(flag.key) in shown]
    severe = any(flag.level is not None for flag in seen)
    how = How.MISTAKE if mistake else How.CHECKED if severe else How.SAFE
    said = frozenset(Acknowledgement(*flag.key, how, state().now()) for flag in seen)
    keys = {flag.key for flag in seen}

    def with_said(kept: Draft) -> Draft:
        others = frozenset(each for each in kept.acknowledged if (each.flag, each.level) not in keys)
        return replace(kept, acknowledged=others | said)

    return drafts.change(with_said)


def mistaken(draft: Draft) -> tuple[RedFlag, ...]:
    """The flags that the person has called a mistake, while their tick still stands."""
    return tuple(flag for flag in unacknowledged(draft) if is_said(How.MISTAKE, flag, draft.acknowledged))


def page_of_mistake(draft: Draft) -> Page | None:
    """The page on which the first of them can be taken back."""
    flags = mistaken(draft)
    return page_to_change(state().ruleset, draft.answers, flags) if flags else None
