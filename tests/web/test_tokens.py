"""No form changes anything without a valid token. Every route in the URL map that
accepts a form is tried."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from finder.config import Settings
from finder.store import desk_tables, tables
from finder.store.engine import reading
from finder.store.staff import Role
from finder.web.app.access import ACCESS, Open
from finder.web.app.tokens import (
    ALWAYS_WORKS,
    ASKS_AGAIN,
    CHECKED_BY_THE_VIEW,
    PROGRAMS,
    SHOWN_AGAIN,
    STAYS,
)
from tests.apps import make_app
from tests.migrated import make_tables
from tests.web import tablet
from tests.web.browser import Browser
from tests.web.conftest import Share
from tests.web.desk import PASSWORD, code, make_member, sign_in, signed_in, state_of
from tests.web.stories import BACK

BAD = "a token that nobody gave"
DONE = "The work is done."
OTHER = "five blue herons wait"
STORED = (
    desk_tables.staff,
    desk_tables.recovery_code,
    desk_tables.intake,
    desk_tables.audit_entry,
    tables.saved,
    tables.clinician,
    tables.tablet_session,
    tables.weekly_count,
)
"""Tables that no form may change without a token. Other tables may hold typed text."""
FIELDS: Mapping[str, Mapping[str, object]] = {
    "patient.question": {"who": "other"},
    "patient.urgent": {"do": "acknowledge"},
    "patient.include": {"include": "yes"},
    "sharing.share": {"agree": "yes"},
    "call_back.change": {"call_back": "555-555-0199"},
    "tablet.start": {"code": tablet.CODE},
    "phone.question": {"safety_now": "none"},
    "phone.share": {"agree": "yes"},
    "signin.sign_in": {"name": "zoe", "password": PASSWORD},
    "signin.set_up": {"password": OTHER, "again": OTHER},
    "signin.password": {"old": PASSWORD, "password": OTHER, "again": OTHER},
    "intakes.move": {"state": "seen", "changes": "0"},
    "intakes.note": {"note": "Called back.", "changes": "0"},
    "intakes.handle": {"initials": "ab", "done": "Called back.", "changes": "0"},
    "tablets.start": {"tablet": "5"},
    "tablets.end": {"tablet": "4"},
    "intake_export.export": {
        "reason": "A copy for the yearly report.",
        "format": "csv",
    },
    "accounts.add": {"name": "new.one", "role": "desk"},
    "accounts.reset": {"name": "zoe"},
    "accounts.disable": {"name": "old.member"},
}
"""The fields of a form, so that only the token is wrong."""
PAGES = {"sharing.share": "/share"}
"""The pages of forms that contain more than a token and the name of the visit."""
VALUES = {"page_id": "who", "key": "key1"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of a clinic that accepts shared answers and call-back
    numbers."""
    return replace(settings, clinic="A clinic", clinic_call_back=True)


def takes_forms(app: Flask) -> set[str]:
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set())
    }


def content(app: Flask) -> dict[str, list[Any]]:
    """Return the whole content of these tables."""
    with reading(state_of(app).engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in STORED
        }


