"""A HEAD request, such as from a program that checks links, is answered like a GET and
changes nothing more."""

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.desk import signed_in, trail
from tests.web.stories import BACK

VALUES = {"page_id": "who", "filename": "finder.css", "chosen": "es"}
DIFFERS = {"Content-Length", "ETag", "Date", "Set-Cookie", "X-Request-Id"}
"""Headers that also differ between two GET requests. Werkzeug computes no length for a
page that has no body."""


def pages(app: Flask) -> list[str]:
    """Return an address of every route that answers GET."""
    urls = app.url_map.bind("localhost")
    return [
        urls.build(
            rule.endpoint,
            {name: VALUES.get(name, "nothing") for name in rule.arguments},
        )
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
    ]


def facts(response: Response) -> tuple[int, dict[str, str]]:
    """Return the status and the headers that two equal responses share."""
    headers = {name: text for name, text in response.headers if name not in DIFFERS}
    return response.status_code, headers


def answers_to_both(browser: Browser) -> dict[str, tuple[object, object]]:
    """Return what GET and HEAD answer, where they differ."""
    found: dict[str, tuple[object, object]] = {}
    for address in pages(browser.app):
        with browser.client.get(address) as got, browser.client.head(address) as head:
            assert head.data == b"", address
            if facts(got) != facts(head):
                found[address] = facts(got), facts(head)
    return found


def test_every_page_answers_head_like_get(app: Flask) -> None:
    assert answers_to_both(Browser(app).walk(BACK)) == {}


def test_every_page_of_the_desk_answers_head_like_get(app: Flask) -> None:
    assert answers_to_both(signed_in(app, Role.ADMIN)) == {}


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-site"}])
@pytest.mark.parametrize("path", ["/finish", "/start-over"])
def test_a_head_request_deletes_no_answers(
    browser: Browser, path: str, headers: dict[str, str]
) -> None:
    browser.walk(BACK)

    browser.client.head(path, headers=headers)

    assert browser.open("/check").path == "/check"


def test_a_head_request_is_no_attempt_with_a_password(app: Flask) -> None:
    desk = signed_in(app, Role.DESK)
    before = trail(app)

    desk.client.head("/desk/password")

    assert trail(app) == before
