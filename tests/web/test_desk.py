"""The front desk: the queue, one intake, and what keeps people from doing harm there."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from flask import Flask

from finder.config import Settings
from finder.core.answers import answers_from
from finder.core.given import give, packed
from finder.core.reference import check_symbol, written
from finder.store import audit, intakes
from finder.store.engine import reading, writing
from finder.store.intakes import Shared, Taken
from finder.store.staff import Role
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.desk import PASSWORD, next_code, signed_in, state_of

Share = Callable[..., str]
TOLD = {"age": "a35_49", "where": ["low_back"], "how_long": "gt12", "feel": ["burning"]}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic", share_crisis=True)


@pytest.fixture
def share(app: Flask) -> Share:
    """Shares an intake with some answers, and returns its reference."""
    made = 0

    def share(language: str = "en", taken: Taken = Taken.HOME, **answers: object) -> str:
        nonlocal made
        made += 1
        state = state_of(app)
        told = answers_from({**TOLD, **answers}, state.ruleset.questionnaire)
        given = give(state.ruleset, told.answers, told.own_words, (), include_private=False, share_crisis=True)
        body = f"{made:0>10}".replace("0", "Z")
        reference = body + check_symbol(body)
        level, version = given.assessment.level, given.assessment.rules_version
        whole = Shared(reference, packed(given), level, given.crisis, language, taken, version)
        with writing(state.engine) as connection:
            intakes.share(connection, state.keys, f"key{made}", whole, state.now(), timedelta(days=30))
        return written(reference)

    return share


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, Role.DESK, "zoe").open("/desk/")


def codes(browser: Browser) -> list[str]:
    return [link.get_text() for link in browser.page.select(".queue th a")]


def pinned(browser: Browser) -> list[str]:
    return [" ".join(line.get_text(" ").split()) for line in browser.page.select(".pinned li")]


def trail(app: Flask) -> list[tuple[str, str, str]]:
    with reading(state_of(app).engine) as connection:
        return [(entry.who, entry.what, entry.about) for entry in audit.latest(connection, 6)][::-1]


def test_the_queue_shows_the_newest_first_in_words_and_no_answer(share: Share, desk: Browser, clock: Clock) -> None:
    first = share(safety_area=["rf_skin"])
    clock.turn(minutes=5)
    second = share(taken=Taken.PHONE, language="es")

    desk.open("/desk/")

    assert codes(desk) == [second, first]
    assert "To be seen today New English At home 5 minutes ago" in desk.text
    assert "No warning sign New Spanish By phone less than a minute ago" in desk.text
    assert "2 intakes" in desk.text
    for told in ("urning", "ower back", "35", "Skin"):
        assert told not in desk.page.select("#queue")[0].get_text()


def test_an_empty_queue_says_so(desk: Browser) -> None:
    assert "Nothing has been shared yet." in desk.text
    assert "0 intakes" in desk.text
    assert "Nothing here fits what you chose." in desk.open("/desk/?state=booked").text


def test_what_the_queue_shows_is_chosen_in_the_address(share: Share, desk: Browser) -> None:
    today, spanish = share(safety_area=["rf_skin"]), share(language="es", taken=Taken.TABLET)

    assert codes(desk.open("/desk/?level=today")) == [today]
    assert codes(desk.open("/desk/?language=es")) == [spanish]
    assert codes(desk.open("/desk/?taken=tablet&state=new")) == [spanish]
    assert codes(desk.open("/desk/?state=closed")) == []
    assert codes(desk.open("/desk/?state=king&level=9&language=xx&taken=&before=no")) == [spanish, today]
    selected = desk.open("/desk/?level=today").page.select("option[selected]")
    assert [option.get_text() for option in selected] == ["To be seen today"]


def test_the_queue_goes_on_page_by_page(share: Share, desk: Browser) -> None:
    shared = [share() for _ in range(30)][::-1]

    first = codes(desk.open("/desk/?state=new"))
    older = desk.page.select(".pages a")[-1]["href"]
    second = codes(desk.open(str(older)))

    assert (first, second) == (shared[:25], shared[25:])
    assert [link.get_text() for link in desk.page.select(".pages a")] == ["Newest"]
    assert "state=new" in str(older)


def test_emergencies_stand_on_top_and_age_until_somebody_looked_after_them(
    share: Share, desk: Browser, clock: Clock, app: Flask
) -> None:
    emergency = share(safety_area=["rf_cauda"])
    for _ in range(5):
        clock.turn(minutes=9)
        desk.open("/desk/")
    crisis = share(safety_now=["rf_harm_now"])

    assert pinned(desk.open("/desk/")) == [
        f"{emergency} Emergency room advised waiting 45 minutes",
        f"{crisis} Crisis help was shown waiting less than a minute",
    ]
    assert [line["class"] for line in desk.page.select(".pinned li")] == [["old"], ["fresh"]]


def test_an_urgent_intake_is_pinned_until_initials_and_what_was_done_are_written_down(
    share: Share, desk: Browser, clock: Clock, app: Flask
) -> None:
    emergency = share(safety_area=["rf_cauda"])
    assert pinned(desk.open("/desk/")) == [f"{emergency} Emergency room advised waiting less than a minute"]

    desk.open("/desk/intakes/key1")
    assert "Nobody" not in desk.text
    assert not desk.page.select("button[value=closed]"), "it cannot be closed as it is"
    desk.press("/desk/intakes/key1/handled", {"initials": "", "done": "called"})
    assert "Type your initials" in desk.text
    desk.press("/desk/intakes/key1/handled", {"initials": "ZD", "done": " "})
    assert "Say what was done" in desk.text
    assert "ZD" in str(desk.page.select("#initials")[0]), "what was typed is kept"
    desk.press("/desk/intakes/key1/handled", {"initials": "ZD", "done": "called, is at the hospital"})

    assert "ZD: called, is at the hospital" in desk.text
    assert desk.page.select("button[value=closed]")
    assert pinned(desk.open("/desk/")) == []
    assert ("zoe", "looked after the urgent intake", "") in trail(app)


def test_a_crisis_is_shown_to_the_desk_with_what_to_do(share: Share, desk: Browser) -> None:
    share(safety_now=["rf_harm_now"])

    desk.open("/desk/intakes/key1")

    assert "Crisis help was shown" in desk.text
    assert "Follow the clinic's plan for this at once." in desk.text
    assert "rf_harm_now" not in str(desk.page)
    assert "I may act on thoughts" not in desk.text, "the private answer itself stays out"


@pytest.mark.parametrize(
    "typed", ["{0}", "{1}", " {2} ", "https://pain.example.org/desk/find/{0}", "https://x/find#{0}"]
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


def test_a_slip_is_told_at_once_and_looked_up_by_nobody(share: Share, desk: Browser) -> None:
    code = share()
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")

    desk.open(f"/desk/find/?code={slip}")
    assert desk.status == 422
    assert "One letter or number is not right" in desk.text
    assert slip in str(desk.page.select("#code")[0])
    assert desk.open("/desk/find/?code=7KQ2-M9XD-4T0").status == 422
    right = "ZZZZZZZZZ9"
    assert "Nothing with this code is here" in desk.open(f"/desk/find/{right}{check_symbol(right)}").text
    assert desk.status == 404
    assert desk.open("/desk/find/").status == 200


def test_a_code_read_by_a_camera_opens_after_signing_in(share: Share, app: Flask) -> None:
    code = share()
    signed_in(app, Role.DESK, "maria")
    phone = Browser(app).open(f"/desk/find/{code}")
    assert phone.path.startswith("/desk/sign-in?next=")
    phone.press("/desk/sign-in", {"name": "maria", "password": PASSWORD, "code": next_code(app, "maria")})

    assert phone.h1 == f"Intake {code}"


def test_an_intake_shows_urgent_advice_first_then_the_half_page_and_who_was_there(share: Share, desk: Browser) -> None:
    share(safety_area=["rf_skin"], goals=["less_pain"], own_words="It <b>burns</b> {{7*7}}")

    desk.open("/desk/intakes/key1")

    headings = [heading.get_text() for heading in desk.page.select("main h2")]
    assert headings.index("To be seen today") < headings.index("For the clinic")
    assert "Skin that is hot, red, and spreading" in desk.page.select(".advice")[0].get_text()
    assert "It <b>burns</b> {{7*7}}" in desk.page.select(".own-words")[0].get_text()
    assert re.search(r"zoe opened the intake", desk.text)


def test_it_moves_on_by_one_press_and_each_step_is_written_down(share: Share, desk: Browser, app: Flask) -> None:
    share()
    desk.open("/desk/intakes/key1")
    for value, name in (("seen", "Seen"), ("booked", "Booked"), ("closed", "Closed"), ("new", "New")):
        desk.press("/desk/intakes/key1/state", {"state": value})
        assert desk.page.select(".intake-facts .state")[0].get_text() == name

    with reading(state_of(app).engine) as connection:
        moves = [entry.about for entry in audit.latest(connection, 50) if entry.what == "moved the intake"]
    assert moves[::-1] == ["from new to seen", "from seen to booked", "from booked to closed", "from closed to new"]


def test_two_at_the_same_intake_do_not_overwrite_each_other(share: Share, desk: Browser, app: Flask) -> None:
    share()
    other = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")
    desk.open("/desk/intakes/key1").press("/desk/intakes/key1/note", {"note": "called, wants Tuesday"})

    other.press("/desk/intakes/key1/note", {"note": "no answer"})

    assert other.status == 409
    assert "Somebody else changed this just now" in other.text
    assert "no answer" in other.page.select("#note")[0].get_text(), "what was typed is kept"
    assert "The note says now: “called, wants Tuesday”" in other.text, "nobody overwrites what they have not seen"
    assert "called, wants Tuesday" in desk.open("/desk/intakes/key1").page.select("#note")[0].get_text()


def test_a_note_is_short_and_can_be_emptied(share: Share, desk: Browser) -> None:
    share()
    desk.open("/desk/intakes/key1").press("/desk/intakes/key1/note", {"note": "x" * 501})
    assert desk.status == 422
    assert "Use 500 characters or fewer. You used 501." in desk.text

    desk.press("/desk/intakes/key1/note", {"note": "called"})
    assert desk.page.select("#note")[0].get_text().strip() == "called"
    desk.press("/desk/intakes/key1/note", {"note": ""})
    assert desk.page.select("#note")[0].get_text().strip() == ""


def test_a_form_from_elsewhere_changes_nothing(share: Share, desk: Browser) -> None:
    share()

    response = desk.client.post("/desk/intakes/key1/state", data={"state": "closed", "changes": "0"})

    assert response.status_code == 422
    assert codes(desk.open("/desk/")) != []


def test_an_urgent_intake_is_not_closed_by_a_crafted_form(share: Share, desk: Browser) -> None:
    share(safety_area=["rf_cauda"])

    desk.open("/desk/intakes/key1").press("/desk/intakes/key1/state", {"state": "closed"})

    assert "First write down what was done" in desk.text
    assert pinned(desk.open("/desk/"))


def test_an_intake_that_is_gone_or_never_was_is_not_found(
    share: Share, desk: Browser, clock: Clock, app: Flask
) -> None:
    share()
    assert desk.open("/desk/intakes/other").status == 404
    clock.turn(days=30)
    fresh = signed_in(app, Role.DESK, "maria")
    assert fresh.open("/desk/intakes/key1").status == 404
    assert codes(fresh.open("/desk/")) == []


def test_a_damaged_line_hides_none_of_the_others(share: Share, desk: Browser, app: Flask) -> None:
    share(safety_area=["rf_cauda"])
    other = share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET label_sealed = x'00' WHERE key = 'key1'")

    assert codes(desk.open("/desk/")) == [other, "Does not open"]
    assert pinned(desk)[0].startswith("Does not open Emergency room advised")


def test_the_sheet_for_the_chart_carries_the_code(share: Share, desk: Browser, app: Flask) -> None:
    code = share()

    response = desk.client.get("/desk/intakes/key1/sheet.pdf")

    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.data))
    assert code in text
    assert response.headers["Content-Disposition"] == "inline; filename=summary.pdf"
    assert trail(app)[-1] == ("zoe", "printed the sheet", "")


def test_a_clinician_takes_an_intake_out_as_fhir_and_the_desk_does_not(share: Share, desk: Browser, app: Flask) -> None:
    code = share(safety_now=["rf_harm_now"])
    assert desk.open("/desk/intakes/key1").text.count("FHIR") == 0
    assert desk.client.get("/desk/intakes/key1/intake.json").status_code == 403

    clinician = signed_in(app, Role.CLINICIAN, "maria").open("/desk/intakes/key1")
    response = clinician.client.get(str(clinician.page.select_one("a[href$='.json']")["href"]))  # type: ignore[index]

    bundle = Bundle.model_validate(response.json)
    assert bundle.identifier
    assert bundle.identifier.value == code
    assert response.mimetype == "application/fhir+json"
    assert "rf_harm_now" not in response.text
    assert trail(app)[-1] == ("maria", "took the intake out as FHIR", "")


def test_an_intake_made_with_other_rules_opens_and_says_so(share: Share, app: Flask, tmp_path: Path) -> None:
    share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET rules_version = 'older'")

    desk = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")

    assert "The rules have changed since this was shared." in desk.text


def test_an_intake_is_worked_out_again_with_todays_rules_and_kept_as_it_was(share: Share, app: Flask) -> None:
    share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET rules_version = 'older'")
    desk = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")

    again = next(link for link in desk.page.select("main a") if link.get_text() == "Do it again with today's rules")
    desk.open(str(again["href"]))

    assert "What was shared is kept as it was." in desk.text
    assert "Physical medicine and rehabilitation" in desk.text
    assert trail(app)[-1] == ("maria", "opened the intake", "with today's rules")
    assert "The rules have changed since" in desk.open("/desk/intakes/key1").text


def test_the_pages_own_refresh_counts_as_nobody(share: Share, desk: Browser, clock: Clock) -> None:
    for _ in range(3):
        clock.turn(minutes=3)
        assert desk.client.get("/desk/", headers={"X-Refresh": "1"}).status_code == 200
    clock.turn(minutes=3)

    assert desk.client.get("/desk/", headers={"X-Refresh": "1"}).status_code == 303
