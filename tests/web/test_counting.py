"""A visit is counted once, however often pages are answered again."""

from datetime import date

from flask import Flask

from finder.store import counts
from tests.web.browser import Browser
from tests.web.desk import state_of
from tests.web.stories import BACK

WEEK = date(2026, 11, 23)


def counted(app: Flask) -> dict[str, int]:
    with state_of(app).reading() as transaction:
        return counts.since(transaction, WEEK).get(WEEK, {})


def test_a_whole_visit_is_counted_once(app: Flask, browser: Browser) -> None:
    browser.walk(BACK)
    browser.open("/questions/where").answer({"where": ["neck"]})
    while browser.path.startswith("/questions/"):
        browser.answer({"safety_new": "none", "safety_area": "none"})

    found = counted(app)

    assert (
        found["started"]
        == found["finished"]
        == found["page:where"]
        == found["language:en"]
        == 1
    )
    assert (
        sum(number for what, number in found.items() if what.startswith("lead:")) >= 1
    )


def test_looking_counts_nothing(app: Flask, browser: Browser) -> None:
    for path in ("/questions/who", "/privacy", "/check", "/result"):
        browser.open(path)

    assert counted(app) == {}


def test_a_stopped_visit_is_counted_up_to_the_stop(
    app: Flask, browser: Browser
) -> None:
    browser.open("/questions/who").answer({"who": "me"}).answer(
        {"safety_now": ["rf_chest"]}
    )

    assert counted(app) == {
        "started": 1,
        "language:en": 1,
        "page:who": 1,
        "page:safety_now": 1,
        "level:call_911": 1,
    }
