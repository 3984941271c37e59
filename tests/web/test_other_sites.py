"""A form of another site has no effect: it ends no visit, begins none, and deletes no
cookie."""

import pytest
from flask import Flask

from finder.store.staff import Role
from finder.web.app.tokens import ASKS_AGAIN, CHECKED_BY_THE_VIEW, PROGRAMS
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.desk import signed_in
from tests.web.stories import BACK

VALUES = {"page_id": "who", "filename": "finder.css"}
OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": "http://["},
    {"Origin": "http://[localhost]"},
]


def every_form(app: Flask) -> dict[str, str]:
    """Return the address of each route that accepts a form, except those of the API."""
    urls = app.url_map.bind("localhost")
    return {
        rule.endpoint: urls.build(
            rule.endpoint,
            {name: VALUES.get(name, "nothing") for name in rule.arguments},
        )
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set())
        and CHECKED_BY_THE_VIEW.get(rule.endpoint) != PROGRAMS
    }


@pytest.mark.parametrize("header", OTHER_SITES)
def test_no_form_of_another_site_takes_or_gives_a_cookie(
    app: Flask, header: dict[str, str]
) -> None:
    """Check this because browsers send no cookies with such a form, but obey the
    cookies in its response."""
    for endpoint, address in every_form(app).items():
        with (
            app.test_client(use_cookies=False) as client,
            client.post(address, headers=header) as response,
        ):
            if CHECKED_BY_THE_VIEW.get(endpoint) != ASKS_AGAIN:
                assert response.status_code == 400, endpoint
            cookies = [
                each.partition("=")[0]
                for each in response.headers.getlist("Set-Cookie")
            ]
            assert set(cookies) <= {"turn"}, endpoint


@pytest.mark.parametrize("header", OTHER_SITES)
@pytest.mark.parametrize(
    "button", ["/leave", "/kiosk/stay", "/kiosk/end", "/questions/who", "/finish"]
)
def test_another_site_cannot_make_a_person_lose_answers(
    browser: Browser, button: str, header: dict[str, str]
) -> None:
    browser.walk(BACK)

    browser.client.post(button, headers=header)

    assert browser.open("/check").path == "/check"


def test_another_site_ends_no_session_of_a_tablet(app: Flask, browser: Browser) -> None:
    tablet.give(app, browser)
    browser.open("/questions/who")

    for button in ("/leave", "/kiosk/end"):
        browser.client.post(button, headers=OTHER_SITES[0])

    assert browser.open("/questions/who").path == "/questions/who"
    assert tablet.live(app)


def test_another_site_cannot_sign_anyone_in_or_out(app: Flask) -> None:
    desk = signed_in(app, Role.DESK)

    assert desk.client.post("/desk/sign-in", headers=OTHER_SITES[0]).status_code == 400
    desk.client.post("/desk/sign-out", headers=OTHER_SITES[0])

    assert desk.open("/desk/").path == "/desk/"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
    ],
)
def test_leaving_works_from_our_own_pages_and_in_older_browsers(
    browser: Browser, header: dict[str, str]
) -> None:
    browser.walk(BACK)

    left = browser.client.post("/leave", headers=header)

    assert left.status_code == 200
    assert browser.client.get_cookie("visit") is None


@pytest.mark.parametrize("origin", ["http://[", "http://[localhost]"])
def test_an_origin_that_is_no_address_ends_no_session(app: Flask, origin: str) -> None:
    desk = signed_in(app, Role.DESK)

    assert (
        desk.client.post("/desk/sign-out", headers={"Origin": origin}).status_code
        == 303
    )

    assert desk.open("/desk/").path == "/desk/"
