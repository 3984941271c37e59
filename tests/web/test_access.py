"""Every route has a policy, and every route in the URL map is tried by everyone, so
that no new route can be forgotten."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from finder.config import Settings
from finder.core.loading.load import load
from finder.paths import RULES
from finder.store import staff
from finder.store.staff import Role
from finder.web.app.access import ACCESS, Open
from tests.apps import make_app
from tests.web import clinics
from tests.web.browser import Browser
from tests.web.clinics import NORTH
from tests.web.desk import make_member, member, sign_in, signed_in, state_of
from tests.web.stories import BACK

SECRET = ("a key for tests, long enough to be taken",)
WHO = ["anonymous", "other patient", *Role, "not ready", "disabled"]
JUNK = b"name=%00%ff%F0%9F%92%A9&password=%00&code=%00&role=admin&x[]=1&csrf_token=%00"
ELSEWHERE = ("/desk/sign-in", "/desk/set-up", f"{NORTH}/desk/")
"""Where a person without access is redirected: to sign in, or to the desk of their own
clinic."""
VALUES = {"page_id": "who", "filename": "finder.css"}
"""Values for the addresses of routes. Any other value becomes a text that matches no
row."""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rule]:
    folder = tmp_path_factory.mktemp("data")
    app = make_app(Settings(data=folder, database="sqlite://", secret_keys=SECRET))
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_has_a_policy_and_every_policy_a_route(
    routes: dict[str, Rule],
) -> None:
    assert set(routes) == set(ACCESS)


def somebody(app: Flask, who: str) -> Browser:
    match who:
        case "anonymous":
            return Browser(app)
        case "other patient":
            return Browser(app).walk(BACK)
        case "not ready":
            browser = Browser(app)
            return sign_in(browser, "new.one", make_member(app, "new.one", Role.ADMIN))
        case "disabled":
            signed_in(app, Role.ADMIN, "another.admin")
            browser = signed_in(app, Role.ADMIN, "old.admin")
            old = member(app, "old.admin")
            with state_of(app).writing() as transaction:
                staff.disable(transaction, old)
            return browser
        case _:
            return signed_in(app, Role(who))


def every_try(app: Flask, browser: Browser) -> Iterator[tuple[str, str, Response]]:
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, "nothing") for name in rule.arguments}
        built = browser.root + app.url_map.bind("localhost").build(
            rule.endpoint, values
        )
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            with browser.client.open(built, method=method) as response:
                yield rule.endpoint, method, response


def is_let_in(response: Response) -> bool:
    away = str(response.headers.get("Location", ""))
    return response.status_code != 403 and not away.startswith(ELSEWHERE)


@pytest.mark.parametrize("who", WHO)
def test_every_route_admits_exactly_the_roles_of_its_policy(
    app: Flask, who: str
) -> None:
    browser = somebody(app, who)
    role = who if who in set(Role) else ""

    for endpoint, method, response in every_try(app, browser):
        policy = ACCESS[endpoint]
        if policy is Open.SIGN_IN:
            continue
        wanted = isinstance(policy, Open) or role in policy
        assert is_let_in(response) == wanted, (
            who,
            method,
            endpoint,
            response.status_code,
        )
        assert response.status_code < 500, (who, method, endpoint)


@pytest.mark.parametrize("role", Role)
def test_a_role_at_one_clinic_lets_nobody_in_at_another(app: Flask, role: Role) -> None:
    browser = signed_in(
        app, role, clinic=clinics.add(app, "north", "North"), root=NORTH
    )
    browser.root = ""

    for endpoint, method, response in every_try(app, browser):
        if ACCESS[endpoint] is not Open.SIGN_IN:
            assert is_let_in(response) == isinstance(ACCESS[endpoint], Open), (
                role,
                method,
                endpoint,
            )
        assert response.status_code < 500, (role, method, endpoint)


@pytest.mark.parametrize("role", Role)
def test_a_role_at_a_second_clinic_is_valid_there(app: Flask, role: Role) -> None:
    south = clinics.add(app, "south", "South")
    browser = signed_in(app, role, clinic=south, root="/c/south")
    clinics.add(app, "north", "North")

    for endpoint, method, response in every_try(app, browser):
        policy = ACCESS[endpoint]
        if policy is not Open.SIGN_IN:
            wanted = isinstance(policy, Open) or role in policy
            assert is_let_in(response) == wanted, (
                role,
                method,
                endpoint,
                response.status_code,
            )
        assert response.status_code < 500, (role, method, endpoint)

    browser.root = NORTH
    for endpoint, method, response in every_try(app, browser):
        away = str(response.headers.get("Location", ""))
        if not isinstance(ACCESS[endpoint], Open):
            assert response.status_code == 403 or away.startswith("/c/south/desk/"), (
                role,
                method,
                endpoint,
            )


@pytest.mark.parametrize("who", WHO)
def test_junk_at_any_route_never_causes_a_server_error(app: Flask, who: str) -> None:
    browser = somebody(app, who)

    for rule in app.url_map.iter_rules():
        if rule.endpoint in {"signin.sign_out", "patient.leave"}:
            continue
        values = dict.fromkeys(rule.arguments, "../%00<b>{{7*7}}")
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in ("GET", "POST", "PUT", "OPTIONS", "HEAD"):
            with browser.client.open(
                f"{built}?next=//evil.example&x[]=1", method=method, data=JUNK
            ) as response:
                assert response.status_code < 500, (method, rule.endpoint)
                assert "evil.example" not in str(response.headers.get("Location", ""))


def test_a_route_without_a_policy_is_refused_when_it_is_asked_for(
    settings: Settings,
) -> None:
    app = make_app(settings)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secrets")

    response = app.test_client().get("/forgotten")

    assert response.status_code == 403
    assert "secrets" not in response.text
    assert load(RULES).advice.urgent.footer in response.text


def test_an_unknown_address_asks_for_no_account(browser: Browser) -> None:
    assert browser.open("/desk/nowhere").status == 404
