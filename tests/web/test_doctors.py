"""Doctors nearby: found from a place that is not stored, picked for the sheet, and the
same for staff and programs."""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from finder.config import Settings
from finder.core.directory.distance import Area, Spot
from finder.core.directory.listing import Listing, Place
from finder.core.rules.npi import with_check_digit
from finder.store import backup, clinicians, directory
from finder.store.staff import Role
from finder.store.tables import metadata
from finder.web.app.doctor_search import MOST_TYPED
from finder.web.patient.doctors import MOST_PICKED
from tests.doctors import ANA, EVE
from tests.paper.reading import plain, words
from tests.web.browser import Browser
from tests.web.browser import words as words_of
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, with_two_pains

ZIPS = [
    (Area(f"{78700 + n}", Spot(30.0 + n / 20, -97.0)), "Austin", "TX")
    for n in range(30)
]
ELSEWHERE = [
    (Area("62701", Spot(39.8, -89.6)), "Springfield", "IL"), (Area("01101", Spot(42.1, -72.6)), "Springfield", "MA"),
    (Area("87501", Spot(35.7, -105.9)), "Santa Fe", "NM"),
]  # fmt: skip
SAID_BY_THE_PATIENT = re.compile(
    r"\bmy\b|\b(fits|for) you\b|your (sheet|health plan)", re.IGNORECASE
)
CHILD = {**BACK, "age": "under18"}


def somebody(
    number: int, *kinds: str, pain: bool = True, area: int = 0, **more: object
) -> Listing:
    at = Place("1 Main St", "Austin", "TX", f"{78700 + area}", "5125550123")
    npi = with_check_digit(str(290_000_000 + number))
    codes = {"pm_r": "2081P2900X", "neurology": "2084N0400X"}
    given = Listing(
        npi, 0, f"Ada {number}", "MD", tuple(codes[kind] for kind in kinds if kind in codes), kinds, pain, at,
        date(2007, 5, 23),
    )  # fmt: skip
    return replace(given, **more)  # type: ignore[arg-type]


NEAR = [somebody(n, "pm_r", area=n) for n in range(12)]
OTHERS = [
    somebody(20, "neurology", area=1),
    somebody(21, "pm_r", pain=False),
    somebody(22, "rheumatology", pain=False, area=2),
    somebody(
        23, area=1, credential="", at=Place("", "Austin", "TX", "78701", ""), since=None
    ),
]


def fill(app: Flask, listings: Sequence[Listing], *, sample: bool = False) -> None:
    state = state_of(app)
    with state.writing() as transaction:
        directory.put_areas(transaction, ZIPS + ELSEWHERE)
        number = directory.begin(
            transaction, None if sample else date(2026, 11, 9), sample=sample
        )
        directory.add(transaction, number, listings)
        directory.finish(transaction, number)


@pytest.fixture
def filled(app: Flask) -> Flask:
    fill(app, NEAR + OTHERS)
    return app


@pytest.fixture
def visitor(filled: Flask) -> Browser:
    """Return the browser of a person with a result that fits a rehabilitation
    doctor."""
    return Browser(filled).walk(BACK).open("/doctors")


def test_the_page_and_the_sheet_do_not_call_a_helper_the_patient(
    filled: Flask,
) -> None:
    browser = Browser(filled).walk({**BACK, "who": "other"})
    find(browser.open("/doctors"), "78700").press(
        "/doctors/pick", {"pick": [NEAR[0].npi]}
    )

    for page in ("/doctors", "/result"):
        assert not SAID_BY_THE_PATIENT.search(browser.open(page).text)
    sheet = words(browser.client.get("/result/summary.pdf").data)
    assert not SAID_BY_THE_PATIENT.search(sheet)


