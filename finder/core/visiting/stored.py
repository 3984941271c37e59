"""The stored form of a visit: JSON with the number of its format. Earlier formats can
still be read."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from finder.core.deciding import acknowledged, taken_back
from finder.core.visiting.drafts import Draft
from finder.core.visiting.visit import Visit

FORMAT = 2
ADDED_TO_FORMAT_0: Mapping[str, Any] = {
    "via": "",
    "counted": -1,
    "reference": "",
    "saved_until": "",
    "last": "",
    "fresh": [],
    "dropped": [],
    "again": {},
    "raised": [],
    "taken_back": [],
    "shared_print": "",
    "typed": {},
}
"""Parts that may be missing from format 0, which has no number and grew part by
part."""
ADDED_TO_FORMAT_1: Mapping[str, Any] = {
    "call_back": "",
    "picked": [],
    "own_words_language": "",
}
"""Parts that may be missing from format 1. A version that does not know such a part
leaves it out."""


class UnknownFormat(Exception):
    """A visit that a later version of the app stored. The text says so."""


def to_json(visit: Visit) -> bytes:
    """Return the payload to store."""
    raised = [[*key, at.isoformat()] for key, at in visit.raised.items()]
    drafts = {page: typed_parts(draft) for page, draft in visit.typed.items()}
    parts = {
        "format": FORMAT,
        "answers": as_lists(visit.answers),
        "own_words": visit.own_words,
        "own_words_language": visit.own_words_language,
        "acknowledged": acknowledged.as_parts(visit.acknowledged),
        "lines": sorted(visit.lines),
        "include_private": visit.include_private,
        "via": visit.via,
        "counted": visit.counted,
        "reference": visit.reference,
        "saved_until": visit.saved_until,
        "last": visit.last,
        "fresh": sorted(visit.fresh),
        "dropped": sorted(visit.dropped),
        "again": dict(visit.again),
        "raised": raised,
        "taken_back": taken_back.as_parts(visit.taken_back),
        "shared_print": visit.shared_print,
        "call_back": visit.call_back,
        "typed": drafts,
        "picked": list(visit.picked),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(payload: bytes) -> Visit:
    """Return the visit of a stored payload. Raises UnknownFormat if a later version of
    the app stored it."""
    parts = in_this_format(json.loads(payload))
    dropped = [(question, option) for question, option in parts["dropped"]]
    raised = {}
    for flag, level, at in parts["raised"]:
        raised[flag, level] = datetime.fromisoformat(at)
    drafts = {page: typed_from(draft) for page, draft in parts["typed"].items()}
    return Visit(
        answers=as_sets(parts["answers"]),
        own_words=parts["own_words"],
        own_words_language=parts["own_words_language"],
        acknowledged=acknowledged.from_parts(parts["acknowledged"]),
        lines=frozenset(parts["lines"]),
        include_private=parts["include_private"],
        via=parts["via"],
        counted=parts["counted"],
        reference=parts["reference"],
        saved_until=parts["saved_until"],
        last=parts["last"],
        fresh=frozenset(parts["fresh"]),
        dropped=frozenset(dropped),
        again=parts["again"],
        raised=raised,
        taken_back=taken_back.from_parts(parts["taken_back"]),
        shared_print=parts["shared_print"],
        call_back=parts["call_back"],
        typed=drafts,
        picked=tuple(parts["picked"]),
    )


def in_this_format(parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parts of any earlier format in this format. Raises UnknownFormat."""
    number = parts.get("format", 0)
    if number > FORMAT:
        raise UnknownFormat(
            f"a visit has the format {number}; this version of the app opens formats up to {FORMAT}"
        )
    before = {} if number == FORMAT else ADDED_TO_FORMAT_0
    return {**before, **ADDED_TO_FORMAT_1, **parts}


def typed_parts(typed: Draft) -> dict[str, Any]:
    """Return unfinished entries as data for JSON."""
    return {
        "chosen": as_lists(typed.chosen),
        "words": typed.words,
        "mistakes": dict(typed.mistakes),
        "above": typed.above,
        "language": typed.language,
    }


def typed_from(parts: Mapping[str, Any]) -> Draft:
    """Return the unfinished entries that were stored."""
    return Draft(
        as_sets(parts["chosen"]),
        parts["words"],
        parts["mistakes"],
        parts["above"],
        parts.get("language", ""),
    )


def as_lists(answers: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    return {question: sorted(chosen) for question, chosen in answers.items()}


def as_sets(parts: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {question: frozenset(chosen) for question, chosen in parts.items()}
