"""How often one client may call the API."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from finder.config import Settings
from finder.web.app.api_limit import ApiLimit, client_of
from tests.web.conftest import Clock
from tests.web.desk import state_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
A_MINUTE = 4
ROUTES = (
    "version",
    "questionnaire",
    "openapi.json",
    "fhir/Questionnaire",
    "directory?zip=78707&background=pm_r",
    "nowhere",
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, api_requests_a_minute=A_MINUTE)


def use_up(client: FlaskClient, address: str = "192.0.2.1") -> None:
    for _ in range(A_MINUTE):
        assert (
            client.get(
                "/api/v1/version", environ_base={"REMOTE_ADDR": address}
            ).status_code
            == 200
        )


@pytest.mark.parametrize("route", ROUTES)
def test_every_address_of_the_api_has_the_same_limit(app: Flask, route: str) -> None:
    client = app.test_client()
    use_up(client)

    refused = client.get(f"/api/v1/{route}", environ_base={"REMOTE_ADDR": "192.0.2.1"})

    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert refused.headers["Retry-After"] == "15"
    assert (
        refused.get_json(force=True)["detail"]
        == "more than 4 requests in a minute; wait 15 seconds"
    )


def test_posting_has_the_same_limit(app: Flask) -> None:
    client = app.test_client()
    use_up(client)

    assert (
        client.post(
            "/api/v1/assess", json={}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
        ).status_code
        == 429
    )


def test_another_client_and_all_pages_are_not_limited(app: Flask) -> None:
    client = app.test_client()
    use_up(client)

    assert (
        client.get(
            "/api/v1/version", environ_base={"REMOTE_ADDR": "192.0.2.2"}
        ).status_code
        == 200
    )
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 302
    assert (
        client.get("/healthz", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code
        == 200
    )


def test_a_request_is_accepted_after_the_reported_seconds(
    app: Flask, clock: Clock
) -> None:
    client = app.test_client()
    use_up(client, "127.0.0.1")
    refused = client.get("/api/v1/version")
    assert refused.status_code == 429

    clock.turn(seconds=int(refused.headers["Retry-After"]))

    assert client.get("/api/v1/version").status_code == 200
    assert client.get("/api/v1/version").status_code == 429
    clock.turn(minutes=1)
    use_up(client, "127.0.0.1")


def test_a_refused_request_logs_no_place_and_no_client(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = app.test_client()
    use_up(client, "203.0.113.77")

    client.get(
        "/api/v1/directory?zip=78707", environ_base={"REMOTE_ADDR": "203.0.113.77"}
    )

    assert "GET /api/v1/directory 429" in caplog.text
    assert "78707" not in caplog.text
    assert "203.0.113.77" not in caplog.text


def test_after_a_clock_was_set_back_nobody_waits_longer_than_a_minute(
    app: Flask,
) -> None:
    limit = state_of(app).api_limit
    for _ in range(A_MINUTE):
        assert limit.seconds_to_wait("a", A_MINUTE, NOW + timedelta(days=1)) == 0

    assert 0 < limit.seconds_to_wait("a", A_MINUTE, NOW) <= 60
    assert limit.seconds_to_wait("a", A_MINUTE, NOW + timedelta(minutes=1)) == 0


def test_only_so_many_clients_are_remembered() -> None:
    limit = ApiLimit(most=2)
    for client in ("a", "b", "a", "c"):
        limit.seconds_to_wait(client, 1, NOW)

    assert limit.seconds_to_wait("a", 1, NOW) == 60
    assert limit.seconds_to_wait("c", 1, NOW) == 60
    assert limit.seconds_to_wait("b", 1, NOW) == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
    ],
)
def test_a_client_is_an_address_or_the_network_of_one(
    address: str, client: str
) -> None:
    assert client_of(address) == client
