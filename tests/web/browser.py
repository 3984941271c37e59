"""A browser without scripts that checks on every page what must always hold."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from bs4 import BeautifulSoup, Tag
from flask import Flask
from lxml.html import fromstring
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from finder.core.loading.load import load
from finder.paths import RULES, TRANSLATIONS
from finder.web.app.languages import words_in
from tests.made_up import MADE_UP, made_up

SPANISH = "es"


def spanish(text: str) -> str:
    """Return English words of a page, or of the tab of a question, in Spanish."""
    said = words_in(TRANSLATIONS, SPANISH).gettext(text)
    return tabs().get(text, text) if said == text else said


@cache
def tabs() -> Mapping[str, str]:
    both = zip(
        load(RULES).questionnaire.pages,
        load(RULES, SPANISH).questionnaire.pages,
        strict=True,
    )
    return {english.tab: other.tab for english, other in both}


SERVICE = "Pain specialist finder"
NEUTRAL = (
    "Your result",
    "Result for the caller",
    "What to do now",
    "One more question",
)
"""Neutral titles in tabs and histories for pages whose heading would reveal
something."""
SPEAKS: Mapping[str, Callable[[str], str]] = {
    "en": str,
    SPANISH: spanish,
    MADE_UP: made_up,
}
"""Functions that translate English words into the language of a page."""
INLINE = {"style", "onclick", "onload"}
OF_A_VISIT = re.compile(r'(name="(?:csrf_token|visit|writer|shown)" value=")[^"]*')
"""Parts of the same page that differ from person to person."""
IN_CLINIC = re.compile("^/c/[a-z-]+(?=/)")
SEEN: set[str] = set()
"""Pages that were checked in this run. Each distinct page is checked once."""
Answer = str | int | list[str]
ANYBODY: dict[str, Answer] = {"births": "no"}
"""Answers for the people of most tests, if a page asks."""


class Browser:
    """A person with a browser: opens pages, fills in the form on the page, presses its
    buttons. `root` is the address of a clinic other than the first. Paths do not
    include it."""

    def __init__(self, app: Flask, root: str = "") -> None:
        self.app = app
        self.root = root
        self.client = app.test_client()
        self.path = ""
        self.status = 0
        self.source = ""
        self._parsed: BeautifulSoup | None = None

    @property
    def page(self) -> BeautifulSoup:
        """The current page, parsed when it is first needed."""
        if self._parsed is None:
            self._parsed = BeautifulSoup(self.source, "lxml")
        return self._parsed

    @page.setter
    def page(self, another_tab: BeautifulSoup) -> None:
        self._parsed = another_tab

    def open(self, path: str) -> "Browser":
        return self._arrive(self.client.get(self.root + path), self.root + path)

    def answer(self, answers: Mapping[str, Answer], *, button: str = "") -> "Browser":
        """Fill in the page's form with these answers, and press Continue or the named
        button."""
        data: dict[str, object] = {
            name: values(answer) for name, answer in answers.items()
        }
        return self.press(button, data, form="main form")

    def skip(self) -> "Browser":
        return self.press("skip", {}, form="main form")

    def press(
        self,
        button: str = "",
        data: Mapping[str, object] | None = None,
        *,
        form: str = "",
    ) -> "Browser":
        """Send a form with its hidden fields. The form is found by `form`, a selector,
        otherwise by its action or by that of one of its buttons."""
        found, own = (self.page.select_one(form) if form else None), None
        if found is None:
            found, own = self._form_to(button)
        sent = {
            str(field["name"]): str(field["value"])
            for field in found.select("input[type=hidden]")
        }
        own = own or self._button(found, button)
        named = (
            {str(own["name"]): str(own.get("value", ""))}
            if own and own.get("name")
            else {}
        )
        path = str(
            (own and own.get("formaction"))
            or found.get("action")
            or self.root + self.path
        )
        response = self.client.post(path, data={**sent, **named, **(data or {})})
        return self._arrive(response, path)

    def walk(
        self,
        answers: Mapping[str, Answer],
        look: Callable[[BeautifulSoup], object] | None = None,
    ) -> "Browser":
        """Answer every page from the first to "Check your answers". Pages without an
        answer are skipped. `look` gets each page first."""
        answers = {**ANYBODY, **answers}
        self.open("/")
        while self.path.startswith("/questions/"):
            before = self.path
            if look:
                look(self.page)
            self.fill_in(answers)
            if self.path == "/advice" and self.page.select_one(
                "[name=do][value=acknowledge]"
            ):
                self.press("acknowledge", form="main form")
            assert self.path != before, (before, self.text)
        return self

    def fill_in(self, answers: Mapping[str, Answer]) -> "Browser":
        """Give the answers that the page's form asks for, or skip the page. Only the
        form is parsed, because walks read thousands of pages."""
        form = fromstring(self.source).get_element_by_id(
            "page"
        )  # lxml alone is many times faster
        hidden = {
            field.name: field.value
            for field in form.inputs
            if field.get("type") == "hidden"
        }
        here = {
            name: values(answer)
            for name, answer in answers.items()
            if name in form.fields
        }
        path = form.get("action") or self.root + self.path
        return self._arrive(
            self.client.post(path, data={**hidden, **(here or {"skip": "yes"})}), path
        )

    @property
    def text(self) -> str:
        return " ".join(self.page.get_text(" ").split())

    @property
    def h1(self) -> str:
        return words(self.page.h1)

    def ticked(self, question: str) -> set[str]:
        return {
            str(field["value"])
            for field in self.page.select(f"input[name={question}][checked]")
        }

    def offered(self, question: str) -> set[str]:
        return {
            str(field["value"]) for field in self.page.select(f"input[name={question}]")
        }

    def _form_to(self, action: str) -> tuple[Tag, Tag | None]:
        """Return the form with this action, or a form with a button that has it."""
        for button in self.page.select("button[form][formaction]"):
            if str(button["formaction"]).endswith(action):
                return self.page.select(f"form#{button['form']}")[0], button
        found = (
            form
            for form in self.page.select("form")
            if str(form.get("action", "")).endswith(action)
        )
        return next(found), None

    def _button(self, form: Tag, value: str) -> Tag | None:
        elsewhere = (
            self.page.select(f"button[form={form['id']}][name]")
            if form.get("id")
            else []
        )
        for button in [*form.select("button[name]"), *elsewhere]:
            if value and value in {button["name"], button.get("value")}:
                return button
        return None

    def _arrive(self, response: TestResponse, path: str) -> "Browser":
        """Follow redirects like a browser, and check the final page."""
        check_headers(response)
        while response.status_code in {302, 303}:
            path = response.headers["Location"]
            response = self.client.get(path)
            check_headers(response)
        self.path, self.status = (
            path.split("#")[0].removeprefix(self.root),
            response.status_code,
        )
        self.source, self._parsed = response.get_data(as_text=True), None
        if (
            response.mimetype == "text/html"
            and (anybodys := OF_A_VISIT.sub(r"\1", self.source)) not in SEEN
        ):
            check_page(self.page, self.app)
            SEEN.add(anybodys)
        return self


def values(answer: Answer) -> list[str]:
    return [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def on_screen(page: BeautifulSoup) -> str:
    """Return what the main part of a page says on the screen."""
    return main_without(page, ".print-only")


def on_paper(page: BeautifulSoup) -> str:
    """Return what the browser would print of the main part of a page."""
    return main_without(page, ".screen-only, .meaning")


def main_without(page: BeautifulSoup, hidden: str) -> str:
    main = BeautifulSoup(str(page.select_one("main")), "html.parser")
    for tag in main.select(hidden):
        tag.decompose()
    for tag in main.select(".with-word, .word"):
        tag.unwrap()
    main.smooth()
    return words(main)


def check_headers(response: TestResponse) -> None:
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def check_page(page: BeautifulSoup, app: Flask) -> None:
    """Check what holds for every page."""
    tags = page.find_all(True)
    headings = [tag for tag in tags if tag.name == "h1"]
    assert len(headings) == 1
    assert page.html is not None
    say = SPEAKS[str(page.html["lang"])]
    title = words(page.title)
    assert title.removeprefix(say("Error: ")).startswith(
        (words(headings[0]), *map(say, NEUTRAL))
    ), title
    assert title.endswith(say(SERVICE))
    assert not [
        tag
        for tag in tags
        if tag.name == "style" or (tag.name == "script" and not tag.has_attr("src"))
    ]
    assert not [tag for tag in tags if not INLINE.isdisjoint(tag.attrs)]
    for languages in page.select(".languages"):
        assert languages.name == "nav", "the choice of a language is not a landmark"
        assert languages.has_attr("aria-label")
    doubled = [name for name, count in Counter(all_of(tags, "id")).items() if count > 1]
    assert not doubled
    check_labels(tags)
    check_links(tags, app)
    text = page.get_text()
    assert "911" in text
    assert "988" in text


def check_labels(tags: list[Tag]) -> None:
    labelled = {
        str(tag["for"]) for tag in tags if tag.name == "label" and tag.has_attr("for")
    }
    for field in tags:
        if (
            field.name in {"input", "textarea", "select"}
            and field.get("type") != "hidden"
        ):
            assert field.get("id") in labelled, f"{field} has no label"
    ids = set(all_of(tags, "id"))
    described = " ".join(all_of(tags, "aria-describedby")).split()
    for name in described:
        assert name in ids, f"aria-describedby names {name}, which is not there"
    for tag in tags:
        classes = tag.get_attribute_list("class")
        if {"error", "hint"}.intersection(classes) and tag.find_parent("form"):
            assert tag.get("id") in described, f"no field is described by {tag}"


def check_links(tags: list[Tag], app: Flask) -> None:
    """Check that every link and form inside the app leads to an existing page, that
    every #anchor is on this page, and that every form that changes something has a
    token."""
    adapter = app.url_map.bind("localhost")
    targets = [
        ("GET", target)
        for target in all_of([tag for tag in tags if tag.name in {"a", "link"}], "href")
    ]
    posting = [
        tag for tag in tags if tag.name == "form" and tag.get("method") == "post"
    ]
    for form in posting:
        assert form.find("input", attrs={"name": "csrf_token"}), (
            "a form that changes something carries a token"
        )
    targets += [("POST", target) for target in all_of(posting, "action")]
    ids = set(all_of(tags, "id"))
    for method, target in targets:
        path = IN_CLINIC.sub("", target.partition("?")[0].partition("#")[0]) or target
        if target.startswith("#"):
            assert target[1:] in ids, f"{target} leads nowhere"
        elif path.startswith("/"):
            try:
                adapter.match(path, method=method)
            except HTTPException as error:
                raise AssertionError(
                    f"{method} {path} leads nowhere: {error}"
                ) from error
        else:
            assert target.startswith(("tel:", "sms:", "https://")), target


def all_of(tags: list[Tag], attribute: str) -> list[str]:
    return [str(tag[attribute]) for tag in tags if tag.has_attr(attribute)]
