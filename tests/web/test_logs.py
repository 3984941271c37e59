"""The log says what happened and where, and contains nothing that was typed or
stored."""

import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from finder.logs import AsJson, WithoutErrorTexts, ended, start_logging
from finder.store import clinics
from finder.store.engine import writing
from finder.web.app.security import facts_of_request
from tests.web import clinics as made
from tests.web.browser import Browser
from tests.web.clinics import NORTH
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK, at

DOCS = Path(__file__).parents[2] / "docs"
CANARY = "yellow canary"
RAISE = f"""
CREATE FUNCTION refuse() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION 'a message with {CANARY}' USING DETAIL = 'Failing row contains ({CANARY}).', HINT = '{CANARY}';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER refuse BEFORE UPDATE ON visit FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Yield the log of a server in JSON, at the most detailed level."""
    with log_of("json") as found:
        logging.root.setLevel(logging.DEBUG)
        yield found


@contextmanager
def log_of(kind: str) -> Iterator[io.StringIO]:
    """Yield the log of a server in a format."""
    found = io.StringIO()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    before, level = logging.root.handlers[:], logging.root.level
    logging.root.handlers.clear()
    start_logging(kind, facts_of_request, found)
    yield found
    logging.root.handlers[:] = before
    logging.root.setLevel(level)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_what_a_database_says_of_a_row_stays_out_of_the_log(
    on_postgresql: Flask, stream: io.StringIO
) -> None:
    browser = at(Browser(on_postgresql), "own_words")
    with writing(state_of(on_postgresql).engine) as connection:
        connection.exec_driver_sql(RAISE)

    browser.answer({"own_words": f"I typed {CANARY}"})

    assert browser.status == 500
    assert "Failing row" not in stream.getvalue()
    assert CANARY not in stream.getvalue()
    [fault] = [line for line in lines(stream) if line["message"] == "unexpected error"]
    assert "psycopg.errors.RaiseException sqlstate=P0001" in str(fault["trace"])
    assert "in posted" in str(fault["trace"]), "it says where"
    assert str(fault["request_id"]) in browser.text, "the person can name it"


def test_a_whole_visit_leaves_no_answer_in_the_log(
    app: Flask, stream: io.StringIO
) -> None:
    browser = Browser(app).walk({**BACK, "own_words": CANARY})
    browser.open(f"/result?{CANARY}").open(f"/{CANARY}")
    signed_in(app, "admin", CANARY.replace(" ", "."))  # type: ignore[arg-type]

    for text in (
        CANARY,
        CANARY.replace(" ", "."),
        CANARY.replace(" ", "%20"),
        "low_back",
        "driving",
        "Lower back",
    ):
        assert text not in stream.getvalue()
    assert {"GET", "POST"} <= {line.get("method") for line in lines(stream)}


def test_a_line_has_the_time_in_utc_the_route_and_the_id_of_the_response(
    app: Flask, stream: io.StringIO
) -> None:
    answer = app.test_client().get("/questions/who?where=low_back")

    [line] = [line for line in lines(stream) if "route" in line]

    assert datetime.fromisoformat(str(line["time"])).utcoffset() == timedelta(0)
    assert (line["method"], line["route"], line["status"]) == (
        "GET",
        "/questions/<page_id>",
        200,
    )
    assert isinstance(line["milliseconds"], float)
    assert line["request_id"] == answer.headers["X-Request-Id"]


def test_each_line_names_the_clinic_of_its_request_by_its_slug_alone(
    app: Flask, stream: io.StringIO
) -> None:
    made.add(app, "north", "Northern Pain Center")
    client, asked = app.test_client(), {
        "/questions/who": "main",
        "/desk/sign-in": "main",
        "/nowhere": "main",
        f"{NORTH}/questions/who": "north",
        f"{NORTH}/nowhere": "north",
        f"/c/{CANARY.replace(' ', '-')}/desk/": None,
        "/c/low_back/": None,
        "/healthz": None,
    }  # fmt: skip
    for path in asked:
        client.get(path)

    named = [line.get("clinic") for line in lines(stream) if "route" in line]

    assert named == [*asked.values()]
    assert "canary" not in stream.getvalue()
    assert "low_back" not in stream.getvalue()