def test_a_second_pain_has_its_own_choice_and_words(filled: Flask) -> None:
    browser = with_two_pains(Browser(filled)).open("/doctors")

    choices = {
        str(each["value"]): words_of(each)
        for each in browser.page.select("#kind option")
    }
    assert choices[""] == "What fits best: PM&R"
    assert choices["second"] == "What fits the other pain: Neurology"
    elsewhere = words_of(browser.page.select_one("#elsewhere"))
    assert "Physical Medicine & Rehabilitation" in elsewhere
    assert "Psychiatry & Neurology" in elsewhere

    find(browser, "78701", kind="second")

    assert "Ada 20" in browser.text
    assert "Ada 1 " not in browser.text


def test_one_pain_has_no_choice_for_another(visitor: Browser) -> None:
    assert not visitor.page.select("#kind option[value=second]")


def find(browser: Browser, near: str, **more: object) -> Browser:
    return browser.press(data={"near": near, **more}, form="form.search")


def names(browser: Browser) -> list[str]:
    return [each.get_text() for each in browser.page.select("#found .name")]


def test_the_result_leads_to_doctors_nearby(visitor: Browser) -> None:
    visitor.open("/result")

    assert visitor.page.select_one("#nearby a[href='/doctors']")


def test_doctors_who_fit_come_first_then_the_nearest(visitor: Browser) -> None:
    find(visitor, "78700")

    assert visitor.status == 200
    assert names(visitor) == [f"Ada {n}, MD" for n in range(3)] + [
        "Ada 20, MD",
        "Ada 23",
        "Ada 21, MD",
    ]
    headings = [each.get_text() for each in visitor.page.select("#found h3")]
    assert headings == [
        "This training, and pain medicine listed",
        "Pain medicine listed, other training",
        "This training, pain medicine not listed",
    ]
    assert (
        "Within 10 miles of 78700. Doctors who fit come first, then the nearest."
        in visitor.text
    )
    assert "No one paid to be here, and no one is rated." in visitor.text
    assert "About 3 miles north : 1 Main St, Austin, TX 78701" in visitor.text
    assert "Less than a mile away" in visitor.text
    assert (
        "Says they trained in rehabilitation (PM&R) and practice pain medicine."
        in visitor.text
    )
    assert "In the register since 2007." in visitor.text
    assert visitor.page.select_one("#found a[href='tel:+15125550123']")
    assert "No telephone number is listed." in visitor.text
    assert "Says they practice pain medicine." in visitor.text
    assert "certificationmatters.org" in visitor.text
    assert (
        "The list is the US register of clinicians (NPPES) of November 9, 2026."
        in visitor.text
    )
    assert (
        "Pain Medicine (Physical Medicine & Rehabilitation) Physician (code 2081P2900X)"
        in visitor.text
    )


def test_the_list_is_narrowed_by_kind_and_to_who_lists_pain_medicine(
    visitor: Browser,
) -> None:
    assert names(find(visitor, "78700", pain="yes")) == [
        f"Ada {n}, MD" for n in range(3)
    ] + ["Ada 20, MD", "Ada 23"]
    assert names(find(visitor, "78700", kind="neurology"))[0] == "Ada 20, MD"
    assert names(find(visitor, "78700", kind="rheumatology")) == ["Ada 22, MD"]
    assert (
        "Says they trained in joint and immune illness (rheumatology)." in visitor.text
    )
    assert "Rheumatology Physician (code 207RR0500X)" in visitor.text
    assert "We look no further." in visitor.text
    assert names(find(visitor, "78700", kind="urology")) == []
    assert "No doctor was found. Choose another kind, or another place." in visitor.text
    assert len(names(find(visitor, "78700", kind="nobody"))) == 6


def test_a_code_that_leaves_two_trainings_open_says_so(app: Flask) -> None:
    fill(
        app,
        [
            somebody(1, "neurology", "psychiatry", codes=("2084P2900X",)),
            somebody(2, "pm_r", "neurology"),
        ],
    )
    visitor = find(Browser(app).walk(BACK).open("/doctors"), "78700")

    assert (
        "nerve, brain and headache care (neurology) or mental health care (psychiatry) and practice"
        in visitor.text
    )
    assert (
        "rehabilitation (PM&R) and nerve, brain and headache care (neurology) and practice"
        in visitor.text
    )


