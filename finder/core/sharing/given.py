"""What a person shares with a clinic: the answers that may leave the visit, and the assessment at that time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from finder.core.deciding import acknowledged as said
from finder.core.deciding import taken_back as withdrawn
from finder.core.deciding.acknowledged import Acknowledgement, Acknowledgements
from finder.core.deciding.assess import Assessment, assess, assess_second
from finder.core.deciding.taken_back import TakenBack
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import Audience, Consent, view
from finder.core.sharing.kept import assessment_from, kept, without_crisis


@dataclass(frozen=True, slots=True)
class Given:
    """`crisis` is for a clinic that has agreed how to respond; otherwise it is never given. `private` tells whether the
    private answers are in it. `changed` is when it took the place of what was shared before. `second` is what fits
    a second pain."""

    answers: Answers
    own_words: str
    acknowledged: frozenset[Acknowledgement]
    assessment: Assessment
    crisis: bool
    private: bool
    taken_back: tuple[TakenBack, ...] = ()
    changed: datetime | None = None
    second: Assessment | None = None


def give(
    ruleset: Ruleset,
    answers: Answers,
    own_words: str,
    acknowledged: Acknowledgements,
    *,
    include_private: bool,
    share_crisis: bool,
    taken_back: Iterable[TakenBack] = (),
) -> Given:
    """What may be given of these answers, as the person wished."""
    seen = view(
        ruleset,
        answers,
        Audience.CLINIC,
        Consent(wished=include_private, agreed=share_crisis),
        own_words=own_words,
        acknowledged=acknowledged,
        taken_back=taken_back,
    )
    return Given(
        seen.answers,
        seen.own_words,
        seen.acknowledged,
        seen.assessment,
        seen.crisis,
        include_private,
        seen.taken_back,
        second=seen.second,
    )


def worked_out_again(ruleset: Ruleset, given: Given) -> Given:
    """The same answers, as far as these rules still ask them, with what these rules make of them."""
    questionnaire = ruleset.questionnaire
    answers = questionnaire.prune(questionnaire.as_asked_now(given.answers))
    checked = said.under(questionnaire, given.acknowledged)
    assessment, second = without_crisis(assess(ruleset, answers)), assess_second(ruleset, answers)
    return replace(
        given,
        answers=answers,
        acknowledged=checked,
        assessment=assessment,
        second=without_crisis(second) if second else None,
    )


def packed(given: Given) -> bytes:
    parts = {
        "answers": {question: sorted(chosen) for question, chosen in given.answers.items()},
        "own_words": given.own_words,
        "acknowledged": said.as_parts(given.acknowledged),
        "assessment": kept(given.assessment),
        "crisis": given.crisis,
        "private": given.private,
        "taken_back": withdrawn.as_parts(given.taken_back),
        "changed": given.changed.isoformat() if given.changed else "",
    }
    if given.second:
        parts["second"] = kept(given.second)
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(payload: bytes) -> Given:
    parts = json.loads(payload)
    return Given(
        {question: frozenset(chosen) for question, chosen in parts["answers"].items()},
        parts["own_words"],
        said.from_parts(parts["acknowledged"]),
        assessment_from(parts["assessment"]),
        parts["crisis"],
        parts["private"],
        withdrawn.from_parts(parts.get("taken_back", ())),
        datetime.fromisoformat(parts["changed"]) if parts.get("changed") else None,
        assessment_from(parts["second"]) if "second" in parts else None,
    )
