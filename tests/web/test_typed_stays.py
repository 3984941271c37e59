"""After a change of language without scripts, typed text and its errors are in the same
place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

import pytest
from bs4 import Tag
from flask import Flask

from finder.config import Settings
from finder.paths import TEMPLATES
from finder.store.staff import Role
from tests.apps import app_of
from tests.doctors import GOOD
from tests.web.browser import Browser, words
from tests.web.conftest import Clock, Share
from tests.web.desk import make_member, sign_in, signed_in
from tests.web.stories import BACK, at
from tests.web.test_doctors import NEAR, fill
from tests.web.test_phone import take

Place = Callable[[Flask, Share], Browser]
Typed = dict[str, str]
NO_TEXT = {"hidden", "checkbox", "radio", "file", "submit"}
SECRETS = {
    "password": "a password must not come back in a page",
    "again": "the same password once more",
    "old": "the present password",
}
"""Fields that are not shown again, and why. Neither is a code from a phone, which works
once."""
WRONG_ROSTER = GOOD.replace("yes", "perhaps")
ONE_TIME = "one-time-code"
NAME = r'[^>]* name="(\w+)"'
OTHER_INPUT = r'[^>]* type="(?:checkbox|radio|hidden|file)"'
TEMPLATE_FIELDS = re.compile(
    rf'field\("(\w+)"|<textarea{NAME}|<input(?!{OTHER_INPUT}){NAME}'
)
SPANISH, ENGLISH = "es", "en"


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Yield the app of a clinic that calls people back, with doctors nearby."""
    settings = replace(settings, clinic="Oak Hill", clinic_call_back=True)
    with app_of(settings, clock) as app:
        fill(app, NEAR)
        yield app


def staff(app: Flask, path: str) -> Browser:
    return signed_in(app, Role.ADMIN, "zoe").open(path)


def intake(app: Flask, share: Share, **answers: object) -> Browser:
    code = share(**answers)
    return staff(app, f"/desk/find/{code}")


def urgent_intake(app: Flask, share: Share) -> Browser:
    return intake(app, share, safety_now=["rf_chest"])


def roster(app: Flask, share: Share, text: str = GOOD) -> Browser:
    return staff(app, "/desk/roster/").press("/desk/roster/read", {"text": text})


def set_up(app: Flask, share: Share) -> Browser:
    browser = Browser(app)
    return sign_in(browser, "zoe", make_member(app, "zoe", Role.DESK))


def sharing(app: Flask, share: Share) -> Browser:
    return Browser(app).walk(BACK).open("/share")


def shared(app: Flask, share: Share) -> Browser:
    return sharing(app, share).press(
        "/share", {"agree": "yes", "call_back": "555-555-0123"}
    )


def searched(app: Flask, share: Share) -> Browser:
    return (
        Browser(app)
        .walk(BACK)
        .open("/doctors")
        .press("/doctors#found", {"near": "78700", "kind": "", "pain": "yes"})
    )


def own_words(app: Flask, share: Share) -> Browser:
    return at(Browser(app), "own_words")


def call_without_consent(app: Flask, share: Share) -> Browser:
    browser = staff(app, "/desk/phone/").press("", form="main form")
    return take(browser, BACK).open("/desk/phone/result").press("", form="form.call")


PLACES: dict[str, Place] = {
    "own words": own_words,
    "resume": lambda app, _: Browser(app).open("/resume"),
    "tablet": lambda app, _: Browser(app).open("/kiosk/"),
    "doctors": lambda app, _: Browser(app).walk(BACK).open("/doctors"),
    "doctors, searched": searched,
    "share": sharing,
    "shared": shared,
    "sign-in": lambda app, _: Browser(app).open("/desk/sign-in"),
    "set-up": set_up,
    "password": lambda app, _: staff(app, "/desk/password"),
    "queue": lambda app, _: staff(app, "/desk/?state=seen"),
    "find": lambda app, _: staff(app, "/desk/find/"),
    "intake": intake,
    "urgent intake": urgent_intake,
    "intake with today's rules": lambda app, share: (it := intake(app, share)).open(
        f"{it.path}?rules=today"
    ),
    "staff": lambda app, _: staff(app, "/desk/staff/"),
    "tablets": lambda app, _: staff(app, "/desk/tablets/"),
    "roster": roster,
    "export": lambda app, _: staff(app, "/desk/export/"),
    "directory": lambda app, _: staff(app, "/desk/directory"),
}
NAMED: dict[str, set[str]] = {
    "own words": {"own_words"},
    "resume": {"code"},
    "tablet": {"code"},
    "doctors": {"near"},
    "doctors, searched": {"near"},
    "share": {"call_back"},
    "shared": {"call_back"},
    "sign-in": {"name", "password", "code"},
    "set-up": {"password", "again", "code"},
    "password": {"old", "password", "again"},
    "queue": {"code"},
    "find": {"code"},
    "intake": {"doctor", "day", "at", "note"},
    "urgent intake": {"done", "initials", "doctor", "day", "at", "note"},
    "intake with today's rules": {"doctor", "day", "at", "note"},
    "staff": {"name"},
    "tablets": {"tablet"},
    "roster": {"text"},
    "export": {"reason"},
    "directory": {"near"},
}
"""The fields that take text on each page."""


