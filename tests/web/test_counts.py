"""The page of counts: sums and bars, nothing that could identify a person, and no
answer."""

from datetime import date

import pytest
from flask import Flask

from finder.store import counts
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK

MONDAY, BEFORE, LONG_AGO = date(2026, 11, 23), date(2026, 11, 16), date(2026, 1, 5)


def add(app: Flask, week: date, times: int, *what: str) -> None:
    for _ in range(times):
        with state_of(app).writing() as transaction:
            counts.add(transaction, week, what)


def shown_counts(browser: Browser) -> dict[str, str]:
    return {
        words(each.dt): words(each.dd) for each in browser.page.select(".chart > div")
    }


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, Role.DESK)


def test_an_empty_page_of_counts_says_so(desk: Browser) -> None:
    assert "Nothing was counted in this period." in desk.open("/desk/counts/").text


def test_sums_are_shown_with_bars_and_small_ones_are_hidden(
    app: Flask, desk: Browser
) -> None:
    add(app, MONDAY, 12, "started", "page:who", "language:en")
    add(app, BEFORE, 8, "started", "finished", "lead:pm_r", "level:today")
    add(app, MONDAY, 4, "lead:neurology", "level:call_911")

    desk.open("/desk/counts/")

    found = shown_counts(desk)
    assert (found["Started"], found["Finished"]) == ("20", "8")
    assert found["Be seen today"] == "8"
    assert found["Call 911 now"] == found["Neurology"] == "under 5"
    assert found["Physical medicine and rehabilitation (PM&R)"] == "8"
    assert found["English"] == "12"
    assert [words(row) for row in desk.page.select("tbody tr")] == [
        "2026-11-23 12 under 5",
        "2026-11-16 8 8",
    ]
    fills = {
        words(each.dt): each.select(".fill")[0]["width"]
        for each in desk.page.select(".chart > div")
    }
    assert (fills["Started"], fills["Finished"], fills["Call 911 now"]) == (
        "100",
        "40",
        "0",
    )


@pytest.mark.parametrize(
    ("weeks", "number"),
    [("1", "12"), ("4", "20"), ("52", "26"), ("junk", "20"), ("", "20")],
)
def test_a_period_may_be_chosen(
    app: Flask, desk: Browser, weeks: str, number: str
) -> None:
    add(app, MONDAY, 12, "started")
    add(app, BEFORE, 8, "started")
    add(app, LONG_AGO, 6, "started")

    assert shown_counts(desk.open(f"/desk/counts/?weeks={weeks}"))["Started"] == number


def test_visits_of_patients_are_counted_there(app: Flask, desk: Browser) -> None:
    for _ in range(5):
        Browser(app).walk(BACK)

    found = shown_counts(desk.open("/desk/counts/"))

    assert found["Started"] == found["Finished"] == found["Where does it hurt?"] == "5"
