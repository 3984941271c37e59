"""A posted question computes its path and its red flags once for the answers before and
once for those after."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from finder.core.rules.decision_table import Table
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, at

Answers = Mapping[str, frozenset[str]]
MANY = {**BACK, "safety_now": ["rf_chest"], "safety_mood": "past"}


@dataclass
class Work:
    """How often the questionnaire was walked and checked for red flags, each time with
    its answers."""

    walked: list[frozenset[Any]] = field(default_factory=list)
    triaged: list[frozenset[Any]] = field(default_factory=list)

    def clear(self) -> None:
        self.walked.clear()
        self.triaged.clear()


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Count what the app computes, without changing it."""
    work, red_flags = Work(), state_of(app).ruleset.red_flags
    path, match = Questionnaire.path, Table.match

    def counted_path(self: Questionnaire, answers: Answers) -> Iterator[Page]:
        work.walked.append(frozenset(answers.items()))
        return path(self, answers)

    def counted_match(self: Table[Any], answers: Answers) -> list[Any]:
        if self is red_flags:
            work.triaged.append(frozenset(answers.items()))
        return match(self, answers)

    monkeypatch.setattr(Questionnaire, "path", counted_path)
    monkeypatch.setattr(Table, "match", counted_match)
    return work


def post(
    browser: Browser, path: str, page: BeautifulSoup, answers: Mapping[str, list[str]]
) -> str:
    """Post the page's form without following the redirect, and return its target."""
    form = page.select_one("main form")
    assert form is not None
    hidden = {
        str(each["name"]): str(each["value"])
        for each in form.select("input[type=hidden]")
    }
    button = {} if answers else {"skip": "yes"}
    response = browser.client.post(path, data={**hidden, **answers, **button})
    assert response.status_code == 303
    return response.headers["Location"]


def assert_once(work: Work, path: str, *, privately: bool = False) -> None:
    """Check that nothing was computed twice. `privately` means that there were private
    answers and red flags, so that counts also check the public answers alone."""
    assert set(Counter(work.walked).values()) <= {1}, path
    assert set(Counter(work.triaged).values()) <= {1}, path
    assert len(work.walked) <= 2, path
    assert len(work.triaged) <= (4 if privately else 2), path


@pytest.mark.parametrize("expected", [BACK, MANY])
def test_each_question_of_a_whole_visit(
    browser: Browser, work: Work, expected: Mapping[str, Any]
) -> None:
    browser.open("/")
    posted, privately = 0, False
    while browser.path.startswith("/questions/"):
        names = {
            str(each["name"])
            for each in browser.page.select("main input, main textarea")
        }
        given = {name: expected[name] for name in names & expected.keys()}
        work.clear()
        there = post(browser, browser.path, browser.page, given)
        privately = privately or (
            expected is MANY and browser.path.endswith("safety_mood")
        )
        assert_once(work, browser.path, privately=privately)
        posted += 1
        browser.open(there)
        if browser.path == "/advice":
            browser.press("acknowledge", form="main form")

    assert browser.path == "/check"
    assert posted > 10


def test_a_question_that_is_changed(browser: Browser, work: Work) -> None:
    browser.walk(BACK).open("/questions/where?change=1")
    work.clear()

    post(browser, browser.path, browser.page, {"where": ["neck"]})

    assert_once(work, browser.path)


def test_an_invalid_answer_computes_only_the_earlier_state(
    browser: Browser, work: Work
) -> None:
    at(browser, "feel")
    work.clear()

    post(browser, browser.path, browser.page, {"feel": ["unknown"]})

    assert len(work.walked) == len(work.triaged) == 1


def test_a_question_over_the_phone(app: Flask, work: Work) -> None:
    desk = signed_in(app, Role.DESK).open("/desk/phone/")
    desk.press(form="main form")
    work.clear()

    post(desk, desk.path, desk.page, {"safety_now": ["none"]})

    assert_once(work, desk.path)