def language(browser: Browser) -> str:
    assert browser.page.html
    return str(browser.page.html["lang"])


def text_fields(browser: Browser) -> list[Tag]:
    """Return the fields of a page that take text."""
    found = browser.page.select("input[name], textarea[name]")
    return [
        field
        for field in found
        if field.name == "textarea" or field.get("type", "text") not in NO_TEXT
    ]


def value(field: Tag) -> str:
    return (
        field.get_text().removeprefix("\n")
        if field.name == "textarea"
        else str(field.get("value", ""))
    )


def is_secret(field: Tag) -> bool:
    return field["name"] in SECRETS or field.get("autocomplete") == ONE_TIME


def something(field: Tag) -> str:
    """Return a text that a person may type into a field."""
    by_type = {"date": "2027-02-28", "time": "14:30", "tel": "555-555-01"}
    text = by_type.get(str(field.get("type")), "2 Ñandúes")
    longest = field.get("maxlength")
    return text[: int(str(longest))] if longest else text


def switch(browser: Browser, wanted: str, typed: Typed) -> Browser:
    """Type into the form of the language button, and press it. A page without such a
    form has a link."""
    button = browser.page.select_one(f".languages [lang={wanted}]")
    assert button, browser.path
    if button.name == "a":
        return browser.open(str(button["href"]))
    form = browser.page.select_one(f"form[id={button['form']}]")
    assert form
    stands = {
        str(field["name"]): value(field)
        for field in form.select("input[type=hidden], textarea")
    }
    stands |= {
        str(field["name"]): str(field["value"])
        for field in form.select("input[checked]")
    }
    stands |= {
        str(option.find_parent("select")["name"]): str(option["value"])  # type: ignore[index]
        for option in form.select("[selected]")
    }
    sent = {**stands, **typed}
    if form.get("method") == "post":
        return browser.press(wanted, sent, form=f"form[id={button['form']}]")
    query = {**sent, str(button["name"]): str(button["value"])}
    found = browser.client.get(str(button["formaction"]), query_string=query)
    return browser.open(found.headers["Location"])


def address(browser: Browser) -> tuple[str, set[str]]:
    """Return the path and its query, without what is held for the page."""
    path, _, query = browser.path.partition("?")
    return path, {
        part
        for part in query.split("&")
        if part and part.split("=")[0] not in {"held", "typed", "next"}
    }


@pytest.mark.parametrize("place", PLACES)
def test_what_is_typed_stays_where_it_was(app: Flask, share: Share, place: str) -> None:
    browser = PLACES[place](app, share)
    before, heading = address(browser), browser.h1
    fields = {str(field["id"]): field for field in text_fields(browser)}
    typed = {str(field["name"]): something(field) for field in fields.values()}
    assert {*typed} == NAMED[place]
    for wanted in (SPANISH, ENGLISH):
        switch(browser, wanted, typed)

        assert (language(browser), address(browser)) == (wanted, before)
        again = {str(field["id"]): value(field) for field in text_fields(browser)}
        assert again == {
            key: "" if is_secret(field) else typed[str(field["name"])]
            for key, field in fields.items()
        }
        assert browser.status == 200
    assert browser.h1 == heading


@pytest.mark.parametrize(
    "place",
    sorted({*PLACES} - {"own words", "password", "set-up", "queue", "find", "sign-in"}),
)
def test_a_page_whose_language_is_changed_untouched_stays_as_it_was(
    app: Flask, share: Share, place: str
) -> None:
    browser = PLACES[place](app, share)
    before = without_history(browser)
    switch(switch(browser, SPANISH, {}), ENGLISH, {})

    assert without_history(browser) == before


