"""The programming interface: the same result as everywhere, clear errors, nothing kept and nothing logged."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.export import as_data
from finder.places import RULES
from finder.store.engine import reading
from finder.store.models import visit
from finder.web.state import NAME

ASSESS = "/api/v1/assess"
ADULT = {"age": "a35_49", "where": ["low_back"]}


def told(response: TestResponse) -> Any:
    return json.loads(response.text)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_answers_are_assessed_as_by_the_command(client: FlaskClient, ruleset: Ruleset) -> None:
    for vignette in load_vignettes(RULES, ruleset)[:10]:
        answers = {question: sorted(chosen) for question, chosen in vignette.answers.items()}

        found = client.post(ASSESS, json=answers)

        given_answers = answers_from(answers, ruleset.questionnaire).answers
        assert found.status_code == 200
        assert told(found) == json.loads(json.dumps(as_data(ruleset, assess(ruleset, given_answers))))


@pytest.mark.parametrize(
    ("body", "kind", "status", "detail"),
    [
        ("{", "application/json", 400, "the body is not valid JSON"),
        ("[" * 30000, "application/json", 400, "the body is not valid JSON"),
        ("\udcff".encode("utf-8", "surrogateescape"), "application/json", 400, "the body is not valid JSON"),
        ("9" * 5000, "application/json", 400, "the body is not valid JSON"),
        ("[]", "application/json", 422, "these answers cannot be assessed"),
        ('{"age": "young"}', "application/json; charset=utf-8", 422, "these answers cannot be assessed"),
        ("age=a35_49", "application/x-www-form-urlencoded", 415, "send the answers as application/json"),
        ("x" * 70000, "application/json", 413, ""),
    ],
)
def test_what_cannot_be_assessed_is_told_with_a_4xx(
    client: FlaskClient, body: str | bytes, kind: str, status: int, detail: str
) -> None:
    found = client.post(ASSESS, data=body, content_type=kind)

    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert told(found)["status"] == status
    assert told(found).get("detail", "") == detail


def test_each_mistake_is_told_with_its_cure(client: FlaskClient) -> None:
    found = client.post(ASSESS, json={**ADULT, "pain_avg": float("nan"), "nothing": "x"})

    assert told(found)["mistakes"][0].startswith("pain_avg: Choose from the list. Given: nan; it has 0, 1, 2")
    assert told(found)["mistakes"][1].startswith("nothing: this is not asked here; asked are who, ")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v2", 404), ("GET", ASSESS, 405)])
def test_an_address_that_is_not_there_is_told_as_json(client: FlaskClient, method: str, path: str, status: int) -> None:
    found = client.open(path, method=method)

    assert (found.status_code, found.mimetype) == (status, "application/problem+json")
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_nothing_is_kept_and_no_answer_is_logged(
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


def test_the_questionnaire_is_told_in_words_with_its_conditions(client: FlaskClient, ruleset: Ruleset) -> None:
    found = told(client.get("/api/v1/questionnaire"))

    questions = {question["id"]: question for page in found["pages"] for question in page["questions"]}
    options = {option["id"]: option for option in questions["feel"]["options"]}
    assert [page["id"] for page in found["pages"]] == [page.id for page in ruleset.questionnaire.pages]
    assert questions["age"]["stop_if"] == "age:under18"
    assert options["runs_down"]["ask_if"] == "spine_or_limb"
    assert found["findings"]["spine_or_limb"]["any"][0].startswith("where:ankle_foot_l|")
    assert found["findings"]["impact"] == {"sum": ["pain_avg", "enjoyment", "daily_tasks"]}
    assert found["findings"]["nerve_count"]["count"] == "feel"
    assert found["findings"]["pain_avg"] == {"scale": "pain_avg"}


def test_the_version_says_whether_a_clinician_has_signed(client: FlaskClient, ruleset: Ruleset) -> None:
    assert told(client.get("/api/v1/version")) == {
        "rules_version": ruleset.version,
        "reviewed": False,
        "reviewed_by": None,
        "review_by": "2027-11-22",
    }


def test_the_questionnaire_is_given_as_fhir(client: FlaskClient, ruleset: Ruleset) -> None:
    found = client.get("/api/v1/fhir/Questionnaire")

    assert found.mimetype == "application/fhir+json"
    assert told(found)["resourceType"] == "Questionnaire"
    assert told(found)["version"] == ruleset.version


CHECKS: list[Any] = [
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
    not_a_server_error,
]
FEW = settings(
    max_examples=60,
    deadline=timedelta(seconds=5),
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_that_the_document_allows_or_forbids_is_a_fault_of_ours(app: Flask, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = set()

    def try_it(case: Any) -> None:
        found = case.call_and_validate(checks=CHECKS)
        tried.add((case.path, found.status_code))

    for found in document.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.POSITIVE or operation.method == "post":
            FEW(given(case=operation.as_strategy(generation_mode=mode))(try_it))()

    assert (ASSESS, 422) in tried
    assert all(status in {200, 400, 422} for _, status in tried)
