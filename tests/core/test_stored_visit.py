"""The stored form of a visit can be read, in the current format and in every earlier
one."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.taken_back import TakenBack
from finder.core.visiting.drafts import Draft
from finder.core.visiting.stored import FORMAT, UnknownFormat, from_json, to_json
from finder.core.visiting.visit import Visit

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

FULL = Visit(
    answers={
        "who": frozenset({"me"}),
        "safety_now": frozenset({"rf_chest", "rf_harm_now"}),
    },
    own_words="It is worst “after driving”.",
    acknowledged=frozenset(
        {Acknowledgement("rf_chest", "call_911", How.CHECKED, NOON)}
    ),
    lines=frozenset({"rf_skin"}),
    include_private=True,
    via="tablet",
    counted=2,
    reference="7K3QX9M2",
    saved_until="2026-11-27T12:00:00+00:00",
    last="safety_now",
    fresh=frozenset({"rf_skin"}),
    dropped=frozenset({("feel", "electric")}),
    again={"safety_area": "where"},
    raised={("rf_chest", "call_911"): NOON},
    taken_back=(TakenBack("rf_harm_now", "crisis", NOON, NOON, private=True),),
    shared_print="0f" * 32,
    typed={
        "age": Draft(
            {"age": frozenset()}, "", {"age": "Choose one."}, "Press it again."
        )
    },
    picked=("2900000003", "2900000011"),
)

EARLIEST = (
    '{"answers":{"who":["me"],"safety_now":["rf_chest"]},"own_words":"Words.","acknowledged":[["rf_chest","call_911"]],'
    '"lines":["rf_skin"],"include_private":true,"via":"tablet","counted":2,"reference":"7K3QX9M2",'
    '"saved_until":"2026-11-27T12:00:00+00:00","last":"safety_now","fresh":["rf_skin"]}'
)
"""A visit in the format before dropped answers, raised flags, taken-back signs and
drafts."""

WITHOUT_NUMBER = (
    '{"answers":{"safety_now":["rf_chest","rf_harm_now"],"who":["me"]},"own_words":"It is worst “after driving”.",'
    '"acknowledged":[["rf_chest","call_911","checked","2026-11-24T12:00:00+00:00"]],"lines":["rf_skin"],'
    '"include_private":true,"via":"tablet","counted":2,"reference":"7K3QX9M2",'
    '"saved_until":"2026-11-27T12:00:00+00:00","last":"safety_now","fresh":["rf_skin"],'
    '"dropped":[["feel","electric"]],"again":{"safety_area":"where"},'
    '"raised":[["rf_chest","call_911","2026-11-24T12:00:00+00:00"]],'
    '"taken_back":[["rf_harm_now","crisis","2026-11-24T12:00:00+00:00","2026-11-24T12:00:00+00:00",false,true]],'
    f'"shared_print":"{"0f" * 32}",'
    '"typed":{"age":{"chosen":{"age":[]},"words":"","mistakes":{"age":"Choose one."},"above":"Press it again."}}}'
)
"""The last format without a number: all that format 1 contains."""


@pytest.mark.parametrize("visit", [Visit(), FULL])
def test_a_visit_is_read_back_unchanged(visit: Visit) -> None:
    assert from_json(to_json(visit)) == visit
    assert json.loads(to_json(visit))["format"] == FORMAT


def test_a_visit_in_the_first_format_is_read() -> None:
    assert from_json(EARLIEST.encode()) == Visit(
        answers={"who": frozenset({"me"}), "safety_now": frozenset({"rf_chest"})},
        own_words="Words.",
        acknowledged=frozenset(
            {Acknowledgement("rf_chest", "call_911", How.NOT_ASKED)}
        ),
        lines=frozenset({"rf_skin"}),
        include_private=True,
        via="tablet",
        counted=2,
        reference="7K3QX9M2",
        saved_until="2026-11-27T12:00:00+00:00",
        last="safety_now",
        fresh=frozenset({"rf_skin"}),
    )


def test_a_visit_from_before_numbered_formats_is_read() -> None:
    assert from_json(WITHOUT_NUMBER.encode()) == replace(FULL, picked=())


def test_a_visit_in_format_1_has_no_picked_doctors() -> None:
    parts = json.loads(to_json(FULL)) | {"format": 1}
    del parts["picked"]

    assert from_json(json.dumps(parts).encode()) == replace(FULL, picked=())


def test_a_visit_from_before_counts_is_read() -> None:
    first = b'{"answers":{},"own_words":"","acknowledged":[],"lines":[],"include_private":false}'

    assert from_json(first) == Visit()


def test_a_visit_of_a_later_format_is_refused_in_a_sentence() -> None:
    later = json.dumps({**json.loads(to_json(Visit())), "format": FORMAT + 1})

    with pytest.raises(
        UnknownFormat,
        match="a visit has the format 3; this version of the app opens formats up to 2",
    ):
        from_json(later.encode())


def test_a_call_back_number_is_stored_and_a_visit_from_before_has_none() -> None:
    asked = replace(FULL, call_back="555-555-0100")
    before = json.loads(to_json(FULL))
    del before["call_back"]

    assert from_json(to_json(asked)) == asked
    assert from_json(json.dumps(before).encode()) == FULL


def test_the_language_of_own_words_is_stored() -> None:
    typed = {"own_words": Draft({}, "Duele.", language="es")}
    visit = replace(FULL, own_words_language="es", typed=typed)

    assert from_json(to_json(visit)) == visit
    parts = json.loads(to_json(visit))
    del parts["own_words_language"], parts["typed"]["own_words"]["language"]
    without = from_json(json.dumps(parts).encode())
    assert without == replace(
        visit, own_words_language="", typed={"own_words": Draft({}, "Duele.")}
    )