@pytest.mark.parametrize(
    ("areas", "looked"),
    [
        ([0, 0, 0, 0, 0], "Within 10 miles of 78700. Doctors"),
        (
            [0, 0, 0, 0, 6],
            "Within 25 miles of 78700. Closer by, there are fewer than five who list pain medicine.",
        ),
        (
            [0, 0, 0, 0, 12],
            "Within 50 miles of 78700. Closer by, there are fewer than five who list pain medicine.",
        ),
        ([0, 0, 0, 0, 25], "Within 100 miles of 78700. We look no further."),
    ],
)
def test_the_search_widens_by_itself_and_says_so(
    app: Flask, areas: list[int], looked: str
) -> None:
    fill(app, [somebody(n, "pm_r", area=area) for n, area in enumerate(areas)])

    visitor = find(Browser(app).walk(BACK).open("/doctors"), "78700")

    assert looked in visitor.text
    assert len(names(visitor)) == 5


def test_another_kind_widens_until_there_are_five_of_it(app: Flask) -> None:
    fill(app, [somebody(n, "rheumatology", pain=False, area=6) for n in range(5)])

    visitor = find(
        Browser(app).walk(BACK).open("/doctors"), "78700", kind="rheumatology"
    )

    assert (
        "Within 25 miles of 78700. Closer by, there are fewer than five. Doctors"
        in visitor.text
    )


def test_ten_stand_on_a_page_and_the_next_ten_follow(app: Flask) -> None:
    fill(app, [somebody(n, "pm_r") for n in range(25)])
    visitor = find(Browser(app).walk(BACK).open("/doctors"), "78700")
    pages = [names(visitor)]

    while visitor.page.select_one("button[name=after]:not([value=''])"):
        visitor.press("after", form="#found form.screen-only")
        pages.append(names(visitor))

    assert [len(page) for page in pages] == [10, 10, 5]
    assert len({name for page in pages for name in page}) == 25
    visitor.press("after", form="#found form.screen-only")
    assert names(visitor) == pages[0]


@pytest.mark.parametrize(
    ("near", "error"),
    [
        ("", "Type a ZIP code or a city."),
        ("99999", "We do not know this ZIP code. Check its five digits."),
        ("Nowhere, TX", "We do not know this place."),
        ("12", "We do not know this place."),
        ("x" * 5000, "We do not know this place."),
    ],
)
def test_an_unknown_place_is_reported(visitor: Browser, near: str, error: str) -> None:
    find(visitor, near)

    assert visitor.status == 422
    assert visitor.page.title
    assert visitor.page.title.get_text().startswith("Error: ")
    assert error in visitor.page.select_one("#errors").get_text()  # type: ignore[union-attr]
    assert visitor.page.select_one("#near")["value"] == near[:MOST_TYPED]  # type: ignore[index]


def test_a_city_is_as_good_as_a_zip_code(visitor: Browser) -> None:
    assert "miles of Austin, TX." in find(visitor, "austin tx").text
    assert "miles of Santa Fe, NM." in find(visitor, "Santa Fe").text


def test_a_city_of_several_states_is_chosen(visitor: Browser) -> None:
    find(visitor, "Springfield")
    assert visitor.status == 422
    assert "There are several cities with this name. Choose yours." in visitor.text

    visitor.press("Springfield, MA", {"near": "Springfield"}, form="form.search")

    assert "miles of Springfield, MA." in visitor.text


