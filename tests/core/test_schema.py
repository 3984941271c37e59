"""The schema of answers and the code that reads them accept exactly the same."""

from random import Random
from typing import Any

import jsonschema_rs
import pytest

from finder.core.deciding.answers import BadAnswers, answers_from, as_file
from finder.core.exchange.schema import SchemaPart, answers_schema, reaches
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Question
from finder.core.rules.questionnaire import Questionnaire
from finder.workbench.random_patients import random_patients
from tests.asking import asking

STRANGE: list[Any] = [
    0,
    7,
    7.0,
    -0.0,
    10,
    11,
    -1,
    7.5,
    1e300,
    "7",
    "07",
    "",
    True,
    None,
    {},
    [],
    [[]],
    [7],
    ["7"],
    [7, "7"],
]


def changed(
    data: dict[str, Any], questions: list[Question], random: Random
) -> dict[str, Any]:
    """Return the answers with up to three of them changed."""
    found = dict(data)
    for question in random.choices(questions, k=random.randint(0, 3)):
        ids = [option.id for option in question.options]
        match random.randint(0, 4):
            case 0:
                found.pop(question.id, None)
            case 1:
                found[question.id] = random.choice(STRANGE)
            case 2:
                found[question.id] = "x" * random.choice(
                    [question.most, question.most + 1]
                )
            case 3 if ids:
                found[question.id] = random.choice(ids)
            case _:
                found[question.id] = (
                    random.choices(ids, k=random.randint(0, 3))
                    if ids
                    else random.choice(STRANGE)
                )
    if random.random() < 0.05:
        found["nobody_asks_this"] = "x"
    return found


def is_taken(data: object, questionnaire: Questionnaire) -> bool:
    try:
        answers_from(data, questionnaire)
    except BadAnswers:
        return False
    return True


@pytest.mark.parametrize("made_up", [False, True])
def test_the_schema_accepts_exactly_what_the_code_accepts(
    ruleset: Ruleset, made_up: bool
) -> None:
    questionnaire = asking() if made_up else ruleset.questionnaire
    questions = [
        question for page in questionnaire.pages for question in page.questions
    ]
    schema = jsonschema_rs.Draft202012Validator(answers_schema(questionnaire))
    random, taken = Random(5), {True: 0, False: 0}

    for answers in random_patients(questionnaire, 3000, seed=5):
        data = changed(as_file(answers, questionnaire), questions, random)
        ours = is_taken(data, questionnaire)
        assert schema.is_valid(data) is ours, data
        taken[ours] += 1

    assert min(taken.values()) > 300


@pytest.mark.parametrize("data", [None, 5, "age", [], [{}]])
def test_answers_are_one_object(ruleset: Ruleset, data: object) -> None:
    assert not jsonschema_rs.Draft202012Validator(
        answers_schema(ruleset.questionnaire)
    ).is_valid(data)
    assert not is_taken(data, ruleset.questionnaire)


def test_a_number_that_nothing_reaches_holds_for_nobody() -> None:
    part = SchemaPart(1, lambda _: {"required": ["x"]})

    assert reaches([part], 2) == {"not": {}}
    assert reaches([part], 1) == {"required": ["x"]}
    assert reaches([part], 0) == {}
