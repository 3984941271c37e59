"""`security.txt` says where to report a vulnerability, if the operator has set a
contact."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask

from finder.config import Settings
from tests.apps import make_app
from tests.web.browser import Browser
from tests.web.conftest import Clock

PATH = "/.well-known/security.txt"


def test_without_a_contact_there_is_no_such_page(browser: Browser) -> None:
    assert browser.open(PATH).status == 404


def test_the_contact_has_an_expiry_date(settings: Settings, clock: Clock) -> None:
    contact = "mailto:security@example.org"
    known = replace(
        settings,
        security_contact=contact,
        hosts=("pain.example.org",),
        behind_tls_proxy=True,
    )

    answer = (
        make_app(known, clock)
        .test_client()
        .get(PATH, base_url="https://pain.example.org")
    )

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.mimetype == "text/plain"
    assert fields["Contact"] == contact
    assert fields["Canonical"] == f"https://pain.example.org{PATH}"
    assert fields["Preferred-Languages"] == "en, es"
    assert (
        timedelta(days=30)
        < datetime.fromisoformat(fields["Expires"]) - clock()
        < timedelta(days=365)
    )


def test_without_a_proxy_no_address_is_claimed(
    settings: Settings, clock: Clock
) -> None:
    app: Flask = make_app(
        replace(settings, security_contact="https://example.org/report"), clock
    )

    assert "Canonical" not in app.test_client().get(PATH).text
