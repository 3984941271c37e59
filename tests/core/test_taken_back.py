"""A warning sign that was taken back is still mentioned, as far as the reader may know
of it."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import assess
from finder.core.deciding.taken_back import (
    TakenBack,
    as_parts,
    from_parts,
    newly_taken_back,
    page_to_change,
    raised,
    with_latest,
)
from finder.core.deciding.triage import triage
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import Audience, Consent
from finder.core.sharing.intake_content import (
    content_for_clinic,
    content_from_json,
    content_to_json,
)
from finder.core.sharing.views import taken_back_for
from finder.core.summarizing.context import Context
from finder.core.summarizing.referral import taken_back_lines
from finder.core.summarizing.summarize import summarize
from tests.core.test_summarize import answers_of

TICKED = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
BACK = datetime(2026, 11, 24, 9, 33, tzinfo=UTC)
CHEST = TakenBack("rf_chest", "call_911", TICKED, BACK)
HARM = TakenBack("rf_harm_now", "crisis", TICKED, BACK, private=True)
HERE = timezone(timedelta(hours=1))


def test_a_flag_that_interrupts_is_raised_since_it_was_ticked(ruleset: Ruleset) -> None:
    flags = triage(
        ruleset, answers_of(ruleset, safety_now=["rf_chest"], safety_new=["rf_skin"])
    ).flags

    since = raised({}, flags, TICKED)

    assert since == {("rf_chest", "call_911"): TICKED}
    assert raised(since, flags, BACK) == since
    assert raised(since, (), BACK) == {}


def test_a_flag_that_is_no_longer_raised_was_taken_back(ruleset: Ruleset) -> None:
    flags = triage(
        ruleset, answers_of(ruleset, safety_now=["rf_chest", "rf_harm_now"])
    ).flags
    public = triage(ruleset, answers_of(ruleset, safety_now=["rf_chest"])).flags
    mistake = Acknowledgement("rf_chest", "call_911", How.MISTAKE, TICKED)
    since = raised({}, flags, TICKED)

    assert newly_taken_back(since, flags, public, (), BACK) == ()
    assert set(newly_taken_back(since, (), public, {mistake}, BACK)) == {
        TakenBack("rf_chest", "call_911", TICKED, BACK, mistake=True),
        HARM,
    }


def test_a_flag_at_a_lower_level_was_not_taken_back(ruleset: Ruleset) -> None:
    since = raised(
        {},
        triage(
            ruleset,
            answers_of(
                ruleset,
                where=["knee_l"],
                safety_area=["rf_hotjoint"],
                health=["infection"],
            ),
        ).flags,
        TICKED,
    )
    lower = triage(
        ruleset, answers_of(ruleset, where=["knee_l"], safety_area=["rf_hotjoint"])
    ).flags

    assert since
    assert newly_taken_back(since, lower, lower, (), BACK) == ()


def test_the_last_time_of_a_flag_is_shown() -> None:
    later = TakenBack("rf_chest", "call_911", BACK, BACK)

    assert with_latest((CHEST, HARM), (later,)) == (later, HARM)


@pytest.mark.parametrize(
    ("include_private", "share_crisis", "known"),
    [
        (False, False, (CHEST,)),
        (True, False, (CHEST,)),
        (False, True, (CHEST, TakenBack("", "crisis", TICKED, BACK, private=True))),
        (True, True, (CHEST, HARM)),
    ],
)
def test_a_clinic_sees_a_crisis_only_if_that_is_agreed(
    ruleset: Ruleset,
    known: tuple[TakenBack, ...],
    *,
    include_private: bool,
    share_crisis: bool,
) -> None:
    content = content_for_clinic(
        ruleset,
        answers_of(ruleset),
        "",
        (),
        include_private=include_private,
        share_crisis=share_crisis,
        taken_back=(CHEST, HARM),
    )

    assert content.taken_back == known
    assert content_from_json(content_to_json(content)) == content
    assert (b"rf_harm_now" in content_to_json(content)) is (
        include_private and share_crisis
    )


def test_other_private_signs_are_shown_if_the_person_wants_that() -> None:
    private = TakenBack("rf_fever", "emergency_room", TICKED, BACK, private=True)

    def taken_back_of(
        audience: Audience, *, wished: bool, agreed: bool = False
    ) -> tuple[TakenBack, ...]:
        return tuple(
            taken_back_for((CHEST, private), audience, Consent(wished, agreed))
        )

    assert taken_back_of(Audience.CLINIC, wished=False, agreed=True) == (CHEST,)
    assert taken_back_of(Audience.CLINIC, wished=True) == (CHEST, private)
    assert taken_back_of(Audience.PAPER, wished=False) == (CHEST,)
    assert taken_back_of(Audience.API, wished=True) == ()


def test_it_is_read_back_unchanged() -> None:
    assert from_parts(json.loads(json.dumps(as_parts((CHEST, HARM))))) == (CHEST, HARM)


def test_the_clinic_reads_the_times_in_its_time_zone(ruleset: Ruleset) -> None:
    yesterday = TakenBack(
        "rf_chest", "call_911", TICKED - timedelta(days=1), BACK, mistake=True
    )
    unknown = TakenBack("", "crisis", TICKED, BACK)

    lines = list(taken_back_lines(ruleset, (CHEST, yesterday, unknown), HERE))

    assert lines[0].startswith(
        "Call 911 now: ticked at 10:31, taken back at 10:33 on 2026-11-24: Chest pain or pressure"
    )
    back = "taken back at 10:33 on 2026-11-24 (said to be a mistake)"
    assert f"ticked at 10:31 on 2026-11-23, {back}: Chest pain" in lines[1]
    assert (
        lines[2]
        == "Suicide risk: crisis advice was shown: ticked at 10:31, taken back at 10:33 on 2026-11-24"
    )


def test_the_person_reads_it_once_and_not_after_ticking_it_again(
    ruleset: Ruleset,
) -> None:
    reason_alone = TakenBack("rf_morning_joints", "emergency_room", TICKED, BACK)
    unknown = TakenBack("rf_gone", "emergency_room", TICKED, BACK)

    def sentences(**answers: object) -> tuple[str, ...]:
        content, back = (
            answers_of(ruleset, **answers),
            (CHEST, HARM, reason_alone, unknown),
        )
        return summarize(
            ruleset, content, assess(ruleset, content), Context(taken_back=back)
        ).taken_back

    chest, harm, joints = sentences()
    assert chest.startswith("You ticked “Chest pain or pressure")
    assert chest.endswith(
        "” and then took it back. The advice for it was: Call 911 now."
    )
    assert "I may act on thoughts of ending my life" in harm
    assert "Stiff, swollen joints each morning" in joints
    assert chest not in sentences(safety_now=["rf_chest"])


def test_what_was_ticked_by_mistake_can_be_taken_back_on_its_page(
    ruleset: Ruleset,
) -> None:
    def page_of(**answers: object) -> str:
        content = answers_of(ruleset, **answers)
        return page_to_change(ruleset, content, triage(ruleset, content).flags).id

    assert page_of(safety_now=["rf_chest"]) == "safety_now"
    assert (
        page_of(where=["knee_l"], safety_area=["rf_hotjoint"], health=["infection"])
        == "safety_area"
    )
    assert page_of(safety_mood="now") == "safety_mood"


def test_a_clock_set_back_never_puts_a_tick_after_its_removal() -> None:
    (gone,) = newly_taken_back({("rf_chest", "call_911"): BACK}, (), (), (), TICKED)

    assert (gone.ticked, gone.back) == (TICKED, TICKED)
