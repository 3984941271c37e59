"""What the browser prints: everything that a person needs on paper."""

from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.walk import arrive
from tests.web.stories import BACK


def test_cautions_answers_and_every_question_are_on_paper(
    visitor: Visitor, served_app: Flask
) -> None:
    page = visitor.page
    arrive(page, served_app, {**BACK, "medicines": ["blood_thinner"]})
    page.goto("/result")
    caution = page.locator("main .card .caution").first
    expect(caution).to_be_hidden()

    page.emulate_media(media="print")
    cost = page.locator("main").get_by_text("What will it cost me?")

    for paper in (caution, page.locator(".print-only .told-list dd").first, cost):
        expect(paper).to_be_visible()
    for screen in (
        page.get_by_role("button", name="Leave this page"),
        page.get_by_text("Finish and clear"),
    ):
        expect(screen).to_be_hidden()
