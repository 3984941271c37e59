"""What a person shares with a clinic: the answers that may leave the visit, and the
assessment at that time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from finder.core.deciding import acknowledged as acknowledgements
from finder.core.deciding import taken_back as withdrawals
from finder.core.deciding.acknowledged import Acknowledgement, Acknowledgements
from finder.core.deciding.assess import Assessment, assess, assess_second
from finder.core.deciding.taken_back import TakenBack
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.up_to_date import prune, translate_replaced
from finder.core.sharing.audiences import Audience, Consent
from finder.core.sharing.stored_assessment import (
    assessment_from_json,
    assessment_to_json,
    known_part,
    without_crisis,
)
from finder.core.sharing.views import view


@dataclass(frozen=True, slots=True)
class IntakeContent:
    """What an intake holds.

    `crisis` is True only for a clinic that has agreed how to respond. `private` says
    whether the private answers are included. `changed` is the time when it replaced
    what was shared before. `second` is the assessment of a second pain.
    `own_words_language` is the language that was chosen when the own words were typed,
    "" if unknown.
    """

    answers: Answers
    own_words: str
    acknowledged: frozenset[Acknowledgement]
    assessment: Assessment
    crisis: bool
    private: bool
    taken_back: tuple[TakenBack, ...] = ()
    changed: datetime | None = None
    second: Assessment | None = None
    own_words_language: str = ""


def content_for_clinic(
    ruleset: Ruleset,
    answers: Answers,
    own_words: str,
    acknowledged: Acknowledgements,
    *,
    include_private: bool,
    share_crisis: bool,
    taken_back: Iterable[TakenBack] = (),
    own_words_language: str = "",
) -> IntakeContent:
    """Return what may be shared of these answers, as the person wished."""
    seen = view(
        ruleset,
        answers,
        Audience.CLINIC,
        Consent(include_private=include_private, share_crisis=share_crisis),
        own_words=own_words,
        own_words_language=own_words_language,
        acknowledged=acknowledged,
        taken_back=taken_back,
    )
    return IntakeContent(
        seen.answers,
        seen.own_words,
        seen.acknowledged,
        seen.assessment,
        seen.crisis,
        include_private,
        seen.taken_back,
        second=seen.second,
        own_words_language=seen.own_words_language,
    )


def reassessed(ruleset: Ruleset, content: IntakeContent) -> IntakeContent:
    """Return the content under these rules: the answers that they still ask, and a new
    assessment."""
    questionnaire = ruleset.questionnaire
    answers = prune(questionnaire, translate_replaced(questionnaire, content.answers))
    checked = acknowledgements.under(questionnaire, content.acknowledged)
    assessment = without_crisis(assess(ruleset, answers))
    second = assess_second(ruleset, answers)
    return replace(
        content,
        answers=answers,
        acknowledged=checked,
        assessment=assessment,
        second=without_crisis(second) if second else None,
    )


def known_content(ruleset: Ruleset, content: IntakeContent) -> IntakeContent:
    """Return the content with the parts of its assessments that these rules have words
    for."""
    second = content.second
    if second:
        second = known_part(ruleset, second)
    return replace(
        content,
        assessment=known_part(ruleset, content.assessment),
        second=second,
    )


def content_to_json(content: IntakeContent) -> bytes:
    """Return the payload to store."""
    parts = {
        "answers": {
            question: sorted(chosen) for question, chosen in content.answers.items()
        },
        "own_words": content.own_words,
        "acknowledged": acknowledgements.as_parts(content.acknowledged),
        "assessment": assessment_to_json(content.assessment),
        "crisis": content.crisis,
        "private": content.private,
        "taken_back": withdrawals.as_parts(content.taken_back),
        "changed": content.changed.isoformat() if content.changed else "",
    }
    if content.second:
        parts["second"] = assessment_to_json(content.second)
    if content.own_words_language:
        parts["own_words_language"] = content.own_words_language
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def content_from_json(payload: bytes) -> IntakeContent:
    """Return the content of a stored payload."""
    parts = json.loads(payload)
    return IntakeContent(
        {question: frozenset(chosen) for question, chosen in parts["answers"].items()},
        parts["own_words"],
        acknowledgements.from_parts(parts["acknowledged"]),
        assessment_from_json(parts["assessment"]),
        parts["crisis"],
        parts["private"],
        withdrawals.from_parts(parts.get("taken_back", ())),
        datetime.fromisoformat(parts["changed"]) if parts.get("changed") else None,
        assessment_from_json(parts["second"]) if "second" in parts else None,
        parts.get("own_words_language", ""),
    )
