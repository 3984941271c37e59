"""What the libraries alone take for a page of ours: a Flask view with a session, a
token of Flask-WTF, and one row that SQLAlchemy reads, or that it also writes. It opens
its session as cheaply as the app. It checks nothing and has no rules."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader
from wtforms import StringField

from finder.store import rulesets, visits
from finder.web.app.signing import sign_sessions
from finder.web.app.state import NAME, State

TOKEN, VERSION, HOUR = "a token of a visit", "floor", timedelta(hours=1)


class Answer(FlaskForm):  # type: ignore[misc]
    """A form with one field and its token."""

    answer = StringField()


def floor_runs(state: State, content: bytes) -> dict[str, Callable[[], object]]:
    """Return the GET and the POST of such a page, which has these bytes."""
    app = Flask("floor")
    app.secret_key = "a key for a bench"
    app.extensions[NAME] = state
    sign_sessions(app)
    app.jinja_loader = DictLoader({"page.html": "{{ text | safe }}{{ token }}"})
    text = content.decode()
    with state.writing() as transaction:
        rulesets.keep(transaction, VERSION, b"")
        visits.begin(transaction, TOKEN, b"{}", VERSION, HOUR)

    @app.route("/", methods=["GET", "POST"])
    def page() -> ResponseReturnValue:
        if request.method == "GET":
            with state.database.reading(state.now()) as transaction:
                assert visits.find(transaction, TOKEN)
            return render_template("page.html", text=text, token=generate_csrf())
        assert Answer().validate()
        with state.database.writing(state.now()) as transaction:
            found = visits.find(transaction, TOKEN)
            assert found
            visits.keep(transaction, TOKEN, found, b"{}", HOUR)
        return redirect("/", 303)

    client = app.test_client()
    token = client.get("/").text[len(text) :]
    posted = {"answer": "an answer", "csrf_token": token}
    return {
        "the libraries alone, GET": lambda: client.get("/"),
        "the libraries alone, POST": lambda: client.post("/", data=posted),
    }