def test_picked_doctors_are_on_the_sheet_and_can_be_removed(visitor: Browser) -> None:
    find(visitor, "78700")
    visitor.press(
        "/doctors/pick", {"pick": [NEAR[0].npi, NEAR[1].npi, "1", NEAR[0].npi]}
    )

    assert visitor.path == "/doctors"
    assert [each.get_text() for each in visitor.page.select("#picked .name")] == [
        "Ada 0, MD",
        "Ada 1, MD",
    ]
    sheet = words(visitor.client.get("/result/summary.pdf").data)
    for text in (
        "Doctors to call",
        "Ada 0, MD",
        "(512) 555-0123",
        "First free day?",
        "Insurance?",
    ):
        assert plain(text) in sheet
    visitor.open("/result")
    table = visitor.page.select_one(".picked table")
    assert table
    assert "(512)\u00a0555-\u20600123" in table.get_text()
    headings = [each.get_text(strip=True) for each in visitor.page.select("main h2")]
    assert headings.index("Doctors to call") < headings.index("Your answers")
    assert "On the sheet: 2 doctors." in visitor.text

    visitor.open("/doctors").press(data={"off": NEAR[0].npi}, form="#picked form")

    assert [each.get_text() for each in visitor.page.select("#picked .name")] == [
        "Ada 1, MD"
    ]


def test_a_further_place_is_picked_as_it_was_shown(app: Flask) -> None:
    own = somebody(1, "pm_r", area=29)
    fill(
        app,
        [
            own,
            replace(
                own,
                number=1,
                at=Place("9 Elm St", "Austin", "TX", "78700", "5125550199"),
            ),
        ],
    )
    visitor = find(Browser(app).walk(BACK).open("/doctors"), "78700")

    visitor.press("/doctors/pick", {"pick": [f"{own.npi}-1"]})

    assert "9 Elm St" in visitor.text
    assert plain("(512) 555-0199") in words(
        visitor.client.get("/result/summary.pdf").data
    )


def test_the_sheet_has_room_for_five(visitor: Browser) -> None:
    find(visitor, "78700")
    visitor.press("/doctors/pick", {"pick": [each.npi for each in NEAR[:7]]})

    assert len(visitor.page.select("#picked .name")) == MOST_PICKED
    assert (
        "The sheet has room for five doctors. We took the first five." in visitor.text
    )


def test_picking_nobody_says_so(visitor: Browser) -> None:
    find(visitor, "78700").press("/doctors/pick")

    assert "Tick a doctor first." in visitor.text


def test_without_picked_doctors_the_sheet_has_no_table_of_them(
    visitor: Browser,
) -> None:
    assert plain("Doctors to call") not in words(
        visitor.client.get("/result/summary.pdf").data
    )


def test_a_picked_doctor_who_left_the_register_is_left_out(
    visitor: Browser, filled: Flask
) -> None:
    find(visitor, "78700").press("/doctors/pick", {"pick": [NEAR[0].npi]})
    fill(filled, NEAR[1:])

    visitor.open("/doctors")

    assert not visitor.page.select("#picked")


def test_the_clinics_own_doctors_come_first_and_separately(filled: Flask) -> None:
    state = state_of(filled)
    with state.writing() as transaction:
        clinicians.replace_all(
            transaction, (ANA, replace(ANA, npi=NEAR[0].npi, name="Ada Zero, MD"))
        )
    visitor = find(Browser(filled).walk(BACK).open("/doctors"), "78700")

    own = [each.get_text() for each in visitor.page.select("#own .name")]
    assert own == ["Ada Zero, MD", "Ana Alvarez, MD"]
    assert len(visitor.page.select("#own a[href^='tel:']")) == 1
    assert visitor.text.count("Also one of the clinic's own doctors") == 1
    order = [each["id"] for each in visitor.page.select("main section[id]")]
    assert order.index("own") < order.index("found")


