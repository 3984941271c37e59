"""The page of counts is correct with and without numbers."""

import itertools
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser

from finder.core.counting.counts import lead_names, level_names, page_names, week_of
from finder.core.rules.knowledge import Ruleset
from finder.store import counts
from tests.browser.desk import sign_in_new
from tests.browser.looking import STATES, look
from tests.web.desk import state_of

NAMES = (f"counter{number}" for number in itertools.count())


@pytest.mark.parametrize("state", STATES)
def test_the_page_of_counts_is_correct(
    chromium: Browser, served_app: Flask, base_url: str, ruleset: Ruleset, state: str
) -> None:
    names = [
        "started",
        "language:en",
        *page_names(ruleset),
        *level_names(ruleset),
        *lead_names(ruleset),
    ]
    week = week_of(datetime.now(UTC).date())
    for number in range(9):
        with state_of(served_app).writing() as transaction:
            counts.add(transaction, week, names[: 4 * number + 2])
    with chromium.new_context(base_url=base_url, **STATES[state]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in_new(page, served_app, next(NAMES))
        page.goto("/desk/counts/")
        assert page.locator(".chart .fill").count() > 20
        look(page, f"counts, {state}")
