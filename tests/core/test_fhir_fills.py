"""A program that knows only the published Questionnaire fills it in, and all its
answers are accepted."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import fhirpathpy
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from fhirpathpy.models import models

from finder.core.deciding.answers import answers_from
from finder.core.exchange.fhir_questionnaire import questionnaire
from finder.core.rules.knowledge import Ruleset
from tests.asking import asking

Resource = dict[str, Any]

CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
EXCLUSIVE = f"{CORE}questionnaire-optionExclusive"
MOST = f"{CORE}questionnaire-maxOccurs"
ENABLED = f"{SDC}enableWhenExpression"
TOGGLES = f"{SDC}answerOptionsToggleExpression"


@cache
def compiled(expression: str) -> Callable[[Resource, Resource], list[Any]]:
    found: Callable[[Resource, Resource], list[Any]] = fhirpathpy.compile(
        expression, models["r4"]
    )
    return found


def is_true(extension: Resource, response: Resource) -> bool:
    expression = extension["valueExpression"]
    assert expression["language"] == "text/fhirpath"
    (found,) = compiled(expression["expression"])(response, {"resource": response})
    assert isinstance(found, bool)
    return found


def extensions(element: Resource, url: str) -> list[Resource]:
    return [each for each in element.get("extension", []) if each["url"] == url]


def values(response: Resource, link: str) -> list[Any]:
    """Return the answers to one question, each a code or a number."""
    answers = [
        item["answer"]
        for page in response["item"]
        for item in page["item"]
        if item["linkId"] == link
    ]
    return [plain(answer) for given in answers for answer in given]


def plain(answer: Resource) -> Any:
    (value,) = answer.values()
    return value["code"] if isinstance(value, dict) else value


def is_met(test: Resource, response: Resource) -> bool:
    (wanted,) = (
        plain({key: value}) for key, value in test.items() if key.startswith("answer")
    )
    given = values(response, test["question"])
    return (
        wanted in given
        if test["operator"] == "="
        else bool(given) and wanted not in given
    )


def is_enabled(item: Resource, response: Resource) -> bool:
    if not all(is_true(each, response) for each in extensions(item, ENABLED)):
        return False
    met = [is_met(test, response) for test in item.get("enableWhen", [])]
    return any(met) if item.get("enableBehavior") == "any" else all(met)


def hidden(item: Resource, response: Resource) -> set[str]:
    found: set[str] = set()
    for toggle in extensions(item, TOGGLES):
        *options, expression = toggle["extension"]
        if not is_true(expression, response):
            found |= {option["valueCoding"]["code"] for option in options}
    return found


def answered(item: Resource, response: Resource, random: Random) -> list[Resource]:
    if not item["required"] and random.random() < 0.2:
        return []
    if item["type"] == "integer":
        (low,), (high,) = (
            extensions(item, f"{CORE}minValue"),
            extensions(item, f"{CORE}maxValue"),
        )
        return [
            {"valueInteger": random.randint(low["valueInteger"], high["valueInteger"])}
        ]
    if item["type"] == "text":
        return [{"valueString": "x" * random.randint(1, item["maxLength"])}]
    away = hidden(item, response)
    shown = [
        option
        for option in item["answerOption"]
        if option["valueCoding"]["code"] not in away
    ]
    together = [option for option in shown if not extensions(option, EXCLUSIVE)]
    if not shown:
        return []
    most = min(
        [len(together), *(each["valueInteger"] for each in extensions(item, MOST))]
    )
    if not item["repeats"] or not together or random.random() < 0.2:
        chosen = [random.choice(shown)]
    else:
        chosen = random.sample(together, random.randint(1, most))
    return [{"valueCoding": option["valueCoding"]} for option in chosen]


def filled_in(published: Resource, random: Random) -> Resource:
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{published['url']}|{published['version']}",
        "status": "completed",
        "item": [],
    }
    for page in published["item"]:
        if is_enabled(page, response):
            group: Resource = {"linkId": page["linkId"], "item": []}
            response["item"].append(group)
            for item in page["item"]:
                if is_enabled(item, response) and (
                    answer := answered(item, response, random)
                ):
                    group["item"].append({"linkId": item["linkId"], "answer": answer})
    return response


def as_answers(published: Resource, response: Resource) -> dict[str, Any]:
    """Return the response as answers, as the Questionnaire describes them."""
    several = {
        item["linkId"]
        for page in published["item"]
        for item in page["item"]
        if item.get("repeats")
    }
    lists = {
        item["linkId"]: [plain(each) for each in item["answer"]]
        for page in response["item"]
        for item in page["item"]
    }
    return {
        link: given if link in several else given[0] for link, given in lists.items()
    }


@pytest.mark.parametrize("made_up", [False, True])
def test_every_answer_that_fits_the_questionnaire_is_accepted(
    ruleset: Ruleset, made_up: bool
) -> None:
    rules = replace(ruleset, questionnaire=asking()) if made_up else ruleset
    published = json.loads(json.dumps(questionnaire(rules)))
    Questionnaire.model_validate(published)
    options = {
        option.id
        for page in rules.questionnaire.pages
        for each in page.questions
        for option in each.options
    }
    seen: set[Any] = set()

    for seed in range(40):
        response = filled_in(published, Random(seed))
        answers = as_answers(published, response)
        read = answers_from(answers, rules.questionnaire)

        assert {link for link in answers if link in read.answers} == set(answers)
        with_items = [group for group in response["item"] if group["item"]]
        QuestionnaireResponse.model_validate(response | {"item": with_items})
        seen |= {code for chosen in read.answers.values() for code in chosen}

    assert len(seen & options) > 0.6 * len(options)
    assert "never" not in seen & options or not made_up


def test_what_r4_cannot_say_is_named(ruleset: Ruleset) -> None:
    description = questionnaire(ruleset)["description"]

    for word in (
        "enableWhenExpression",
        "answerOptionsToggleExpression",
        "/api/v1/assess",
        "advice",
    ):
        assert word in description
    assert description.startswith(ruleset.advice.result.not_a_diagnosis)


def test_questions_are_required_only_on_required_pages(ruleset: Ruleset) -> None:
    items = {
        item["linkId"]: item
        for page in questionnaire(ruleset)["item"]
        for item in page["item"]
    }

    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            assert items[question.id]["required"] is page.required
