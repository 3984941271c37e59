"""One intake at the front desk, and what prevents harm there."""

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from flask import Flask

from finder.config import Settings
from finder.store import audit, intakes
from finder.store.engine import writing
from finder.store.staff import Role
from tests.former import record_sentence
from tests.web.browser import Browser, words
from tests.web.conftest import Clock, Share
from tests.web.desk import act, pinned, queued, signed_in, state_of, trail


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic="Riverside Pain Clinic", share_crisis=True)


def test_an_urgent_intake_is_pinned_until_initials_and_what_was_done_are_written_down(
    share: Share, desk: Browser, clock: Clock, app: Flask
) -> None:
    emergency = share(safety_new=["rf_cauda"])
    assert pinned(desk.open("/desk/")) == [
        f"{emergency} Emergency room advised waiting less than a minute"
    ]

    desk.open("/desk/intakes/key1")
    assert "Nobody" not in desk.text
    assert not desk.page.select("button[value=closed]"), "it cannot be closed as it is"
    act(desk, "handled", {"initials": "", "done": " "})
    assert [each["href"] for each in desk.page.select("#errors a")] == [
        "#done",
        "#initials",
    ]
    act(desk, "handled", {"initials": "", "done": "called"})
    assert "Type your initials" in desk.text
    act(desk, "handled", {"initials": "ZD", "done": " "})
    assert "Say what was done" in desk.text
    assert "ZD" in str(desk.page.select("#initials")[0]), "what was typed is kept"
    act(desk, "handled", {"initials": "ZD", "done": "called, is at the hospital"})

    assert "ZD: called, is at the hospital" in desk.text
    assert desk.page.select("button[value=closed]")
    assert pinned(desk.open("/desk/")) == []
    assert ("zoe", "handled the urgent intake", "") in trail(app)


def test_a_crisis_is_shown_to_the_desk_with_what_to_do(
    share: Share, desk: Browser
) -> None:
    share(safety_now=["rf_harm_now"])

    desk.open("/desk/intakes/key1")

    facts = desk.page.select_one(".intake-facts")
    assert words(facts).startswith("New Crisis help was shown · ")
    assert "No warning sign" not in desk.text
    red_flags = desk.page.find("dt", string="Red flags")
    assert red_flags
    assert words(red_flags.find_next_sibling("dd")) == "Crisis help was shown"
    assert "Follow the clinic's plan for this at once." in desk.text
    assert "rf_harm_now" not in str(desk.page)
    assert "I may act on thoughts" not in desk.text, (
        "the private answer itself stays out"
    )


def test_an_intake_shows_urgent_advice_first_then_the_half_page_and_its_history(
    share: Share, desk: Browser
) -> None:
    share(
        safety_new=["rf_skin"], goals=["less_pain"], own_words="It <b>burns</b> {{7*7}}"
    )

    desk.open("/desk/intakes/key1")

    headings = [heading.get_text() for heading in desk.page.select("main h2")]
    assert headings.index("To be seen today") < headings.index("For the clinic")
    assert (
        "Skin or a wound that is newly hot" in desk.page.select(".advice")[0].get_text()
    )
    assert "It <b>burns</b> {{7*7}}" in desk.page.select(".own-words")[0].get_text()
    assert re.search(r"zoe opened the intake", desk.text)


@pytest.mark.parametrize("who", ["me", "other"])
def test_the_desk_reads_about_the_person_and_sees_what_they_read(
    share: Share, desk: Browser, who: str
) -> None:
    """Check that the page never addresses a clerk as if they were the patient."""
    share(
        who=[who],
        medicines=["blood_thinner"],
        safety_new=["rf_skin"],
        own_words="It burns.",
    )

    desk.open("/desk/intakes/key1")

    read, own = desk.page.select_one(".whole"), desk.page.select_one(".referral")
    assert own is not None
    assert "about their blood thinner" in own.get_text()
    assert not re.search(r"\b[Yy]ours?\b|\b[Yy]ou\b|\bI\b", own.get_text())
    assert "To be seen today: Skin or a wound" in words(own)
    caution = {"me": "about your blood thinner", "other": "about their blood thinner"}
    assert caution[who] in words(read)
    whose = {"me": "In their own words", "other": "In the words of the helper"}
    assert whose[who] in words(own)
    quoted = {"me": "Call your doctor now", "other": "Call their doctor now"}
    assert quoted[who] in words(desk.page.select(".advice")[0])