def without_history(browser: Browser) -> str:
    """Return the text of the page without its history, which grows with every
    request."""
    for table in browser.page.select("details table"):
        table.decompose()
    return browser.text


def wrong(place: str, data: Typed, form: str = "main form") -> Place:
    """Return the page after a form was refused."""
    return lambda app, share: PLACES[place](app, share).press("", data, form=form)


MISTAKES: dict[str, Place] = {
    "resume, mistyped": wrong("resume", {"code": "7KQ2"}),
    "resume, unknown": wrong("resume", {"code": "7KQ2-M9XD-4TH"}),
    "tablet": wrong("tablet", {"code": "123"}),
    "share": wrong("share", {"call_back": "12"}, "#page"),
    "shared": wrong("shared", {"call_back": "12"}, "#number"),
    "doctors": wrong("doctors", {"near": "Nowhere at all", "kind": ""}, "#search"),
    "sign-in": wrong("sign-in", {"name": "zoe", "password": "x", "code": "1"}),
    "set-up": wrong("set-up", {"password": "short", "again": "", "code": ""}),
    "password": wrong("password", {"old": "x", "password": "short", "again": ""}),
    "find": lambda app, _: staff(app, "/desk/find/?code=7KQ2"),
    "find, unknown": lambda app, _: staff(app, "/desk/find/?code=7KQ2-M9XD-4TP"),
    "note": wrong("intake", {"note": "long " * 200}, "#acts"),
    "staff": wrong("staff", {"name": "Zoe Zoe", "role": "desk"}, "#add"),
    "tablets": wrong("tablets", {"tablet": "many"}, "#give"),
    "roster": lambda app, share: roster(app, share, WRONG_ROSTER).press(
        "", {"text": WRONG_ROSTER}, form="#rows"
    ),
    "export": wrong("export", {"reason": "why"}),
    "directory": wrong("directory", {"near": "Nowhere at all", "kind": ""}, "#search"),
    "the end of a call": call_without_consent,
}


def mistakes_on(browser: Browser) -> list[tuple[str, str]]:
    return [
        (str(each["href"]), words(each)) for each in browser.page.select("#errors a")
    ]


@pytest.mark.parametrize("place", MISTAKES)
def test_errors_stay_and_are_shown_in_the_other_language(
    app: Flask, share: Share, place: str
) -> None:
    browser = MISTAKES[place](app, share)
    status, english = browser.status, mistakes_on(browser)
    assert english, browser.text
    typed = {
        str(field["name"]): value(field)
        for field in text_fields(browser)
        if not is_secret(field)
    }
    spanish = mistakes_on(switch(browser, SPANISH, typed))

    assert (language(browser), browser.status) == (SPANISH, status)
    assert [href for href, _ in spanish] == [href for href, _ in english]
    assert not {text for _, text in spanish} & {text for _, text in english}
    for field in text_fields(browser):
        assert is_secret(field) or value(field) == typed[str(field["name"])]
    assert mistakes_on(switch(browser, ENGLISH, typed)) == english


def test_an_error_stored_by_an_older_version_is_shown(app: Flask) -> None:
    browser = Browser(app).open("/desk/sign-in")
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("sign_in_refused", "That name is not right.")]

    assert mistakes_on(browser.open("/desk/sign-in")) == [
        ("#name", "That name is not right.")
    ]


def test_an_error_text_of_another_site_is_not_shown(app: Flask) -> None:
    browser = Browser(app).open("/resume")
    browser.client.post(
        "/resume",
        data={
            "language": SPANISH,
            "code": "1",
            "said": '{"code": {"es": "Call 555."}}',
        },
    )

    assert "555" not in browser.open("/resume").text


@pytest.mark.parametrize(
    "said",
    ["{", "[]", '{"code": ["x"]}', '{"code": {"es": 1}}', '"' + "x" * 5000 + '"'],
)
def test_an_invented_error_text_is_not_shown(app: Flask, said: str) -> None:
    browser = (
        Browser(app)
        .open("/resume")
        .press(SPANISH, {"code": "7K", "said": said}, form="#page")
    )

    assert (language(browser), browser.status, mistakes_on(browser)) == (
        SPANISH,
        200,
        [],
    )


def test_every_text_field_is_tested() -> None:
    """Check that a new field of a template is on one of the pages."""
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    written = {
        name for text in texts for name in chain(*TEMPLATE_FIELDS.findall(text)) if name
    }

    assert written == set().union(*NAMED.values()) - {"own_words"}