def test_the_line_of_an_error_names_its_clinic_too(
    app: Flask, stream: io.StringIO
) -> None:
    made.add(app, "north", "Northern Pain Center")
    browser = Browser(app, NORTH).walk(BACK)
    with writing(state_of(app).engine) as connection:
        connection.exec_driver_sql("UPDATE visit SET sealed = 'no seal'")

    browser.open("/result")

    [error] = [line for line in lines(stream) if line["level"] == "error"]
    [asked] = [line for line in lines(stream) if line.get("route") == "/result"]
    assert (error["clinic"], error["request_id"]) == ("north", asked["request_id"])


def test_a_first_clinic_is_named_by_its_own_slug(
    app: Flask, clock: Clock, stream: io.StringIO
) -> None:
    made.add(app, "north", "Northern Pain Center")
    with state_of(app).writing() as transaction:
        clinics.rename(transaction, clinics.named(transaction, "main"), "south")
    for path in ("/questions/who", f"{NORTH}/privacy", "/questions/who"):
        app.test_client().get(path)

    assert [line.get("clinic") for line in lines(stream) if "route" in line] == [
        "main",
        "north",
        "south",
    ]


def test_a_line_of_text_ends_with_the_id_of_the_request_and_the_clinic(
    app: Flask,
) -> None:
    made.add(app, "north", "Northern Pain Center")
    with log_of("text") as found:
        answer = app.test_client().get(f"{NORTH}/privacy")
        logging.getLogger("finder.web").info("outside of every request")

    request, outside = found.getvalue().splitlines()
    assert re.search(
        rf"GET /privacy 200 [0-9.]+ ms {answer.headers['X-Request-Id']} north$", request
    )
    assert outside.endswith(" outside of every request")


def test_every_field_of_a_line_is_documented(app: Flask, stream: io.StringIO) -> None:
    app.test_client().get("/questions/who")
    logging.getLogger("finder.web").error("it failed", exc_info=ValueError(CANARY))

    fields = {field for line in lines(stream) for field in line}
    assert {"trace", "clinic", "request_id", "route"} <= fields
    text = (DOCS / "operating.md").read_text(encoding="utf-8")
    table = text[text.index("| field |") :].partition("\n\n")[0]
    assert (
        set(
            re.findall(
                "`([a-z_]+)`",
                "\n".join(row.split("|")[1] for row in table.splitlines()),
            )
        )
        == fields
    )


def test_libraries_log_only_their_own_texts(stream: io.StringIO) -> None:
    logging.getLogger("waitress").warning("Exception while serving %s", f"/{CANARY}")

    [line] = lines(stream)

    assert line["message"] == "waitress: Exception while serving %s"


def test_of_a_library_that_fills_in_its_words_itself_the_log_knows_the_place_alone(
    stream: io.StringIO,
) -> None:
    logging.getLogger("waitress").error(f"Exception while serving /{CANARY}")

    [line] = lines(stream)

    assert CANARY not in stream.getvalue()
    assert re.fullmatch(r"waitress: see \w+ in test_logs\.py:\d+", str(line["message"]))


def test_an_error_that_nobody_caught_is_logged_without_its_text(
    stream: io.StringIO,
) -> None:
    def fails() -> None:
        try:
            int(CANARY)
        except ValueError as error:
            group = ExceptionGroup(CANARY, [KeyError(CANARY), error])
            raise RuntimeError(CANARY) from group

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()

    assert CANARY not in stream.getvalue()
    [line] = lines(stream)
    kinds = [str(each) for each in line["trace"] if not str(each).startswith(" ")]  # type: ignore[attr-defined]
    assert kinds == [
        "builtins.KeyError",
        "builtins.ValueError",
        "builtins.ExceptionGroup",
        "builtins.RuntimeError",
    ]


def test_stopping_the_app_is_no_error(stream: io.StringIO) -> None:
    ended(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert stream.getvalue() == ""


@pytest.mark.parametrize("formatter", [AsJson(), WithoutErrorTexts()])
def test_no_log_format_contains_the_text_of_an_error(
    formatter: logging.Formatter,
) -> None:
    try:
        int(CANARY)
    except ValueError:
        record = logging.LogRecord(
            "finder", logging.ERROR, "", 0, "it failed", None, sys.exc_info()
        )

    line = formatter.format(record)

    assert "it failed" in line
    assert "builtins.ValueError" in line
    assert CANARY not in line
