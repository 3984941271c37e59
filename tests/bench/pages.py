"""The patient's pages, compared with a bare Flask page of the same bytes. The database
is in memory, so that no disk is measured."""

import gzip
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader

from finder.config import Settings
from finder.paths import STATIC
from finder.store.migrate import migrate
from finder.web import create_app
from finder.without_collections import without_collections
from tests.bench.floor import floor_runs
from tests.bench.measure import Row, Run, medians, show
from tests.web.browser import values
from tests.web.desk import state_of
from tests.web.stories import BACK

BARE = "bare Flask page, same bytes"
HALF_WAY = "/questions/feel"
HIDDEN = re.compile(r'name="(csrf_token|visit|shown)" value="([^"]+)"')
WIZARD = "django-formtools, sessions in the database"


def pages_rows(folder: Path) -> Iterator[Row]:
    app = app_in(folder)
    client = app.test_client()
    walk(app, client, HALF_WAY)
    answer = answers_of(app)[HALF_WAY] | dict(HIDDEN.findall(client.get(HALF_WAY).text))
    page = client.get(HALF_WAY).data
    runs = {
        BARE: bare_page(page),
        "question page": lambda: client.get(HALF_WAY),
        "answer, stored and redirected": lambda: client.post(HALF_WAY, data=answer),
        **floor_runs(state_of(app), page),
    }
    get, post = list(runs)[1:3]
    found = medians(runs, 100)
    show("A question page, in process", found, BARE)
    yield Row("GET of a question page, in bare pages", found[get] / found[BARE], 2)
    yield Row("POST of an answer, in bare pages", found[post] / found[BARE], 3.5)
    yield result_row(app, runs[BARE])
    yield from journey_rows(app, runs[BARE])
    sizes = {
        name: len(gzip.compress(content, 6))
        for name, content in first_view(page).items()
    }
    print(
        "\nFirst view, compressed:",
        ", ".join(f"{name} {size:,} bytes" for name, size in sizes.items()),
    )
    yield Row(
        "first view of a question page, compressed",
        sum(sizes.values()) / 1000,
        14.6,
        "KB",
    )


def result_row(app: Flask, bare: Run) -> Row:
    client = app.test_client()
    walk(app, client)
    found = medians({BARE: bare, "result": lambda: client.get("/result")}, 10)
    show("The result, in process", found, BARE)
    return Row("GET of the result, in bare pages", found["result"] / found[BARE], 10)


def journey_rows(app: Flask, bare: Run) -> Iterator[Row]:
    """Yield the results of a whole visit: every page asked and answered, the check page
    and the result."""
    pages = walk(app, app.test_client())
    runs: dict[str, Run] = {BARE: bare, "journey": lambda: walk(app, app.test_client())}
    wizard = wizard_run(app)
    if wizard:
        runs[WIZARD] = wizard
    found = medians(runs, 2)
    a_page = found["journey"] / pages
    show("A whole journey", found, BARE)
    print(
        f"\n{1 / found['journey']:.1f} whole journeys a second, of {pages} pages, with the result"
    )
    yield Row("a page of a whole journey, in bare pages", a_page / found[BARE], 7)
    if wizard:
        share = found[WIZARD] / wizard() / a_page
        yield Row(
            "a page of a whole journey: django-formtools takes so many times as long",
            share,
            3,
            at_least=True,
        )


def wizard_run(app: Flask) -> Callable[[], int] | None:
    """Return the same visit through a wizard of django-formtools, or None if it is not
    installed."""
    if not find_spec("formtools"):
        print("\ndjango-formtools is not installed; the extra `bench` has it")
        return None
    from tests.bench import wizard

    wizard.set_up()
    posted = {
        address.rpartition("/")[2]: answers
        for address, answers in answers_of(app).items()
    }
    return wizard.wizard_of(state_of(app).ruleset.questionnaire, posted)


def walk(app: Flask, client: FlaskClient, until: str = "/check") -> int:
    """Answer page by page without inspecting the responses, so that only the app is
    measured. Return the number of pages."""
    path, pages, answers = "/questions/who", 0, answers_of(app)
    while path != until:
        hidden = dict(HIDDEN.findall(client.get(path).text))
        path = client.post(path, data=answers[path] | hidden).headers["Location"]
        pages += 1
    if path == "/check":
        client.get(path)
        assert client.get("/result").status_code == 200
    return pages


def answers_of(app: Flask) -> dict[str, dict[str, str | list[str]]]:
    """Return what one worked patient sends to each page."""
    answers = {"access": ["none"], **BACK}
    return {
        f"/questions/{page.id}": {
            each.id: values(answers[each.id])
            for each in page.questions
            if each.id in answers
        }
        for page in state_of(app).ruleset.questionnaire.pages
    }


def app_in(folder: Path) -> Flask:
    """Return the app as the server starts it, with its database in memory."""
    keys = ("a key for a bench, long enough to be taken",)
    with without_collections():
        app = create_app(Settings(data=folder, database="sqlite://", secret_keys=keys))
        migrate(state_of(app).engine)
    return app


def bare_page(content: bytes) -> Callable[[], object]:
    app = Flask("bare")
    app.jinja_loader = DictLoader({"page.html": "{{ text | safe }}"})
    text = content.decode()

    @app.route("/")
    def bare() -> str:
        return render_template("page.html", text=text)

    client = app.test_client()
    return lambda: client.get("/")


def first_view(page: bytes) -> dict[str, bytes]:
    """Return everything that a browser requests to show a question page."""
    return {"page": page} | {
        name: (STATIC / name).read_bytes() for name in ("finder.css", "finder.js")
    }