def test_the_clinics_own_doctor_has_the_rosters_data_or_else_the_registers(
    filled: Flask,
) -> None:
    listed = replace(ANA, npi=NEAR[0].npi, name="Ada Zero, MD")
    with state_of(filled).writing() as transaction:
        clinicians.replace_all(transaction, (replace(EVE, npi=NEAR[1].npi), listed))
    visitor = Browser(filled).walk(BACK).open("/doctors")

    shown = {
        str(each.select(".name")[0].get_text()): each
        for each in visitor.page.select("#own .doctor")
    }
    own, from_register = shown["Eve Evans, DO"], shown["Ada Zero, MD"]
    assert "2 Hill Road, Springfield" in own.get_text()
    assert "1 Main St" not in own.get_text()
    assert [each["href"] for each in own.select("a")] == [
        "tel:5555550102",
        "https://clinic.example.org/eve",
    ]
    assert "1 Main St, Austin, TX 78700" in from_register.get_text()
    assert [each["href"] for each in from_register.select("a")] == ["tel:+15125550123"]


def test_a_search_survives_a_reload_for_a_while(visitor: Browser, clock: Clock) -> None:
    find(visitor, "78700", kind="pm_r", pain="yes")
    found = names(visitor)
    assert found

    assert names(visitor.open("/doctors")) == found
    assert visitor.page.select_one("#near")["value"] == "78700"  # type: ignore[index]
    assert visitor.page.select("#pain[checked]")
    assert visitor.page.select("option[value=pm_r][selected]")
    clock.turn(minutes=14)
    assert names(visitor.open("/doctors")) == found
    clock.turn(minutes=1)
    assert names(visitor.open("/doctors")) == []
    assert visitor.page.select_one("#near")["value"] == ""  # type: ignore[index]


def test_every_search_is_answered_with_a_redirect(visitor: Browser) -> None:
    for near in ("78700", "nowhere", ""):
        response = visitor.client.post(
            "/doctors", data={**hidden(visitor), "near": near}
        )
        assert response.status_code == 303
        assert response.headers["Location"] == "/doctors#found"


def test_a_refused_search_survives_a_reload(visitor: Browser) -> None:
    find(visitor, "00000")
    visitor.open("/doctors")

    assert visitor.status == 422
    assert "We do not know this ZIP code." in visitor.text
    assert visitor.page.select_one("#near")["value"] == "00000"  # type: ignore[index]


def test_a_search_opens_for_its_own_visit_alone(
    visitor: Browser, filled: Flask
) -> None:
    find(visitor, "78700")
    sealed = visitor.client.get_cookie("search")
    assert sealed

    other = Browser(filled).walk(BACK)
    other.client.set_cookie("search", sealed.value)
    assert names(other.open("/doctors")) == []
    visitor.client.set_cookie("search", "AAAA" + sealed.value[4:])
    assert names(visitor.open("/doctors")) == []
    visitor.client.set_cookie("search", "no base64")
    assert names(visitor.open("/doctors")) == []


@pytest.mark.parametrize("button", ["/finish", "/start-over", "/leave"])
def test_a_search_is_deleted_with_its_visit(visitor: Browser, button: str) -> None:
    find(visitor, "78700").open("/result")

    visitor.client.post(
        button, headers={"Sec-Fetch-Site": "same-origin"}, data=hidden(visitor)
    )

    assert visitor.client.get_cookie("visit") is None
    assert visitor.client.get_cookie("search") is None


def test_the_privacy_page_says_who_keeps_a_place(browser: Browser) -> None:
    page = browser.open("/privacy").text

    assert "we do not keep your ZIP code or city." in page
    assert "the doctors you picked for your sheet" in page


def test_made_up_doctors_are_marked_everywhere(app: Flask) -> None:
    fill(app, NEAR, sample=True)
    visitor = Browser(app).walk(BACK).open("/doctors")
    assert "These doctors are made up" in visitor.text

    find(visitor, "78700")
    assert len(visitor.page.select("#found .pill.amber")) == len(names(visitor))
    visitor.press("/doctors/pick", {"pick": [NEAR[0].npi]})

    assert plain("Made up") in words(visitor.client.get("/result/summary.pdf").data)
    found = json.loads(app.test_client().get("/api/v1/directory?zip=78700").text)
    assert (found["made_up"], found["as_of"]) == (True, None)


