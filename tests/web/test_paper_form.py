"""The paper form, from the web."""

from tests.paper.reading import pictures, plain, words
from tests.web.browser import Browser


def test_the_questions_can_be_read_and_printed_without_a_visit(
    browser: Browser,
) -> None:
    browser.open("/paper")

    assert browser.status == 200
    assert "1. Are any of these happening right now?" in browser.text
    assert "22. Anything else the doctor should know?" in browser.text
    assert "Call 911 now" in browser.text
    assert not browser.page.select("main input")


def test_the_pdf_holds_the_same_boxes(browser: Browser) -> None:
    browser.open("/paper")
    numbers = [
        tag.get_text() for tag in browser.page.select(".paper-boxes .quiet-text")
    ]
    response = browser.client.get("/paper/questionnaire.pdf?size=a4")

    assert response.mimetype == "application/pdf"
    assert pictures(response.data, 1)[0].size == (596, 842)
    found = words(response.data)
    assert len(numbers) > 150
    assert all(plain(number) in found for number in numbers)
