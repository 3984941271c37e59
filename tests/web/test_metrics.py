"""`/metrics`: only for the operator's monitoring, and without any answer."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings, settings_from
from finder.setting_values import BadSetting
from finder.store import clinics
from finder.store.staff import Role
from tests.apps import make_app
from tests.web import clinics as made
from tests.web.browser import Browser
from tests.web.conftest import Clock, Share
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, at

MONITORING = "10.1.2.3"
LINE = re.compile(
    r"# (HELP|TYPE) finder_[a-z_]+ .+|"
    r'finder_[a-z_]+(\{[a-z]+="[A-Za-z0-9_-]+"(,[a-z]+="[A-Za-z0-9_-]+")*\})? [0-9.e+-]+'
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(
        settings, metrics=("10.0.0.0/8", "2001:db8::/32"), clinic="Hillside Pain Clinic"
    )


def read(app: Flask, address: str = MONITORING) -> str:
    response = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert response.status_code == 200
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return response.text


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "127.0.0.1", "2001:db9::1", "::ffff:11.0.0.1", "", "unix:"]
)
def test_strangers_find_no_such_page(app: Flask, address: str) -> None:
    response = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert response.status_code == 404
    assert "finder_requests_total" not in response.text


@pytest.mark.parametrize(
    "address", ["10.0.0.1", MONITORING, "2001:db8::7", "::ffff:10.0.0.1"]
)
def test_monitoring_reads_them(app: Flask, address: str) -> None:
    assert "finder_database_writable 1\n" in read(app, address)


def test_without_the_setting_nobody_finds_them(settings: Settings) -> None:
    app = make_app(replace(settings, metrics=()))

    assert (
        app.test_client()
        .get("/metrics", environ_base={"REMOTE_ADDR": MONITORING})
        .status_code
        == 404
    )
    state_of(app).engine.dispose()


def test_every_line_is_as_monitoring_reads_it(app: Flask) -> None:
    Browser(app).walk(BACK)
    signed_in(app, Role.DESK)
    read(app)

    for line in read(app).splitlines():
        assert LINE.fullmatch(line), line


def test_requests_are_counted_by_part_method_and_status(app: Flask) -> None:
    client = app.test_client()
    for _ in range(3):
        client.get("/api/v1/version")
    client.post("/nowhere")
    client.open("/healthz", method="BREW")

    metrics = read(app)

    assert (
        'finder_requests_total{clinic="main",part="api",method="GET",status="200"} 3\n'
        in metrics
    )
    assert (
        'finder_requests_total{clinic="main",part="none",method="POST",status="404"} 1\n'
        in metrics
    )
    assert (
        'finder_requests_total{clinic="main",part="none",method="other",status="405"} 1\n'
        in metrics
    )
    assert re.search(
        r'finder_request_seconds_total\{clinic="main",part="api"\} [0-9.]+\n', metrics
    )


def test_requests_are_counted_by_clinic(app: Flask) -> None:
    north = made.add(app, "north", "Northern Pain Center")
    client = app.test_client()
    for path in (
        "/api/v1/version",
        "/c/north/api/v1/version",
        "/c/north/api/v1/version",
        "/c/low_back/desk/",
    ):
        client.get(path)
    signed_in(app, Role.DESK, "edward", north, "/c/north")

    metrics = read(app)

    assert (
        'finder_requests_total{clinic="main",part="api",method="GET",status="200"} 1\n'
        in metrics
    )
    assert (
        'finder_requests_total{clinic="north",part="api",method="GET",status="200"} 2\n'
        in metrics
    )
    assert 'finder_requests_total{part="none",method="GET",status="404"} 1\n' in metrics
    assert re.search(
        r'finder_request_seconds_total\{clinic="north",part="signin"\} [0-9.]+\n',
        metrics,
    )
    for secret in ("Northern", "low_back", "edward"):
        assert secret not in metrics
    for line in metrics.splitlines():
        assert LINE.fullmatch(line), line


def test_a_clinic_that_cannot_be_served_is_counted(app: Flask, clock: Clock) -> None:
    made.add(app, "north", "Northern Pain Center")
    made.add(app, "west", "Western Pain Center", color="red")
    assert "finder_clinics_unusable 1\n" in read(app)

    with state_of(app).writing() as transaction:
        clinics.close(transaction, clinics.named(transaction, "west"))
    clock.turn(minutes=1)

    assert "finder_clinics_unusable 0\n" in read(app)


def test_metrics_reveal_no_answers(app: Flask, share: Share) -> None:
    reference = share()
    words = "pelicans sleep badly"
    browser = at(Browser(app), "own_words").answer({"own_words": words})
    desk = signed_in(app, Role.DESK, "maria.lopez")
    desk.open(f"/desk/find/{reference}")

    metrics = read(app)

    for secret in (
        *words.split(),
        reference,
        "maria",
        "low_back",
        "key1",
        "127.0.0.1",
        "own_words",
    ):
        assert secret not in metrics
    assert browser.path not in metrics


def test_urgent_advice_is_counted_as_any_other_page(app: Flask) -> None:
    Browser(app).walk(BACK).open("/result")
    parts = counted_parts(app)

    urgent = at(Browser(app), "safety_now").answer({"safety_now": ["rf_chest"]})
    assert urgent.path == "/advice"

    assert counted_parts(app) == parts


def counted_parts(app: Flask) -> set[str]:
    return set(re.findall(r'part="([a-z_]+)"', read(app))) - {"metrics"}


def test_problems_are_visible_in_the_numbers(app: Flask) -> None:
    assert "finder_rules_signed 0\n" in read(app)
    assert "finder_purge_overdue 0\n" in read(app)
    state_of(app).engine.dispose()
    with state_of(app).engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS page_shown")

    assert "finder_database_writable 0\n" in read(app)


@pytest.mark.parametrize("text", ["everybody", "10.0.0.0/33", "10.0.0.1/8"])
def test_an_invalid_network_is_refused(text: str) -> None:
    with pytest.raises(
        BadSetting, match="write the addresses or networks of your monitoring"
    ):
        settings_from({"FINDER_METRICS": text})
