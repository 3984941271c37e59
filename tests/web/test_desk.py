"""The queue of the front desk, and finding an intake by its code."""

from dataclasses import replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.sharing.reference import check_symbol
from finder.store.engine import writing
from finder.store.intakes import FilledIn
from finder.store.staff import Role
from tests.web.browser import Browser, words
from tests.web.conftest import Clock, Share
from tests.web.desk import (
    PASSWORD,
    next_code,
    pinned,
    queued,
    signed_in,
    state_of,
    trail,
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic", share_crisis=True)


def test_the_queue_shows_the_newest_first_in_words_and_no_answer(
    share: Share, desk: Browser, clock: Clock
) -> None:
    first = share(safety_new=["rf_skin"])
    clock.turn(minutes=5)
    second = share(taken=FilledIn.PHONE, language="es")

    desk.open("/desk/")

    assert queued(desk) == [second, first]
    assert (
        "To be seen today Neurology, PM&R, Anesthesiology New English At home 5 minutes ago"
        in desk.text
    )
    assert (
        "No warning sign shared Neurology, PM&R, Anesthesiology New Spanish By phone less than a minute ago"
        in desk.text
    )
    assert "2 intakes" in desk.text
    for answer in ("urning", "ower back", "35", "Skin"):
        assert answer not in desk.page.select("#queue")[0].get_text()


def test_an_empty_queue_says_so(desk: Browser) -> None:
    assert "Nothing has been shared yet." in desk.text
    assert "0 intakes" in desk.text
    assert "Nothing here fits what you chose." in desk.open("/desk/?state=booked").text


def test_the_filters_of_the_queue_are_in_the_address(
    share: Share, desk: Browser
) -> None:
    today, spanish = (
        share(safety_new=["rf_skin"]),
        share(language="es", taken=FilledIn.TABLET),
    )

    assert queued(desk.open("/desk/?level=today")) == [today]
    assert queued(desk.open("/desk/?language=es")) == [spanish]
    assert queued(desk.open("/desk/?taken=tablet&state=new")) == [spanish]
    assert queued(desk.open("/desk/?state=closed")) == []
    assert queued(
        desk.open("/desk/?state=king&level=9&language=xx&taken=&before=no")
    ) == [spanish, today]
    selected = desk.open("/desk/?level=today").page.select("option[selected]")
    assert [option.get_text() for option in selected] == [
        "To be seen today",
        "Newest first",
    ]


def test_the_queue_continues_page_by_page(share: Share, desk: Browser) -> None:
    shared = [share() for _ in range(30)][::-1]

    first = queued(desk.open("/desk/?state=new"))
    older = desk.page.select(".pages a")[-1]["href"]
    second = queued(desk.open(str(older)))

    assert (first, second) == (shared[:25], shared[25:])
    assert [link.get_text() for link in desk.page.select(".pages a")] == ["Newest"]
    assert "state=new" in str(older)


def test_a_page_after_the_end_of_the_queue_shows_its_beginning(
    share: Share, desk: Browser
) -> None:
    shared = share()

    assert queued(desk.open("/desk/?state=new&before=0")) == [shared]
    assert not desk.page.select(".pages")


def test_the_most_urgent_come_first_on_request(share: Share, desk: Browser) -> None:
    calm, today, also_calm = share(), share(safety_new=["rf_skin"]), share()

    assert queued(desk.open("/desk/?sort=urgency")) == [today, also_calm, calm]
    assert queued(desk.open("/desk/?sort=urgency&level=none")) == [also_calm, calm]
    assert queued(desk.open("/desk/?sort=nonsense")) == [also_calm, today, calm]


def test_the_queue_by_urgency_continues_page_by_page(
    share: Share, desk: Browser
) -> None:
    shared = [
        share(safety_new=["rf_skin"] if number % 7 == 0 else ["none"])
        for number in range(30)
    ]
    urgent = shared[::7][::-1]
    calm = [code for code in shared[::-1] if code not in urgent]

    first = queued(desk.open("/desk/?sort=urgency&state=new"))
    following = str(desk.page.select(".pages a")[-1]["href"])
    second = queued(desk.open(following))

    assert first + second == urgent + calm
    assert [link.get_text() for link in desk.page.select(".pages a")] == ["First page"]
    assert (
        queued(desk.open(following.replace("sort=urgency", "sort=newest")))
        == shared[::-1][:25]
    )


def test_the_filters_are_above_the_list_and_below_emergencies(
    share: Share, desk: Browser
) -> None:
    share(safety_new=["rf_cauda"])

    parts = desk.open("/desk/").page.select(".pinned, .filters, .queue")

    assert [part["class"][0] for part in parts] == ["pinned", "filters", "desk-table"]


def test_the_way_back_from_an_intake_leads_to_the_list_as_it_was(
    share: Share, desk: Browser
) -> None:
    share()
    desk.open("/desk/?sort=urgency&level=none&before=1")
    desk.open("/desk/intakes/key1")

    assert (
        str(desk.page.select("a.back")[0]["href"]) == "/desk/?level=none&sort=urgency"
    )
    desk.open("/desk/")
    assert (
        str(desk.open("/desk/intakes/key1").page.select("a.back")[0]["href"])
        == "/desk/"
    )


def test_emergencies_stay_on_top_with_their_age_until_handled(
    share: Share, desk: Browser, clock: Clock, app: Flask
) -> None:
    emergency = share(safety_new=["rf_cauda"])
    for _ in range(5):
        clock.turn(minutes=9)
        desk.open("/desk/")
    crisis = share(safety_now=["rf_harm_now"])

    assert pinned(desk.open("/desk/")) == [
        f"{emergency} Emergency room advised waiting 45 minutes",
        f"{crisis} Crisis help was shown waiting less than a minute",
    ]
    assert [line["class"] for line in desk.page.select(".pinned li")] == [
        ["old"],
        ["fresh"],
    ]
    levels = [words(cell) for cell in desk.page.select(".queue td.level")]
    assert levels == ["Crisis help was shown", "Emergency room advised"]
    listed = [words(row) for row in desk.open("/desk/day/").page.select(".shared tr")]
    assert listed[-1].startswith(crisis)
    assert " Crisis help was shown New " in listed[-1]
    assert "No warning sign" not in desk.text


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        "{1}",
        " {2} ",
        "https://pain.example.org/desk/find/{0}",
        "https://x/find#{0}",
    ],
)
def test_an_intake_is_found_by_its_code_however_it_is_typed(
    share: Share, desk: Browser, typed: str, app: Flask
) -> None:
    code = share()
    text = typed.format(code, code.replace("-", "").lower(), code.replace("-", " "))

    response = desk.client.get("/desk/find/", query_string={"code": text})

    assert response.headers["Location"] == "/desk/intakes/key1"
    assert desk.open(response.headers["Location"]).h1 == f"Intake {code}"
    assert trail(app)[-1] == ("zoe", "opened the intake", "")


