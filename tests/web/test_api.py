"""The API: the same result as everywhere, clear errors, nothing stored and nothing
logged."""

import json
import logging
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from finder.core.deciding.answers import answers_from, as_file
from finder.core.deciding.assess import assess
from finder.core.exchange.plain_data import as_data
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.store.engine import reading
from finder.store.tables import visit
from finder.web.app.state import NAME
from finder.workbench.random_patients import random_patients
from tests.web.conftest import Clock
from tests.web.test_doctors import NEAR, OTHERS, fill

ASSESS = "/api/v1/assess"
ADULT = {"age": "a35_49", "where": ["low_back"]}


def data_of(response: TestResponse) -> Any:
    return json.loads(response.text)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_answers_are_assessed_as_by_the_command(
    client: FlaskClient, ruleset: Ruleset
) -> None:
    for vignette in load_vignettes(RULES, ruleset)[:10]:
        answers = {
            question: sorted(chosen) for question, chosen in vignette.answers.items()
        }

        found = client.post(ASSESS, json=answers)

        posted_answers = answers_from(answers, ruleset.questionnaire).answers
        assert found.status_code == 200
        data = data_of(found)
        assert set(data.pop("texts")) == {"en", "es"}
        assert data.pop("language") == "en"
        assert data == json.loads(
            json.dumps(as_data(ruleset, assess(ruleset, posted_answers)))
        )


@pytest.mark.parametrize(
    ("body", "kind", "status", "detail"),
    [
        (
            "{",
            "application/json",
            400,
            "the body is not valid JSON: Expecting property name",
        ),
        ("[" * 30000, "application/json", 400, "the body is nested too deep"),
        (
            "",
            "application/json",
            400,
            "the body is empty; the answers are one JSON object",
        ),
        (
            "\udcff".encode("utf-8", "surrogateescape"),
            "application/json",
            400,
            "the body is not UTF-8 text",
        ),
        (
            json.dumps(ADULT).encode("utf-16"),
            "application/json",
            400,
            "the body is not UTF-8 text; save it as UTF-8",
        ),
        (
            json.dumps(ADULT),
            "application/json; charset=utf-16",
            415,
            "send the answers in UTF-8",
        ),
        (
            "9" * 5000,
            "application/json",
            400,
            "the body contains a number with too many digits",
        ),
        (
            '{"pain_avg": NaN}',
            "application/json",
            400,
            "the body contains NaN, which is not valid JSON",
        ),
        (
            '{"own_words": "\\ud800"}',
            "application/json",
            400,
            "the body contains half of a character",
        ),
        (
            '{"age": "a35_49", "where": ["neck"], "safety_now": ["rf_chest"], "safety_now": ["none"]}',
            "application/json",
            400,
            'the body contains "safety_now" twice; write each question once',
        ),
        ("[]", "application/json", 422, "these answers cannot be assessed"),
        (
            '{"age": "young"}',
            "application/json; charset=utf-8",
            422,
            "these answers cannot be assessed",
        ),
        (
            "age=a35_49",
            "application/x-www-form-urlencoded",
            415,
            "send the answers as application/json",
        ),
        (
            "x" * 70000,
            "application/json",
            413,
            "the body is larger than 64 KB; send the answers of one person",
        ),
    ],
)
def test_answers_that_cannot_be_assessed_get_a_4xx(
    client: FlaskClient, body: str | bytes, kind: str, status: int, detail: str
) -> None:
    found = client.post(ASSESS, data=body, content_type=kind)

    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert data_of(found)["status"] == status
    assert data_of(found)["detail"].startswith(detail)


def test_a_byte_order_mark_before_the_json_is_no_mistake(client: FlaskClient) -> None:
    body = json.dumps(ADULT).encode("utf-8-sig")

    assert (
        client.post(ASSESS, data=body, content_type="application/json").status_code
        == 200
    )


