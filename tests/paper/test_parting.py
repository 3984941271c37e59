"""The sheet says what was taken back, and that the clinic has other answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from finder.core.deciding.assess import assess
from finder.core.deciding.taken_back import TakenBack
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.paper.sheet import contents, press, print_sheet
from tests.core.test_summarize import answers_of
from tests.paper.reading import plain, words
from tests.paper.test_sheet import DAY

AT = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)


@pytest.fixture
def summary(ruleset: Ruleset) -> Summary:
    answers = answers_of(ruleset, changes=["ache_move"])
    back = (TakenBack("rf_chest", "call_911", AT, AT, mistake=True),)
    return summarize(
        ruleset, answers, assess(ruleset, answers), Context(taken_back=back)
    )


@pytest.mark.parametrize("large", [False, True])
def test_the_sheet_mentions_both(summary: Summary, *, large: bool) -> None:
    found = words(print_sheet(summary, DAY, large=large, parted=True))

    assert plain("and then took it back. The advice for it was: Call 911 now.") in found
    assert plain("Red flags taken back") in found
    assert (
        plain(
            "ticked at 09:31, taken back at 09:31 on 2026-11-24 (said to be a mistake)"
        )
        in found
    )
    assert plain(summary.words.share.parted) in found
    assert press().warnings(contents(summary, DAY, large=large, parted=True)) == []


def test_the_sheet_mentions_neither_without_a_cause(summary: Summary) -> None:
    calm = replace(
        summary, taken_back=(), referral=replace(summary.referral, taken_back=())
    )

    found = words(print_sheet(calm, DAY))

    assert plain("took it back") not in found
    assert plain("taken back") not in found
    assert plain(summary.words.share.parted) not in found
