"""A question page of the app, and a bare Flask page of the same bytes beside it."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template
from jinja2 import DictLoader

from finder.config import Settings
from finder.places import STATIC
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.state import NAME, State
from tests.web.browser import Browser
from tests.web.stories import BACK

Page = Callable[[], bytes]


def question_page(folder: Path) -> Page:
    """The page that asks how the pain feels, half-way through a visit."""
    app = create_app(
        Settings(data=folder, database="sqlite://", secret_keys=("a key for a bench, long enough to be taken",))
    )
    state: State = app.extensions[NAME]
    migrate(state.engine)
    browser = Browser(app)
    browser.open("/")
    while browser.path != "/questions/feel":
        names = {str(field["name"]) for field in browser.page.select("main input")}
        browser.answer({name: answer for name, answer in BACK.items() if name in names})
    return lambda: browser.client.get("/questions/feel").data


def bare_page(page: Page) -> Page:
    app = Flask("bare")
    app.jinja_loader = DictLoader({"page.html": "{{ text | safe }}"})
    text = page().decode()

    @app.route("/")
    def bare() -> str:
        return render_template("page.html", text=text)

    client = app.test_client()
    return lambda: client.get("/").data


def first_view(page: bytes) -> dict[str, bytes]:
    """All that a browser asks for to show a question page, and a bare page of the same bytes is the page alone."""
    return {"page": page} | {name: (STATIC / name).read_bytes() for name in ("finder.css", "finder.js")}
