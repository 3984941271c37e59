"""A visit and its progress: what an answer changes, what comes next and which flags are
raised."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from finder.core.counting.progress_counts import count
from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.advice import Level
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.visiting.drafts import Draft
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
CHEST = RedFlag("rf_chest", Level.CALL_911)
HARM = RedFlag("rf_harm_now", None)


def begun(ruleset: Ruleset) -> Progress:
    return Progress.of(ruleset, Visit())


def page_of(ruleset: Ruleset, page_id: str) -> Page:
    page = ruleset.questionnaire.page(page_id)
    assert page is not None
    return page


def answer(
    progress: Progress, answers: Mapping[str, str | list[str]], at: datetime = NOON
) -> Progress:
    """Return the progress after answering each of these questions on its page."""
    for question, chosen in answers.items():
        page = next(
            page
            for page in progress.questionnaire.all_pages
            if question in page.question_ids
        )
        given = {name: frozenset[str]() for name in page.question_ids} | {
            question: frozenset(listed(chosen))
        }
        progress = progress.answered(page, given, None, at)
    return progress


def listed(chosen: str | list[str]) -> list[str]:
    return [chosen] if isinstance(chosen, str) else chosen


def answer_all(progress: Progress) -> Progress:
    """Return the progress after skipping every open page."""
    while page := progress.way.next_page:
        asked = progress.questionnaire.asked(page, progress.visit.answers)
        progress = progress.answered(
            page, {question.id: frozenset() for question in asked}, None, NOON
        )
    return progress


ADULT = {"who": "me", "safety_now": "none", "age": "a35_49", "where": "low_back"}


def test_a_visit_begins_at_the_first_page(ruleset: Ruleset) -> None:
    progress = begun(ruleset)

    assert progress.way.next_page is ruleset.questionnaire.pages[0]
    assert progress.is_open
    assert not progress.is_whole
    assert not progress.has_private
    assert progress.page_of_mistake is None


def test_the_visit_is_whole_when_every_page_was_answered(ruleset: Ruleset) -> None:
    progress = answer_all(answer(begun(ruleset), ADULT))

    assert progress.way.next_page is None
    assert not progress.is_open
    assert progress.is_whole
    assert progress.visit.last == ruleset.questionnaire.pages[-1].id


def test_a_stop_ends_the_questions_but_makes_nothing_whole(ruleset: Ruleset) -> None:
    progress = answer(
        begun(ruleset), {"who": "me", "safety_now": "none", "age": "under18"}
    )

    assert not progress.is_open
    assert progress.is_stopped
    assert not progress.is_whole


def test_urgent_advice_comes_before_the_next_page_until_it_is_acknowledged(
    ruleset: Ruleset,
) -> None:
    raised = answer(begun(ruleset), {"who": "me", "safety_now": ["rf_chest"]})
    said = raised.with_visit(
        raised.visit.with_said(
            frozenset({Acknowledgement(*CHEST.key, How.CHECKED, NOON)})
        )
    )

    assert raised.interrupting == raised.unacknowledged == (CHEST,)
    assert raised.visit.raised == {CHEST.key: NOON}
    assert said.interrupting == (CHEST,)
    assert said.unacknowledged == ()
    assert said.course is raised.course


def test_a_mistake_is_taken_back_on_its_page(ruleset: Ruleset) -> None:
    raised = answer(begun(ruleset), {"who": "me", "safety_now": ["rf_chest"]})
    mistake = Acknowledgement(*CHEST.key, How.MISTAKE, NOON)
    said = raised.with_visit(raised.visit.with_said(frozenset({mistake})))
    back = answer(said, {"safety_now": "none"}, LATER)

    assert said.mistaken == (CHEST,)
    assert said.page_of_mistake is page_of(ruleset, "safety_now")
    assert back.visit.taken_back == (TakenBack(*CHEST.key, NOON, LATER, mistake=True),)
    assert back.visit.raised == {}
    assert back.visit.acknowledged == frozenset()


def test_a_private_sign_that_is_taken_back_stays_private(ruleset: Ruleset) -> None:
    raised = answer(begun(ruleset), {"who": "me", "safety_now": ["rf_harm_now"]})
    back = answer(raised, {"safety_now": "none"}, LATER)

    assert raised.flags == (HARM,)
    assert raised.has_private
    assert [each.private for each in back.visit.taken_back] == [True]
    assert back.has_private


def test_a_new_acknowledgement_replaces_the_earlier_one(ruleset: Ruleset) -> None:
    earlier = Acknowledgement(*CHEST.key, How.MISTAKE, NOON)
    other = Acknowledgement(*HARM.key, How.SAFE, NOON)
    later = Acknowledgement(*CHEST.key, How.CHECKED, LATER)

    assert Visit(acknowledged=frozenset({earlier, other})).with_said(
        frozenset({later})
    ).acknowledged == {other, later}


def test_own_words_survive_pages_that_do_not_ask_for_them(ruleset: Ruleset) -> None:
    page = page_of(ruleset, "own_words")
    written = begun(ruleset).answered(
        page, {"own_words": frozenset()}, "It is worst after driving.", NOON
    )

    assert (
        answer(written, {"who": "me"}).visit.own_words == "It is worst after driving."
    )
    assert (
        written.answered(page, {"own_words": frozenset()}, "", NOON).visit.own_words
        == ""
    )


def test_own_words_keep_the_language_that_they_were_typed_in(ruleset: Ruleset) -> None:
    page, asked = page_of(ruleset, "own_words"), {"own_words": frozenset[str]()}
    typed = begun(ruleset).with_typed(
        page, Draft(asked, "Me duele.", language="es"), NOON
    )
    again = typed.with_typed(page, Draft(asked, "Me duele.", language="en"), NOON)
    sent = again.answered(page, asked, "Me duele.", NOON, spoken="en")

    assert again.visit.typed[page.id].language == "es", "nothing new was typed"
    assert sent.visit.own_words_language == "es"
    assert (
        sent.answered(
            page, asked, "Me duele.", NOON, spoken="en"
        ).visit.own_words_language
        == "es"
    )
    assert (
        sent.answered(
            page, asked, "It hurts.", NOON, spoken="en"
        ).visit.own_words_language
        == "en"
    )
    assert (
        sent.answered(page, asked, "", NOON, spoken="en").visit.own_words_language == ""
    )


def test_only_the_lines_that_a_page_showed_count_as_seen(ruleset: Ruleset) -> None:
    progress = answer(begun(ruleset), ADULT)
    page = next(
        page
        for page in ruleset.questionnaire.pages
        if any(each.ask_again for each in page.questions)
    )
    shown = ruleset.questionnaire.shown_lines(page, progress.visit.answers)
    some = frozenset(sorted(shown)[:1])
    given = {name: frozenset[str]() for name in page.question_ids}

    assert progress.answered(page, given, None, NOON).visit.lines == shown
    assert (
        progress.answered(page, given, None, NOON, some | {"unknown"}).visit.lines
        == some
    )


def test_a_draft_waits_until_its_page_is_answered(ruleset: Ruleset) -> None:
    page = page_of(ruleset, "safety_now")
    draft = Draft(
        {"safety_now": frozenset({"rf_chest"})}, mistakes={"safety_now": "Untick one."}
    )
    progress = answer(begun(ruleset), {"who": "me"}).with_typed(page, draft, NOON)

    assert progress.waiting == (CHEST,)
    assert progress.flags == ()
    assert answer(progress, {"safety_now": ["rf_chest"]}).visit.typed == {}
    assert progress.with_typed(page, None, NOON).waiting == ()


def test_known_choices_raise_no_new_flags(ruleset: Ruleset) -> None:
    raised = answer(begun(ruleset), {"who": "me", "safety_now": ["rf_chest"]})

    assert raised.new_flags({"safety_now": frozenset({"rf_chest"})}) == ()
    assert raised.new_flags({"safety_now": frozenset({"rf_chest", "rf_harm_now"})}) == (
        HARM,
    )


@pytest.mark.parametrize(
    ("above", "mistakes", "failed"),
    [("", {}, False), ("Again.", {}, True), ("", {"a": "b"}, True)],
)
def test_a_draft_with_a_mistake_has_failed(
    above: str, mistakes: dict[str, str], *, failed: bool
) -> None:
    assert Draft(above=above, mistakes=mistakes).failed is failed


def test_a_draft_equal_to_the_answers_is_unchanged(ruleset: Ruleset) -> None:
    visit = Visit({"who": frozenset({"me"})}, "Some words.")
    who, own_words = page_of(ruleset, "who"), page_of(ruleset, "own_words")

    assert visit.is_as_answered(who, Draft({"who": frozenset({"me"})}))
    assert not visit.is_as_answered(who, Draft({"who": frozenset({"other"})}))
    assert visit.is_as_answered(
        own_words, Draft({"own_words": frozenset()}, "Some words.")
    )
    assert not visit.is_as_answered(
        own_words, Draft({"own_words": frozenset()}, "Other words.")
    )


def test_a_visit_is_kept_while_its_resume_code_is_good() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    saved = Visit(saved_until=(NOON + day).isoformat())

    assert Visit().lifetime(NOON, hour) == hour
    assert saved.lifetime(NOON, hour) == day
    assert saved.lifetime(NOON + day, hour) == hour
    assert saved.has_code(NOON)
    assert not saved.has_code(NOON + day)
    assert not Visit().has_code(NOON)


def test_a_visit_is_counted_once_for_each_page(ruleset: Ruleset) -> None:
    first = answer(begun(ruleset), {"who": "me"})
    counted, found = count(begun(ruleset), first)

    assert found == ("started", "language:en", "page:who")
    assert counted.visit.counted == 1
    assert count(begun(ruleset), counted) == (counted, ())
    assert count(begun(ruleset), begun(ruleset)) == (begun(ruleset), ())


def test_path_and_triage_are_computed_once_before_and_once_after(
    ruleset: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Progress.of(ruleset, answer(begun(ruleset), {"who": "me"}).visit)
    paths, match = Questionnaire.path, Table.match
    walked: list[object] = []
    triaged: list[object] = []

    def path(self: Questionnaire, answers: Mapping[str, frozenset[str]]) -> object:
        walked.append(answers)
        return paths(self, answers)

    def counted(self: Table[Any], answers: Mapping[str, frozenset[str]]) -> object:
        if self is ruleset.red_flags:
            triaged.append(answers)
        return match(self, answers)

    monkeypatch.setattr(Questionnaire, "path", path)
    monkeypatch.setattr(Table, "match", counted)

    after, _ = count(before, answer(before, {"safety_now": ["rf_chest"]}))

    assert after.unacknowledged == (CHEST,)
    assert after.is_open
    assert len(walked) == len(triaged) == 2


def test_public_flags_come_only_from_public_answers(ruleset: Ruleset) -> None:
    public = {"who": frozenset({"me"}), "safety_now": frozenset({"rf_chest"})}
    private = {
        "who": frozenset({"me"}),
        "safety_now": frozenset({"rf_chest", "rf_harm_now"}),
    }

    assert (
        Progress.of(ruleset, Visit(public)).course.public_flags
        == triage(ruleset, public).flags
    )
    assert Progress.of(ruleset, Visit(private)).course.public_flags == (CHEST,)


CAUDA = RedFlag("rf_cauda", Level.EMERGENCY_ROOM)
HALF_DONE = Draft(
    {"safety_new": frozenset({"rf_cauda", "none"})},
    mistakes={"safety_new": "Untick one."},
)


def with_sign(ruleset: Ruleset, draft: Draft = HALF_DONE) -> Progress:
    """Return the progress with all pages answered and a draft on one of them."""
    answered = answer_all(answer(begun(ruleset), ADULT))
    return answered.with_typed(page_of(ruleset, "safety_new"), draft, NOON)


def test_a_sign_that_waits_comes_before_the_result(ruleset: Ruleset) -> None:
    progress = with_sign(ruleset)

    assert progress.unacknowledged == ()
    assert progress.unsettled == (CAUDA,)
    assert progress.is_open
    assert not progress.is_whole
    assert progress.page_that_waits is page_of(ruleset, "safety_new")


def test_a_waiting_sign_that_is_taken_back_is_still_mentioned(ruleset: Ruleset) -> None:
    page = page_of(ruleset, "safety_new")
    trace = (TakenBack("rf_cauda", "emergency_room", NOON, LATER),)

    assert with_sign(ruleset).with_typed(page, None, LATER).visit.taken_back == trace
    assert (
        answer(with_sign(ruleset), {"safety_new": "none"}, LATER).visit.taken_back
        == trace
    )
    assert with_sign(ruleset).visit.taken_back == ()


def test_a_sign_that_waits_is_known_since_it_was_first_ticked(ruleset: Ruleset) -> None:
    after = answer(with_sign(ruleset), {"safety_new": "rf_cauda"}, LATER)

    assert after.visit.raised == {CAUDA.key: NOON}
    assert after.visit.taken_back == ()


def test_a_private_waiting_sign_that_was_taken_back_stays_private(
    ruleset: Ruleset,
) -> None:
    page = page_of(ruleset, "safety_mood")
    draft = Draft(
        {"safety_mood": frozenset({"now", "no"})},
        mistakes={"safety_mood": "Choose one."},
    )
    progress = answer_all(answer(begun(ruleset), ADULT)).with_typed(page, draft, NOON)

    [trace] = progress.with_typed(page, None, LATER).visit.taken_back

    assert trace.private


def test_a_sign_that_waits_on_a_page_that_is_not_asked_any_more_can_be_let_go(
    ruleset: Ruleset,
) -> None:
    words = page_of(ruleset, "own_words")
    draft = Draft(words="Too long.", mistakes={"own_words": "Too long."})
    progress = answer(
        with_sign(ruleset).with_typed(words, draft, NOON), {"age": "under18"}
    )
    assert progress.unsettled == (CAUDA,)
    assert progress.page_that_waits is None

    gone = progress.without_waiting(LATER)

    assert gone.unsettled == ()
    assert gone.visit.typed == {"own_words": draft}
    assert [(each.flag, each.mistake) for each in gone.visit.taken_back] == [
        ("rf_cauda", True)
    ]


def test_a_visit_of_older_rules_is_asked_about_the_lines_of_today(
    ruleset: Ruleset,
) -> None:
    checked = Acknowledgement("rf_tear", "call_911", How.CHECKED)
    older = Visit(
        answers={"safety_now": frozenset({"rf_tear"})},
        acknowledged=frozenset({checked}),
    )

    now = older.under(ruleset.questionnaire)

    assert "rf_worst" in now.answers["safety_now"]
    assert {each.flag for each in now.acknowledged} >= {"rf_worst"}
    assert now.under(ruleset.questionnaire) is now
