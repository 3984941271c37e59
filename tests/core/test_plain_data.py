"""The questionnaire as data: complete, in words, and with what each part depends on."""

import json

from finder.core.deciding.assess import assess
from finder.core.exchange.plain_data import TEXTS, questionnaire_data
from finder.core.exchange.plain_texts import texts
from finder.core.exchange.translations import in_json
from finder.core.loading.load import load
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES


def test_every_page_question_option_and_finding_is_included(ruleset: Ruleset) -> None:
    data = json.loads(json.dumps(questionnaire_data(ruleset)))
    asked = [question for page in data["pages"] for question in page["questions"]]
    options = {
        option["id"] for question in asked for option in question.get("options", ())
    }

    assert data["rules_version"] == ruleset.version
    assert [page["id"] for page in data["pages"]] == [
        page.id for page in ruleset.questionnaire.pages
    ]
    assert [question["id"] for question in asked] == [
        question.id
        for page in ruleset.questionnaire.pages
        for question in page.questions
    ]
    assert {"low_back", "rf_cauda", "less_pain"} <= options
    assert {kind for finding in data["findings"].values() for kind in finding} == {
        "sum",
        "count",
        "names",
        "any",
    } | {"scale"}


def test_the_desk_has_a_word_for_every_level(ruleset: Ruleset) -> None:
    names = [ruleset.advice.desk.level(level) for level in Level]

    assert all(names)
    assert len(set(names)) == len(Level)


def test_texts_say_in_words_what_the_assessment_says_in_ids(ruleset: Ruleset) -> None:
    chosen = {
        "safety_now": "rf_harm_now",
        "safety_new": "rf_cauda",
        "where": "low_back",
    }
    answers = {question: frozenset({option}) for question, option in chosen.items()}
    found = assess(ruleset, answers)
    data = json.loads(json.dumps(texts(ruleset, answers, found)))

    assert [each["background"] for each in data["leads"]] == [
        lead.background for lead in found.leads
    ]
    assert [each["level"] for each in data["advice"]] == ["emergency_room"]
    assert data["crisis"][0] == ruleset.advice.crisis.heading
    assert all(each["reasons"] for each in data["leads"])
    assert texts(ruleset, {}, assess(ruleset, {}))["crisis"] == []


def test_texts_include_what_is_around_the_headline(ruleset: Ruleset) -> None:
    def texts_for(**answers: str) -> dict[str, object]:
        found = {question: frozenset({option}) for question, option in answers.items()}
        return texts(ruleset, found, assess(ruleset, found))

    young, new = texts_for(age="under18"), texts_for(where="low_back", how_long="m1_3")
    urgent = texts_for(where="low_back", safety_new="rf_cauda")

    assert young["text"] == ruleset.advice.stop.text
    assert new["regular_doctor"] in {
        ruleset.advice.result.regular_new,
        ruleset.advice.result.regular_new_calm,
    }
    assert urgent["after_check"] == ruleset.advice.result.after_check
    assert not {"text", "after_check"} & new.keys()
    assert "text" not in urgent
    assert not {"regular_doctor", "after_check"} & young.keys()


def test_texts_are_next_to_their_translations(ruleset: Ruleset) -> None:
    spanish = load(RULES, "es")
    here, there = questionnaire_data(ruleset, [spanish]), questionnaire_data(spanish)
    asked = [
        question
        for page in json.loads(json.dumps(here))["pages"]
        for question in page["questions"]
    ]
    others = [
        question
        for page in json.loads(json.dumps(there))["pages"]
        for question in page["questions"]
    ]

    for question, other in zip(asked, others, strict=True):
        assert question["translations"]["es"]["words"] == other["words"]
        assert question["translations"]["es"].get("hint", "") == (
            other["hint"] if question["hint"] else ""
        )
    assert "translations" not in json.dumps(questionnaire_data(ruleset))


def test_a_text_missing_in_another_language_has_no_translation() -> None:
    here = {"words": "a", "hint": "b", "list": [{"words": "c"}], "more": {"words": "d"}}

    assert (
        in_json(here, {"es": {"words": "a", "hint": "", "list": [], "more": {}}}, TEXTS)
        == here
    )