def address(app: Flask, endpoint: str) -> str:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: VALUES[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(endpoint, values, method="POST")


def somebody_for(app: Flask, endpoint: str) -> Browser:
    """Return a browser whose form would be accepted if its token were valid."""
    policy = ACCESS[endpoint]
    if endpoint == "signin.set_up":
        return sign_in(
            Browser(app), "new.member", make_member(app, "new.member", Role.DESK)
        )
    if endpoint.startswith("phone.") and endpoint != "phone.start":
        return (
            signed_in(app, Role.DESK, "zoe")
            .open("/desk/phone/")
            .press(form="main form")
        )
    if endpoint == "signin.sign_out":
        return signed_in(app, Role.DESK, "zoe")
    if not isinstance(policy, Open):
        make_member(app, "old.member", Role.DESK)
        return signed_in(
            app, Role.ADMIN if Role.DESK not in policy else Role.DESK, "zoe"
        )
    browser = Browser(app).walk(BACK)
    if endpoint == "call_back.change":
        return browser.open("/share").press("", {"agree": "yes"}, form="main form")
    return browser.open(PAGES.get(endpoint, browser.path))


def filled(browser: Browser, endpoint: str) -> dict[str, object]:
    """Return what the browser would send, except the token."""
    hidden = {
        str(each["name"]): str(each["value"])
        for each in browser.page.select("main form input[type=hidden]")
    }
    phone = (
        {"code": code(browser.app, "new.member")} if endpoint == "signin.set_up" else {}
    )
    return {**hidden, **FIELDS.get(endpoint, {}), **phone, "csrf_token": BAD}


def test_only_routes_with_forms_are_exempt_each_with_a_reason(app: Flask) -> None:
    assert CHECKED_BY_THE_VIEW.keys() <= takes_forms(app)
    assert set(CHECKED_BY_THE_VIEW.values()) == {
        SHOWN_AGAIN,
        ASKS_AGAIN,
        ALWAYS_WORKS,
        STAYS,
        PROGRAMS,
    }


def test_every_other_route_refuses_an_invalid_token(app: Flask) -> None:
    browser = signed_in(app, Role.ADMIN)

    for endpoint in takes_forms(app) - CHECKED_BY_THE_VIEW.keys():
        response = browser.client.post(address(app, endpoint), data={"csrf_token": BAD})
        assert response.status_code == 400, endpoint


@pytest.mark.parametrize(
    "endpoint", [name for name, why in CHECKED_BY_THE_VIEW.items() if why != PROGRAMS]
)
def test_a_view_that_checks_for_itself_changes_nothing_that_is_kept(
    app: Flask, share: Share, endpoint: str
) -> None:
    share()
    tablet.start(app, 4)
    browser = somebody_for(app, endpoint)
    before = content(app)

    response = browser.client.post(
        address(app, endpoint), data=filled(browser, endpoint)
    )

    assert response.status_code in {200, 204, 302, 303, 409, 422}, response.status_code
    assert content(app) == before


@pytest.mark.parametrize(
    "endpoint",
    [
        name
        for name, why in CHECKED_BY_THE_VIEW.items()
        if why == ASKS_AGAIN and "patient" in name
    ],
)
def test_answers_stay_if_another_site_may_have_sent_the_form(
    app: Flask, endpoint: str
) -> None:
    browser = somebody_for(app, endpoint)

    browser.client.post(address(app, endpoint), data={"csrf_token": BAD})

    assert browser.open("/check").path == "/check"


@pytest.mark.parametrize("token", [BAD, ""])
def test_a_new_form_is_checked_before_its_view(
    app: Flask, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    new_form(app, monkeypatch)

    response = (
        Browser(app).open("/").client.post("/new-form", data={"csrf_token": token})
    )

    assert response.status_code == 400
    assert "Nothing you told us before is lost." in response.text
    assert DONE not in response.text


def test_a_new_form_with_a_good_token_is_answered(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_form(app, monkeypatch)
    browser = Browser(app).open("/")
    token = str(browser.page.select("input[name=csrf_token]")[0]["value"])

    assert browser.client.post("/new-form", data={"csrf_token": token}).text == DONE


def new_form(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a route whose view does not check the token."""
    monkeypatch.setattr(
        "finder.web.app.access.ACCESS", {**ACCESS, "new_form": Open.PATIENT}
    )
    app.add_url_rule("/new-form", "new_form", lambda: DONE, methods=["POST"])


def test_a_form_from_before_a_new_secret_key_is_accepted_immediately(
    tmp_path: Path,
) -> None:
    old, new = "an old key for tests, long enough", "a new key for tests, long enough"
    database = f"sqlite:///{tmp_path}/finder.db"
    before, after = (
        make_app(Settings(data=tmp_path, database=database, secret_keys=keys))
        for keys in ((old,), (new, old))
    )
    make_tables(state_of(before).engine)
    browser = Browser(before).open("/questions/who")

    browser.client.application = after
    browser.answer({"who": "me"})

    assert browser.path == "/questions/safety_now"
    for app in (before, after):
        state_of(app).engine.dispose()
