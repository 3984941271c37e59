"""After a change of language without scripts, every control of every page is as the
reader left it: texts, selects, radio buttons, checkboxes, days and times."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask

from finder.config import Settings
from finder.paths import TEMPLATES
from finder.store import reloadable_pages
from finder.store.engine import DatabaseAway
from finder.store.staff import Role
from tests.apps import app_of
from tests.web import clinics, tablet
from tests.web.browser import ANYBODY, Browser
from tests.web.clinics import NORTH
from tests.web.conftest import Clock, Share
from tests.web.desk import queued, signed_in
from tests.web.stories import BACK, PRIVATE
from tests.web.test_access import VALUES
from tests.web.test_doctors import NEAR, fill
from tests.web.test_phone import call, take
from tests.web.test_typed_stays import (
    ENGLISH,
    MISTAKES,
    PLACES,
    SPANISH,
    Place,
    is_secret,
    language,
    something,
    staff,
    value,
)

NOT_ENTERED = {"hidden", "submit", "button", "file"}
WARNING = "rf_"
"""How the values of warning signs begin. Their advice comes before the same page."""
NOT_HERE = {
    "styleguide.styleguide": "its controls are examples, and are never sent",
    "look_up.scanned": "it shows the page of another route",
}
"""Routes without controls of their own, and why."""
MANY_CONTROLS = {
    "desk.home",
    "doctors.near",
    "how.rules",
    "intakes.show",
    "phone.result",
}
Entries = dict[str, str]
"""What is entered into each control of a page, by the id of the control."""


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """Yield the app of a clinic that calls people back and reads English, with doctors
    nearby."""
    settings = replace(settings, clinic="Oak Hill", clinic_call_back=True)
    with app_of(settings, clock) as app:
        fill(app, NEAR)
        yield app


def controls(browser: Browser) -> dict[str, Tag]:
    """Return the controls of the page that a person can change, by id. Uploaded files
    are not shown again."""
    found = browser.page.select("input[name], textarea[name], select[name]")
    return {
        str(each["id"]): each for each in found if each.get("type") not in NOT_ENTERED
    }


def is_box(control: Tag) -> bool:
    return control.get("type") in {"checkbox", "radio"}


def entered(control: Tag) -> str:
    """Return what is entered into a control, "" if nothing is chosen."""
    if is_box(control):
        return str(control["value"]) if control.has_attr("checked") else ""
    if control.name == "select":
        chosen = control.select_one("option[selected]") or control.select("option")[0]
        return str(chosen["value"])
    return value(control)


def entries(browser: Browser) -> Entries:
    """Return what is entered into each control that may be shown again."""
    return {
        name: entered(control)
        for name, control in controls(browser).items()
        if not is_secret(control)
    }


def choose(control: Tag, among: list[Tag], attribute: str) -> None:
    """Choose one of several, and none of the others."""
    for other in among:
        del other[attribute]
    control[attribute] = ""


def enter(browser: Browser) -> Entries:
    """Change every control of the page, and return what is now entered: write a text,
    choose the last of several, tick what is not ticked, and untick what is."""
    for control in controls(browser).values():
        if control.get("type") == "radio":
            name = control["name"]
            among = browser.page.select(f"input[type=radio][name={name}]")
            choose(among[-1], among, "checked")
        elif control.get("type") == "checkbox" and control.has_attr("checked"):
            del control["checked"]
        elif control.get("type") == "checkbox":
            if not str(control["value"]).startswith(WARNING):
                control["checked"] = ""
        elif control.name == "select":
            among = control.select("option")
            choose(among[-1], among, "selected")
        elif control.name == "textarea":
            control.string = "\n" + something(control)
        else:
            control["value"] = something(control)
    return entries(browser)


def switch(browser: Browser, wanted: str) -> Browser:
    """Press the language button like a browser: its form is sent with all controls that
    belong to it, wherever they are on the page."""
    button = browser.page.select_one(f".languages [lang={wanted}]")
    assert button, browser.path
    if button.name == "a":
        return browser.open(str(button["href"]).removeprefix(browser.root))
    form = browser.page.select_one(f"form[id={button['form']}]")
    assert form
    sent: dict[str, list[str]] = {str(button["name"]): [str(button["value"])]}
    for control in sent_with(browser, form):
        sent.setdefault(str(control["name"]), []).append(entered(control))
    here = browser.root + browser.path
    address = str(button.get("formaction") or form.get("action") or here)
    if form.get("method") == "post":
        return browser._arrive(browser.client.post(address, data=sent), address)
    return browser._arrive(browser.client.get(address, query_string=sent), address)


def sent_with(browser: Browser, form: Tag) -> Iterator[Tag]:
    """Yield the controls that a browser sends with this form."""
    own = f":is(input, textarea, select)[form={form['id']}]"
    inside = form.select("input[name], textarea[name], select[name]")
    for control in [*inside, *browser.page.select(own)]:
        if control.get("type") != "file" and (not is_box(control) or entered(control)):
            yield control


def lost(browser: Browser) -> dict[str, tuple[str, str]]:
    """Change every control of the page, then the language, there and back. Return the
    controls that differ, with what was entered and what came back."""
    own = language(browser)
    path, before = browser.path.partition("?")[0], enter(browser)
    found: dict[str, tuple[str, str]] = {}
    for wanted in (ENGLISH if own == SPANISH else SPANISH, own):
        switch(browser, wanted)
        assert language(browser) == wanted
        assert browser.path.partition("?")[0] == path
        after = entries(browser)
        found |= {
            name: (text, after[name])
            for name, text in before.items()
            if name in after and after[name] != text
        }
    assert {*after} == {*before}
    return found


def in_spanish(open_place: Place) -> Place:
    return lambda app, share: switch(open_place(app, share), SPANISH)


def over_other_answers(app: Flask, share: Share) -> Browser:
    return Browser(app).walk(BACK).open("/resume")


def by_phone(app: Flask) -> Browser:
    return call(signed_in(app, Role.ADMIN, "zoe"))


def end_of_call(app: Flask, share: Share) -> Browser:
    return take(by_phone(app), BACK).open("/desk/phone/result")


def result(app: Flask, share: Share) -> Browser:
    return Browser(app).walk(PRIVATE).open("/result")


EVERY_PLACE: dict[str, Place] = {
    **PLACES,
    "resume over other answers": over_other_answers,
    "resume over other answers, refused": lambda app, share: over_other_answers(
        app, share
    ).press("", {"code": "7KQ2-M9XD-4TH"}, form="#page"),
    "queue, chosen": lambda app, _: staff(app, "/desk/?state=new&sort=urgency"),
    "result": result,
    "result, in Spanish": in_spanish(result),
    "the end of a call, undecided": end_of_call,
    "rules": lambda app, _: Browser(app).open("/how-it-works/rules"),
    "rules, chosen": lambda app, _: Browser(app).open(
        "/how-it-works/rules?background=neurology"
    ),
    **{f"{place}, refused": opened for place, opened in MISTAKES.items()},
}


@pytest.mark.parametrize("place", EVERY_PLACE)
def test_what_is_entered_stays(app: Flask, share: Share, place: str) -> None:
    browser = EVERY_PLACE[place](app, share)
    names = {str(control["name"]) for control in controls(browser).values()}

    assert {name for name, where in BOXES.items() if where == place} <= names
    assert lost(browser) == {}


def test_the_place_in_the_queue_stays(app: Flask, share: Share) -> None:
    for _ in range(30):
        share()
    browser = staff(app, "/desk/?state=new")
    browser.open(str(browser.page.select(".pages a")[-1]["href"]))
    path, older = browser.path, queued(browser)
    switch(browser, SPANISH)

    assert (language(browser), browser.path, queued(browser)) == (SPANISH, path, older)


def test_the_queue_shows_what_was_chosen_when_its_language_changed(
    app: Flask, share: Share
) -> None:
    code = share(language="es")
    share(language="en")
    browser = staff(app, "/desk/")
    choose_option(browser, "language", "es")
    browser.page.select("#code")[0]["value"] = "7KQ2"
    switch(browser, SPANISH)

    assert queued(browser) == [code]
    assert entries(browser)["code"] == "7KQ2"
    choose_option(browser, "language", "")
    browser.page.select("#code")[0]["value"] = ""
    switch(browser, ENGLISH)
    assert browser.path == "/desk/"


def test_other_filters_of_the_queue_begin_at_its_newest_intake(
    app: Flask, share: Share
) -> None:
    for _ in range(70):
        share(language="es")
    browser = staff(app, "/desk/")
    newest = queued(browser)
    browser.open(str(browser.page.select(".pages a")[-1]["href"]))
    assert queued(browser) != newest
    choose_option(browser, "language", "es")
    switch(browser, SPANISH)

    assert queued(browser) == newest


def choose_option(browser: Browser, name: str, option: str) -> None:
    among = browser.page.select(f"select[name={name}] option")
    chosen = browser.page.select(f"select[name={name}] option[value='{option}']")[0]
    choose(chosen, among, "selected")


def test_a_consent_that_is_not_sent_is_for_this_call_and_these_answers(
    app: Flask, share: Share
) -> None:
    browser = end_of_call(app, share)
    enter(browser)
    switch(browser, SPANISH)
    assert browser.ticked("agree") == {"no"}
    browser.open("/desk/phone/questions/feel?change=1")
    browser.press("", {"feel": ["burning"]}, form="form.call")
    assert browser.open("/desk/phone/result").ticked("agree") == set()

    enter(browser)
    switch(browser, ENGLISH)
    assert browser.ticked("agree") == {"no"}
    browser.open("/desk/phone/end").press("", form="main form")
    take(call(browser), {**BACK, "feel": ["burning"]}).open("/desk/phone/result")
    assert browser.offered("agree") == {"yes", "no"}
    assert browser.ticked("agree") == set()


def test_a_tick_that_is_not_sent_is_not_for_other_answers(
    app: Flask, share: Share
) -> None:
    browser = PLACES["share"](app, share)
    shown = browser.page
    enter(browser)
    switch(browser, SPANISH)
    assert browser.ticked("agree") == {"yes"}
    browser.open("/questions/feel?change=1").answer({"feel": ["burning"]})
    assert browser.open("/share").ticked("agree") == set()

    browser.page = shown
    switch(browser, SPANISH)
    assert browser.ticked("agree") == set()


@pytest.mark.parametrize(
    ("place", "path"),
    [("share", "/share"), ("the end of a call, undecided", "/desk/phone/result")],
)
def test_a_consent_that_is_not_sent_is_shown_once(
    app: Flask, share: Share, place: str, path: str
) -> None:
    browser = EVERY_PLACE[place](app, share)
    enter(browser)
    switch(browser, SPANISH)
    assert browser.ticked("agree")

    assert browser.open(path).ticked("agree") == set()


def test_a_consent_that_is_not_sent_is_shown_while_nothing_can_be_stored(
    app: Flask, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = PLACES["share"](app, share)
    store = reloadable_pages.keep
    stored: list[tuple[Any, ...]] = []

    def store_once(*parts: Any) -> None:
        if stored:
            raise DatabaseAway("the disk is full")
        stored.append(parts)
        store(*parts)

    monkeypatch.setattr(reloadable_pages, "keep", store_once)
    enter(browser)
    switch(browser, SPANISH)

    assert browser.ticked("agree") == {"yes"}


@pytest.mark.parametrize("place", ["share", "the end of a call, undecided"])
def test_a_consent_that_is_not_sent_is_in_no_address_and_no_cookie(
    app: Flask, share: Share, place: str
) -> None:
    browser = EVERY_PLACE[place](app, share)
    path = browser.path
    enter(browser)
    before = session_of(browser)
    switch(browser, SPANISH)

    assert browser.path == path
    assert session_of(browser) == before


def session_of(browser: Browser) -> dict[str, object]:
    """Return what the browser can read of its session, without the random name of the
    next visit."""
    with browser.client.session_transaction() as session:
        return {name: value for name, value in session.items() if name != "coming"}


@pytest.mark.parametrize("path", ["/desk/?state=seen", "/how-it-works/rules"])
def test_what_is_entered_at_another_clinic_stays(app: Flask, path: str) -> None:
    north = clinics.add(app, "north", "North")
    browser = signed_in(app, Role.DESK, clinic=north, root=NORTH)

    assert lost(browser.open(path)) == {}


def at_home(app: Flask) -> Browser:
    return Browser(app).open("/")


def on_tablet(app: Flask) -> Browser:
    return tablet.give(app, Browser(app))


@pytest.mark.parametrize("begin", [at_home, on_tablet, by_phone])
def test_what_is_entered_on_a_question_stays(
    app: Flask, begin: Callable[[Flask], Browser]
) -> None:
    browser = begin(app)
    answers = {**ANYBODY, **BACK}
    found: dict[str, tuple[str, str]] = {}
    seen = 0
    while "/questions/" in browser.path:
        here = browser.path
        found |= lost(browser)
        seen += 1
        names = {str(control["name"]) for control in controls(browser).values()}
        given = {name: answers[name] for name in names if name in answers}
        browser.press("" if given else "skip", given, form="form[id=page]")
        assert browser.path != here

    assert found == {}
    assert seen > 15


def everyone(app: Flask, share: Share) -> Iterator[tuple[str, Browser]]:
    """Yield a person of each kind who opens pages."""
    share()
    yield "nobody", Browser(app)
    yield "patient", Browser(app).walk(BACK)
    yield "tablet", on_tablet(app)
    yield "admin", end_of_call(app, share)


def is_page(browser: Browser, path: str) -> bool:
    """Return whether the address shows a page, and does not lead to another one."""
    with browser.client.get(path) as response:
        return response.mimetype == "text/html" and response.status_code == 200


def test_what_is_entered_stays_on_every_route(app: Flask, share: Share) -> None:
    found = {}
    for who, browser in everyone(app, share):
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_HERE:
                continue
            values = {name: VALUES.get(name, "key1") for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
            if is_page(browser, path) and controls(browser.open(path)):
                found[who, rule.endpoint] = lost(browser)

    assert {page: differing for page, differing in found.items() if differing} == {}
    assert {endpoint for _, endpoint in found} >= MANY_CONTROLS


BOXES = {
    "agree": "share",
    "background": "rules",
    "clear": "resume over other answers",
    "format": "export",
    "kind": "doctors",
    "large": "result",
    "one": "result, in Spanish",
    "pain": "doctors",
    "pick": "doctors, searched",
    "question": "rules",
    "role": "staff",
    "size": "result",
    "sort": "queue",
    "source": "rules",
    "state": "queue",
}
"""A page with each select, radio button and checkbox. Those of questions and of the
queue's filters have no fixed name in a template."""
TEMPLATE_BOX = re.compile(
    r'<select[^>]* name="(\w+)"|<input[^>]*type="(?:checkbox|radio)"[^>]* name="(\w+)"'
)


def test_every_box_of_a_template_is_tested() -> None:
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    written = {
        one or other for text in texts for one, other in TEMPLATE_BOX.findall(text)
    }

    assert written == {*BOXES} - {"state"}