def test_without_a_directory_the_result_says_what_to_ask_the_plan_for(
    app: Flask,
) -> None:
    visitor = Browser(app).walk(BACK).open("/result")

    place = visitor.page.select_one("#nearby details")
    assert words_of(place) == (
        "Where to find such a doctor "
        "Look in the health plan's list of doctors for one of these words or codes: "
        "Pain Medicine (Physical Medicine & Rehabilitation) Physician (code 2081P2900X) "
        "Pain Medicine Physician (code 208VP0000X) Interventional Pain Medicine Physician (code 208VP0014X)"
    )
    visitor.open("/doctors")
    assert not visitor.page.select("form.search")
    assert "Pain Medicine Physician (code 208VP0000X)" in visitor.text
    posted = visitor.client.post(
        "/doctors", data={"near": "78700", **hidden(visitor)}, follow_redirects=True
    )
    assert posted.status_code == 422
    assert "There is no directory here." in posted.text


def hidden(browser: Browser) -> dict[str, str]:
    return {
        str(each["name"]): str(each["value"])
        for each in browser.page.select("form input[type=hidden]")
    }


def test_rules_without_codes_say_nothing_of_doctors_nearby(
    settings: Settings, folder: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "directory.toml").unlink()
    state = state_of(app)
    state.rules_in_use.settings = replace(settings, rules=folder)
    state.rules_in_use.reload()

    visitor = Browser(app).walk(BACK).open("/result")

    assert not visitor.page.select("#nearby")


def test_a_person_without_a_suggested_doctor_finds_no_doctors(filled: Flask) -> None:
    assert Browser(filled).open("/doctors").path.startswith("/questions/")
    assert Browser(filled).walk(CHILD).open("/doctors").path == "/result"


def test_an_old_page_changes_nothing_and_says_so(visitor: Browser) -> None:
    for address in ("/doctors", "/doctors/pick"):
        response = visitor.client.post(
            address, data={"near": "78700", "pick": NEAR[0].npi}, follow_redirects=True
        )

        assert "Nothing was changed" in response.text
    assert not visitor.open("/doctors").page.select("#picked, #found")


def test_kinds_and_boards_are_named_in_the_language_and_names_of_the_register_stay(
    visitor: Browser,
) -> None:
    visitor.client.set_cookie("language", "es")
    visitor.open("/doctors")

    assert "Reumatólogo" in visitor.text
    assert "Cualquier junta de" in visitor.text
    assert (
        "Pain Medicine (Physical Medicine & Rehabilitation) Physician" in visitor.text
    )


def test_staff_have_the_same_search(desk: Browser, app: Flask) -> None:
    desk.open("/desk/directory")
    assert "There is no directory here." in desk.text
    fill(app, NEAR + OTHERS)

    desk.open("/desk/directory")
    find(desk, "78700", kind="pm_r")

    assert names(desk)[:2] == ["Ada 0, MD", "Ada 1, MD"]
    assert not desk.page.select("input[name=pick]")
    find(desk, "nowhere")
    assert desk.status == 422
    assert names(desk) == []
    stale = desk.client.post(
        "/desk/directory", data={"near": "78700"}, follow_redirects=True
    )
    assert "Nothing was changed" in stale.text


def test_a_staff_search_survives_a_reload_for_a_while_only_for_them(
    desk: Browser, filled: Flask, clock: Clock
) -> None:
    find(desk.open("/desk/directory"), "78700", kind="pm_r", pain="yes")
    found = names(desk)
    assert found
    assert "78700" not in desk.path

    assert names(desk.open(desk.path)) == found
    assert desk.page.select_one("#near")["value"] == "78700"  # type: ignore[index]
    assert desk.page.select("#pain[checked]")
    assert desk.page.select("option[value=pm_r][selected]")
    assert names(signed_in(filled, Role.DESK, "maria").open(desk.path)) == []

    clock.turn(minutes=9)
    assert names(desk.open(desk.path)) == found
    clock.turn(minutes=9)
    assert names(desk.open(desk.path)) == []