def test_the_sheet_of_a_helper_says_so_at_the_desk_too(
    share: Share, desk: Browser
) -> None:
    share(who=["other"])

    sheet = desk.client.get("/desk/intakes/key1/sheet.pdf")

    text = pypdfium2.PdfDocument(sheet.data)[0].get_textpage().get_text_range()
    assert "Filled in by" in text.replace("\r\n", " ")
    assert "Start with their regular doctor" in text


def test_a_history_with_sentences_and_ids_reads_the_same(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    with state_of(app).writing() as transaction:
        found = intakes.find(transaction, "key1")
        assert found
        record_sentence(transaction, "ana", "changed the note", found.reference_hash)

    history = words(
        desk.open("/desk/intakes/key1").page.select_one("[aria-label=History]")
    )

    assert "ana changed the note" in history
    assert "zoe opened the intake" in history
    desk.press("", {"changes": "7", "note": "wants Tuesday"}, form="form.acts")
    assert "The last change: ana changed the note, at 09:00." in desk.text


def test_one_press_moves_it_on_and_each_step_is_recorded(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    desk.open("/desk/intakes/key1")
    for value, name in (("seen", "Read"), ("closed", "Closed"), ("new", "New")):
        act(desk, "state", {"state": value})
        assert desk.page.select(".intake-facts .state")[0].get_text() == name

    with state_of(app).reading() as transaction:
        moves = [
            entry.about
            for entry in audit.latest(transaction, 50)
            if entry.words == "moved the intake"
        ]
    assert moves[::-1] == [
        "from new to seen",
        "from seen to closed",
        "from closed to new",
    ]


def test_two_editors_of_an_intake_do_not_overwrite_each_other(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    other = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")
    act(desk.open("/desk/intakes/key1"), "note", {"note": "called, wants Tuesday"})

    act(other, "note", {"note": "no answer"})

    assert other.status == 409
    assert "Someone else changed this just now" in other.text
    assert "no answer" in other.page.select("#note")[0].get_text(), (
        "what was typed is kept"
    )
    assert "The note now says: “called, wants Tuesday”" in other.text, (
        "nobody overwrites what they have not seen"
    )
    assert (
        "called, wants Tuesday"
        in desk.open("/desk/intakes/key1").page.select("#note")[0].get_text()
    )


def test_a_typed_note_is_saved_whichever_button_is_pressed(
    share: Share, desk: Browser, app: Flask
) -> None:
    share(safety_new=["rf_cauda"])
    desk.open("/desk/intakes/key1")

    act(desk, "state", {"state": "seen", "note": "called,\r\nwants Tuesday"})
    assert desk.page.select("#note")[0].get_text() == "\ncalled,\nwants Tuesday"
    assert desk.page.select(".intake-facts .state")[0].get_text() == "Read"
    act(desk, "handled", {"initials": "", "done": "called", "note": "at the hospital"})
    assert "Type your initials" in desk.text
    assert desk.page.select("#note")[0].get_text() == "\nat the hospital", (
        "what was typed is kept"
    )
    act(desk, "handled", {"initials": "ZD", "done": "called"})

    assert desk.page.select("#note")[0].get_text() == "\nat the hospital"
    changes = ("changed the note", "moved the intake", "handled the urgent intake")
    assert [what for _, what, _ in trail(app, 8) if what in changes] == [
        *changes[:2],
        changes[0],
        changes[2],
    ]


def test_an_untouched_note_never_overwrites_a_newer_one(
    share: Share, desk: Browser, app: Flask
) -> None:
    share()
    act(desk.open("/desk/intakes/key1"), "note", {"note": "called"})
    other = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")
    act(desk, "note", {"note": "called, wants Tuesday"})

    act(other, "state", {"state": "seen"})

    assert other.status == 409
    assert other.page.select("#note")[0].get_text() == "\ncalled, wants Tuesday"
    act(other, "state", {"state": "seen"})
    assert other.page.select("#note")[0].get_text() == "\ncalled, wants Tuesday"


def test_a_note_is_short_and_can_be_emptied(share: Share, desk: Browser) -> None:
    share()
    act(desk.open("/desk/intakes/key1"), "note", {"note": "x" * 501})
    assert desk.status == 422
    assert "Use 500 characters or fewer. You used 501." in desk.text

    act(desk, "note", {"note": "called"})
    assert desk.page.select("#note")[0].get_text().strip() == "called"
    act(desk, "note", {"note": ""})
    assert desk.page.select("#note")[0].get_text().strip() == ""


def test_a_form_from_elsewhere_changes_nothing(share: Share, desk: Browser) -> None:
    share()

    crafted = {"state": "closed", "changes": "0"}
    response = desk.client.post(
        "/desk/intakes/key1/state", data=crafted, follow_redirects=True
    )

    assert response.status_code == 422
    assert queued(desk.open("/desk/")) != []


def test_an_urgent_intake_is_not_closed_by_a_crafted_form(
    share: Share, desk: Browser
) -> None:
    share(safety_new=["rf_cauda"])

    act(desk.open("/desk/intakes/key1"), "state", {"state": "closed"})

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
    assert queued(fresh.open("/desk/")) == []


def test_the_sheet_for_the_chart_carries_the_code(
    share: Share, desk: Browser, app: Flask
) -> None:
    code = share()

    response = desk.client.get("/desk/intakes/key1/sheet.pdf")

    text = "".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(response.data)
    )
    assert code in text
    assert response.headers["Content-Disposition"] == "inline; filename=summary.pdf"
    assert trail(app)[-1] == ("zoe", "printed the sheet", "")


def test_a_clinician_can_download_an_intake_as_fhir_and_the_desk_cannot(
    share: Share, desk: Browser, app: Flask
) -> None:
    code = share(safety_now=["rf_harm_now"])
    assert desk.open("/desk/intakes/key1").text.count("FHIR") == 0
    assert desk.client.get("/desk/intakes/key1/intake.json").status_code == 403

    clinician = signed_in(app, Role.CLINICIAN, "maria").open("/desk/intakes/key1")
    response = clinician.client.get(
        str(clinician.page.select_one("a[href$='.json']")["href"])  # type: ignore[index]
    )

    bundle = Bundle.model_validate(response.json)
    assert bundle.identifier
    assert bundle.identifier.value == code
    assert response.mimetype == "application/fhir+json"
    assert "rf_harm_now" not in response.text
    assert trail(app)[-1] == ("maria", "exported the intake as FHIR", "")


def test_an_intake_with_other_rules_is_shown_and_says_so(
    share: Share, app: Flask, tmp_path: Path
) -> None:
    share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET rules_version = 'older'")

    desk = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")

    assert "The rules have changed since this was shared." in desk.text


def test_an_intake_is_assessed_again_with_todays_rules_without_changing_it(
    share: Share, app: Flask
) -> None:
    share()
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE intake SET rules_version = 'older'")
    desk = signed_in(app, Role.DESK, "maria").open("/desk/intakes/key1")

    again = next(
        link
        for link in desk.page.select("main a")
        if link.get_text() == "Do it again with today's rules"
    )
    desk.open(str(again["href"]))

    assert "What was shared is kept as it was." in desk.text
    assert "Physical medicine and rehabilitation" in desk.text
    assert trail(app)[-1] == ("maria", "opened the intake", "with today's rules")
    assert "The rules have changed since" in desk.open("/desk/intakes/key1").text