def test_each_mistake_is_reported_with_a_fix(client: FlaskClient) -> None:
    found = client.post(
        ASSESS, json={**ADULT, "pain_avg": 7.5, "own_words": 5, "nothing": "x"}
    )

    assert data_of(found)["mistakes"][0].startswith(
        "pain_avg: Choose from the list. Given: 7.5; it has 0, 1, 2"
    )
    assert (
        data_of(found)["mistakes"][1]
        == "own_words: Write it as a text, in quotes. Given: 5"
    )
    assert data_of(found)["mistakes"][2].startswith(
        "nothing: there is no such question; use one of who, "
    )


def test_the_schema_accepts_exactly_what_is_assessed(
    client: FlaskClient, ruleset: Ruleset
) -> None:
    document = data_of(client.get("/api/v1/openapi.json"))
    schema = jsonschema_rs.Draft202012Validator(
        document["components"]["schemas"]["Answers"]
    )
    statuses = set()
    changes: list[dict[str, object]] = [
        {},
        {"mood": 1},
        {"goals": []},
        {"pain_avg": 7.0},
    ]

    for number, answers in enumerate(
        random_patients(ruleset.questionnaire, 60, seed=3)
    ):
        body = as_file(answers, ruleset.questionnaire) | changes[number % 4]
        status = client.post(ASSESS, json=body).status_code
        assert schema.is_valid(body) is (status == 200)
        statuses.add(status)

    assert statuses == {200, 422}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/v2", 404), ("GET", ASSESS, 405)]
)
def test_an_unknown_address_is_reported_as_json(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    found = client.open(path, method=method)

    assert (found.status_code, found.mimetype) == (status, "application/problem+json")
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_nothing_is_stored_and_no_answer_is_logged(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client.post(ASSESS, json={**ADULT, "own_words": "It is worst after driving."})
        client.post(ASSESS, json={"age": "after driving"})

    assert "driving" not in caplog.text
    assert "low_back" not in caplog.text
    assert "POST /api/v1/assess 200" in caplog.text
    with reading(app.extensions[NAME].engine) as connection:
        assert connection.execute(select(func.count()).select_from(visit)).scalar() == 0
    assert client.get_cookie("visit") is None


def test_the_questionnaire_is_returned_in_words_with_its_conditions(
    client: FlaskClient, ruleset: Ruleset
) -> None:
    found = data_of(client.get("/api/v1/questionnaire"))

    questions = {
        question["id"]: question
        for page in found["pages"]
        for question in page["questions"]
    }
    options = {option["id"]: option for option in questions["feel"]["options"]}
    assert [page["id"] for page in found["pages"]] == [
        page.id for page in ruleset.questionnaire.pages
    ]
    assert questions["age"]["stop_if"] == "age:under18"
    assert options["runs_down"]["ask_if"] == "spine_or_limb"
    assert found["findings"]["spine_or_limb"]["any"][0].startswith(
        "where:ankle_foot_l|"
    )
    assert found["findings"]["impact"] == {
        "sum": ["pain_avg", "enjoyment", "daily_tasks"]
    }
    assert found["findings"]["nerve_count"]["count"] == "feel"
    assert found["findings"]["pain_avg"] == {"scale": "pain_avg"}


def test_the_result_in_words_is_returned_in_each_language(client: FlaskClient) -> None:
    sign = {
        "age": "a35_49",
        "where": ["low_back"],
        "safety_new": ["rf_cauda"],
        "own_words": "It burns.",
    }
    texts = data_of(client.post(ASSESS, json=sign))["texts"]
    english, spanish = texts["en"], texts["es"]

    assert english["advice"][0]["heading"] == "Go to an emergency room now"
    assert spanish["advice"][0]["heading"] == "Vaya a una sala de emergencias ahora"
    assert [each["background"] for each in english["leads"]] == [
        each["background"] for each in spanish["leads"]
    ]
    assert english["headline"] != spanish["headline"]
    assert "burns" not in str(texts)


def test_texts_address_a_helper(client: FlaskClient) -> None:
    answers = {
        "age": "a35_49",
        "where": ["low_back"],
        "how_long": "gt12",
        "safety_new": ["rf_cauda"],
    }
    to_person, to_helper = (
        data_of(client.post(ASSESS, json={**answers, "who": who}))["texts"]["en"]
        for who in ("me", "other")
    )

    assert to_person["advice"][0]["heading"] == "Go to an emergency room now"
    assert to_helper["advice"][0]["heading"] == "Take them to an emergency room now"


def test_the_questionnaire_has_its_words_in_each_language(client: FlaskClient) -> None:
    found = data_of(client.get("/api/v1/questionnaire"))
    where = next(
        question
        for page in found["pages"]
        for question in page["questions"]
        if question["id"] == "where"
    )

    assert found["language"] == "en"
    assert where["words"] == "Where does it hurt?"
    assert where["translations"]["es"]["words"].startswith("¿Dónde")
    assert all(option["translations"]["es"]["words"] for option in where["options"])


def test_the_version_says_whether_a_clinician_has_signed(
    client: FlaskClient, ruleset: Ruleset
) -> None:
    assert data_of(client.get("/api/v1/version")) == {
        "rules_version": ruleset.version,
        "reviewed": False,
        "reviewed_by": None,
        "review_by": "2027-11-22",
    }


def test_the_questionnaire_is_returned_as_fhir(
    client: FlaskClient, ruleset: Ruleset
) -> None:
    found = client.get("/api/v1/fhir/Questionnaire")

    assert found.mimetype == "application/fhir+json"
    assert data_of(found)["resourceType"] == "Questionnaire"
    assert data_of(found)["version"] == ruleset.version


CHECKS: list[Any] = [
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
    not_a_server_error,
]
FEW = settings(
    max_examples=200,
    deadline=timedelta(seconds=5),
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_response_is_as_documented(app: Flask) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = set()

    for found in document.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.method == "get":
            tried.add(
                (
                    operation.path,
                    operation.Case().call_and_validate(checks=CHECKS).status_code,
                )
            )

    answered = {
        (f"/api/v1/{name}", 200)
        for name in ("version", "questionnaire", "fhir/Questionnaire")
    }
    assert tried == answered | {("/api/v1/directory", 422)}


def test_doctors_nearby_are_as_documented(app: Flask) -> None:
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[
        "/api/v1/directory"
    ]["GET"]
    asked = operation.Case(query={"zip": "78700", "background": "pm_r"})
    assert asked.call_and_validate(checks=CHECKS).status_code == 404

    fill(app, NEAR + OTHERS)

    assert asked.call_and_validate(checks=CHECKS).status_code == 200


def test_no_body_causes_a_server_error(
    app: Flask, ruleset: Ruleset, clock: Clock
) -> None:
    """Send made-up patients, almost valid ones, and any other JSON. Check that each
    response is as documented."""
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[ASSESS][
        "POST"
    ]
    asked = [
        question for page in ruleset.questionnaire.pages for question in page.questions
    ]
    ids = st.sampled_from(
        [option.id for question in asked for option in question.options]
    )
    anything = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text()
        | ids,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
        ),
        max_leaves=5,
    )
    patients = [
        as_file(each, ruleset.questionnaire)
        for each in random_patients(ruleset.questionnaire, 40, seed=4)
    ]
    changes = st.dictionaries(
        st.sampled_from([question.id for question in asked]), anything, max_size=2
    )
    nearly = st.builds(
        lambda patient, change: patient | change, st.sampled_from(patients), changes
    )
    statuses = set()

    def try_it(body: Any) -> None:
        clock.turn(seconds=1)
        case = operation.Case(body=body, media_type="application/json")
        statuses.add(case.call_and_validate(checks=CHECKS).status_code)

    FEW(given(body=anything | nearly)(try_it))()

    assert statuses == {200, 422}