def test_programs_have_the_same_search(filled: Flask) -> None:
    client = filled.test_client()

    found = json.loads(
        client.get("/api/v1/directory?zip=78700-1234&background=pm_r").text
    )

    assert (found["as_of"], found["made_up"], found["miles"], found["after"]) == (
        "2026-11-09",
        False,
        10,
        None,
    )
    assert [each["name"] for each in found["clinicians"]] == [
        "Ada 0",
        "Ada 1",
        "Ada 2",
        "Ada 20",
        "Ada 23",
        "Ada 21",
    ]
    assert found["clinicians"][1] | {"npi": ""} == {
        "npi": "", "name": "Ada 1", "credential": "MD", "codes": ["2081P2900X"], "says": ["pm_r"],
        "lists_pain_medicine": True, "miles": 3, "direction": "n", "street": "1 Main St", "city": "Austin",
        "state": "TX", "zip": "78701", "phone": "5125550123", "since": "2007-05-23",
    }  # fmt: skip
    narrow = json.loads(
        client.get("/api/v1/directory?zip=78700&background=pm_r&pain=1").text
    )
    assert len(narrow["clinicians"]) == 5


def test_a_program_reads_page_after_page(app: Flask) -> None:
    fill(app, [somebody(n) for n in range(12)])
    client = app.test_client()

    first = json.loads(client.get("/api/v1/directory?zip=78700").text)
    second = json.loads(
        client.get(f"/api/v1/directory?zip=78700&after={first['after']}").text
    )

    assert [len(page["clinicians"]) for page in (first, second)] == [10, 2]
    assert second["after"] is None


@pytest.mark.parametrize(
    ("asked", "status", "detail"),
    [
        ("", 422, "zip must be the five digits of a ZIP code"),
        ("?zip=12", 422, "zip must be the five digits"),
        ("?zip=99999", 422, "this ZIP code is not known"),
        (
            "?zip=78700&background=magic",
            422,
            "there is no such background; use one of pain, anesthesiology",
        ),
    ],
)
def test_a_program_gets_an_error_description(
    filled: Flask, asked: str, status: int, detail: str
) -> None:
    response = filled.test_client().get(f"/api/v1/directory{asked}")

    assert response.status_code == status
    assert detail in json.loads(response.text)["detail"]


def test_a_program_gets_an_error_without_a_directory(app: Flask) -> None:
    assert app.test_client().get("/api/v1/directory?zip=78700").status_code == 404


CANARIES = ("78707", "9931")
"""A ZIP code and four more digits in which nobody lives. Neither may be stored
anywhere."""


def test_no_place_stays_in_a_log_an_address_a_readable_cookie_the_database_or_a_backup(
    filled: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    state, typed = state_of(filled), "-".join(CANARIES)
    visitor = find(Browser(filled).walk(BACK).open("/doctors"), typed)
    assert "miles of 78707." in visitor.text
    visitor.press("/doctors/pick", {"pick": [NEAR[0].npi]})
    filled.test_client().get(f"/api/v1/directory?zip={typed}&background=pm_r")

    addresses = [
        visitor.path,
        *(str(each.get("href", "")) for each in visitor.page.find_all("a")),
    ]
    cookies = [cookie.value for cookie in (visitor.client._cookies or {}).values()]
    visitor.open("/result")
    rows = []
    with state.reading() as transaction:
        for table in metadata.sorted_tables:
            if table.name not in backup.DIRECTORY:
                rows += [
                    str(row) for row in transaction.connection.execute(select(table))
                ]
    copy = BytesIO()
    backup.write(state.engine, state.keys, copy, state.now())
    copy.seek(0)
    inside = backup.check(state.keys, copy)

    for canary in CANARIES:
        for place in (caplog.text, visitor.page.decode(), *addresses, *cookies, *rows):
            assert canary not in place
    assert not {name for name in inside.rows if name in backup.DIRECTORY}
    assert inside.rows["visit"] == 1