def test_a_typo_is_reported_without_a_look_up(share: Share, desk: Browser) -> None:
    code = share()
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")

    desk.open(f"/desk/find/?code={slip}")
    assert desk.status == 422
    assert "One letter or number is not right" in desk.text
    assert slip in str(desk.page.select("#code")[0])
    assert desk.open("/desk/find/?code=7KQ2-M9XD-4T0").status == 422
    right = "ZZZZZZZZZ9"
    assert (
        "Nothing is here under this code"
        in desk.open(f"/desk/find/{right}{check_symbol(right)}").text
    )
    assert desk.status == 404
    assert desk.open("/desk/find/").status == 200


def test_a_code_read_by_a_camera_opens_after_signing_in(
    share: Share, app: Flask
) -> None:
    code = share()
    signed_in(app, Role.DESK, "maria")
    phone = Browser(app).open(f"/desk/find/{code}")
    assert phone.path.startswith("/desk/sign-in?next=")
    phone.press(
        "/desk/sign-in",
        {"name": "maria", "password": PASSWORD, "code": next_code(app, "maria")},
    )

    assert phone.h1 == f"Intake {code}"


def test_a_damaged_line_hides_none_of_the_others(
    share: Share, desk: Browser, app: Flask
) -> None:
    share(safety_new=["rf_cauda"])
    other = share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql(
            "UPDATE intake SET label_sealed = x'00' WHERE key = 'key1'"
        )

    assert queued(desk.open("/desk/")) == [other, "Unreadable"]
    assert pinned(desk)[0].startswith("Unreadable Emergency room advised")


def test_the_pages_own_refresh_is_no_activity(
    share: Share, desk: Browser, clock: Clock
) -> None:
    for _ in range(3):
        clock.turn(minutes=3)
        assert desk.client.get("/desk/", headers={"X-Refresh": "1"}).status_code == 200
    clock.turn(minutes=3)

    assert desk.client.get("/desk/", headers={"X-Refresh": "1"}).status_code == 303


def test_an_error_page_at_the_desk_stays_at_the_desk(app: Flask, desk: Browser) -> None:
    for path, status in {"/desk/staff/": 403, "/desk/intakes/none": 404}.items():
        assert desk.open(path).status == status
        assert desk.page.select(".desk-nav")
        assert [link["href"] for link in desk.page.select("main a")] == ["/desk/"]

    patient = Browser(app).open("/nowhere")
    assert not patient.page.select(".desk-nav")
    assert [link["href"] for link in patient.page.select("main a")] == ["/"]
