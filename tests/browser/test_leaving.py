"""Leaving in a hurry: the page is gone at once, and Back does not show the answers
again."""

from playwright.sync_api import Browser, expect

from tests.browser.walk import follow_button, walk
from tests.web.stories import BACK

ELSEWHERE = "https://www.weather.gov/"


def test_leaving_goes_to_a_neutral_site_and_back_shows_no_answer(
    chromium: Browser, base_url: str
) -> None:
    with chromium.new_context(base_url=base_url) as context:
        page = context.new_page()
        context.route(
            f"{ELSEWHERE}**",
            lambda route: route.fulfill(
                body="<title>Weather</title>", content_type="text/html"
            ),
        )
        walk(page, BACK)
        page.goto("/result")
        follow_button(page, "Leave this page")
        page.wait_for_url(ELSEWHERE)

        for _ in range(3):
            page.go_back()
            expect(page.locator("body")).not_to_contain_text("worst after driving")
            expect(page.locator("body")).not_to_contain_text("good first call")
        assert not context.cookies(base_url) or "visit" not in {
            each["name"] for each in context.cookies(base_url)
        }
