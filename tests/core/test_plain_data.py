"""The questionnaire as data: whole, in words, and with what each part builds on."""

import json

from finder.core.exchange.plain_data import questionnaire_data
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset


def test_every_page_question_option_and_finding_is_told(ruleset: Ruleset) -> None:
    data = json.loads(json.dumps(questionnaire_data(ruleset)))
    asked = [question for page in data["pages"] for question in page["questions"]]
    options = {option["id"] for question in asked for option in question.get("options", ())}

    assert data["rules_version"] == ruleset.version
    assert [page["id"] for page in data["pages"]] == [page.id for page in ruleset.questionnaire.pages]
    assert [question["id"] for question in asked] == [
        question.id for page in ruleset.questionnaire.pages for question in page.questions
    ]
    assert {"low_back", "rf_cauda", "less_pain"} <= options
    assert {kind for finding in data["findings"].values() for kind in finding} == {"sum", "count", "names", "any"} | {
        "scale"
    }


def test_the_desk_has_a_word_for_every_level(ruleset: Ruleset) -> None:
    told = [ruleset.advice.desk.level(level) for level in Level]

    assert all(told)
    assert len(set(told)) == len(Level)
