"""The FHIR Bundle is valid by an independent model, with codes that R4 allows, and
nothing that was not answered."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.answers import answers_from
from finder.core.deciding.taken_back import TakenBack
from finder.core.exchange.fhir_bundle import intake_bundle
from finder.core.loading.load import load
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Review, Ruleset
from finder.core.sharing.intake_content import IntakeContent, content_for_clinic
from finder.paths import RULES
from finder.workbench.random_patients import random_patient
from tests.core.test_fhir_questionnaire import translated
from tests.core.test_second_pain import two_pains

SHARED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PRIVATE = {
    "age": "a35_49",
    "where": ["low_back"],
    "how_long": "gt12",
    "feel": ["spasm_tight"],
    "changes": ["ache_move"],
    "cause": ["injury"],
    "pain_avg": 7,
    "health": ["substance", "diabetes"],
    "safety_mood": "past",
    "own_words": "It is worst after driving.",
}

PLAIN = {**PRIVATE, "health": ["none"], "safety_mood": "no"}


def content(
    ruleset: Ruleset, answers: object = PRIVATE, *, include_private: bool = False
) -> IntakeContent:
    given = answers_from(answers, ruleset.questionnaire)
    return content_for_clinic(
        ruleset,
        given.answers,
        given.own_words,
        (),
        include_private=include_private,
        share_crisis=False,
    )


def bundle(ruleset: Ruleset, what: IntakeContent) -> dict[str, Any]:
    found = intake_bundle(ruleset, what, "7KQ2-M9XD-4TH", SHARED)
    Bundle.model_validate(found)
    return found


def resources(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        entry["resource"]
        for entry in found["entry"]
        if entry["resource"]["resourceType"] == kind
    ]


def answered(response: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        item["linkId"]: item["answer"]
        for page in response["item"]
        for item in page["item"]
    }


def test_an_intake_is_in_the_clinics_language_next_to_the_patients(
    ruleset: Ruleset,
) -> None:
    spanish = load(RULES, "es")
    in_spanish = replace(
        content(ruleset),
        own_words="Es peor después de manejar.",
        own_words_language="es",
    )
    found = intake_bundle(ruleset, in_spanish, "7KQ2-M9XD-4TH", SHARED, [spanish])
    Bundle.model_validate(found)
    (response,) = resources(found, "QuestionnaireResponse")
    answers = answered(response)

    assert response["language"] == "en"
    (age,) = answers["age"]
    assert (age["valueCoding"]["code"], age["valueCoding"]["display"]) == (
        "a35_49",
        "35 to 49",
    )
    assert translated(age["valueCoding"], "display") == {"es": "35 a 49"}
    (words,) = answers["own_words"]
    assert words["valueString"] == "Es peor después de manejar."
    (mark,) = words["_valueString"]["extension"]
    assert mark == {
        "url": "http://hl7.org/fhir/StructureDefinition/language",
        "valueCode": "es",
    }
    for request in resources(found, "ServiceRequest"):
        assert set(translated(request["code"], "text")) == {"es"}


def test_own_words_of_an_unknown_language_carry_no_mark(ruleset: Ruleset) -> None:
    (response,) = resources(bundle(ruleset, content(ruleset)), "QuestionnaireResponse")
    (words,) = answered(response)["own_words"]

    assert words == {"valueString": "It is worst after driving."}


def test_one_intake_is_a_collection_of_a_response_and_a_proposal(
    ruleset: Ruleset,
) -> None:
    found = bundle(ruleset, content(ruleset, PLAIN))

    assert found["type"] == "collection"
    (response,), (request,) = (
        resources(found, "QuestionnaireResponse"),
        resources(found, "ServiceRequest"),
    )
    assert response["status"] == "completed"
    assert response["questionnaire"].endswith(f"|{ruleset.version}")
    assert (request["status"], request["intent"]) == ("draft", "proposal")
    assert request["performerType"]["coding"] == [
        {"system": "http://nucc.org/provider-taxonomy", "code": "2081P2900X"}
    ]
    assert request["supportingInfo"] == [{"reference": found["entry"][0]["fullUrl"]}]
    assert "priority" not in request


def test_answers_are_under_their_questions(ruleset: Ruleset) -> None:
    answers = answered(
        resources(bundle(ruleset, content(ruleset)), "QuestionnaireResponse")[0]
    )

    assert answers["pain_avg"] == [{"valueInteger": 7}]
    assert answers["own_words"] == [{"valueString": "It is worst after driving."}]
    assert [each["valueCoding"]["display"] for each in answers["where"]] == [
        "Lower back"
    ]
    assert "goals" not in answers


def test_private_answers_and_their_effects_are_included_only_if_shared(
    ruleset: Ruleset,
) -> None:
    without, whole = content(ruleset), content(ruleset, include_private=True)
    plain, private = (json.dumps(bundle(ruleset, each)) for each in (without, whole))

    for trace in (
        '"substance"',
        "alcohol",
        "dark thoughts",
        "Be seen today",
        "safety_mood",
    ):
        assert trace not in plain
    assert '"substance"' in private
    assert "Be seen today" in private


def test_it_says_how_soon_and_that_it_is_no_diagnosis(ruleset: Ruleset) -> None:
    urgent = content(ruleset, {**PLAIN, "safety_new": ["rf_skin"]})
    (request,) = resources(bundle(ruleset, urgent), "ServiceRequest")

    assert urgent.assessment.level == Level.TODAY
    assert [note["text"] for note in request["note"]] == [
        "Be seen today",
        ruleset.advice.result.not_a_diagnosis,
        "Not yet reviewed by a clinician",
    ]


def test_signed_rules_are_no_longer_called_unreviewed(
    ruleset: Ruleset,
) -> None:
    signed = replace(ruleset, review=Review("A. Lee, MD", version=ruleset.version))
    (request,) = resources(bundle(signed, content(signed, PLAIN)), "ServiceRequest")

    assert [note["text"] for note in request["note"]] == [
        ruleset.advice.result.not_a_diagnosis
    ]


def test_someone_under_18_gets_no_proposal(ruleset: Ruleset) -> None:
    found = bundle(ruleset, content(ruleset, {"age": "under18"}))

    assert resources(found, "ServiceRequest") == []


def test_the_same_intake_is_the_same_bundle_and_another_is_not(
    ruleset: Ruleset,
) -> None:
    what = content(ruleset)

    assert bundle(ruleset, what) == bundle(ruleset, what)
    other = intake_bundle(ruleset, what, "OTHER", SHARED)
    assert {entry["fullUrl"] for entry in other["entry"]}.isdisjoint(
        entry["fullUrl"] for entry in bundle(ruleset, what)["entry"]
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_intake_is_valid_and_uses_only_codes_of_the_questionnaire(
    ruleset: Ruleset, seed: int
) -> None:
    answers = random_patient(ruleset.questionnaire, Random(seed))
    what = content_for_clinic(
        ruleset, answers, "", (), include_private=bool(seed % 2), share_crisis=False
    )
    found = bundle(ruleset, what)

    requests = resources(found, "ServiceRequest")
    assert len(requests) == len(what.assessment.leads)
    assert all(request["performerType"]["coding"] for request in requests)
    for question, values in answered(
        resources(found, "QuestionnaireResponse")[0]
    ).items():
        codes = {
            each["valueCoding"]["code"] for each in values if "valueCoding" in each
        }
        assert codes <= {
            option.id for option in ruleset.questionnaire.question(question).options
        }


def test_reactions_to_urgent_advice_are_included(ruleset: Ruleset) -> None:
    given = answers_from(
        {**PLAIN, "safety_now": ["rf_chest"], "safety_new": ["rf_cauda"]},
        ruleset.questionnaire,
    )
    checked = Acknowledgement("rf_chest", "call_911", How.CHECKED, SHARED)
    back = TakenBack("rf_stroke", "call_911", SHARED, SHARED, mistake=True)
    content = content_for_clinic(
        ruleset,
        given.answers,
        "",
        {checked},
        taken_back=(back,),
        include_private=False,
        share_crisis=False,
    )

    for request in resources(bundle(ruleset, content), "ServiceRequest"):
        said = [
            note["text"] for note in request["note"] if "Call 911 now:" in note["text"]
        ]
        assert len(said) == 2, "nothing is said of what nobody called checked"
        assert said[0].startswith("Call 911 now: Chest pain")
        assert said[0].endswith("(Says that this was checked.)")
        assert said[1].startswith(
            "Red flags taken back (UTC): Call 911 now: ticked at 09:00, taken back at 09:00"
        )
        assert "(said to be a mistake)" in said[1]


def test_a_proposed_visit_says_which_pain_it_is_for(ruleset: Ruleset) -> None:
    answers = answers_from(
        {
            "age": "a35_49",
            "where": ["knee_l", "head"],
            "main_pain": "knee",
            "how_long": "gt12",
            "changes": ["ache_move"],
            "goals": ["move_more"],
            "function": ["walk_stand"],
            "told": ["migraine"],
        },
        ruleset.questionnaire,
    ).answers
    content = content_for_clinic(
        ruleset, answers, "", (), include_private=False, share_crisis=False
    )
    requests = [
        each["resource"]
        for each in intake_bundle(ruleset, content, "7KQ2-M9XD-4TH", SHARED)["entry"][
            1:
        ]
    ]

    assert [
        (each["performerType"]["text"], each["bodySite"][0]["text"])
        for each in requests
    ] == [
        ("Neurology", "head pain"),
        ("Physical medicine and rehabilitation (PM&R)", "knee pain"),
    ]


def test_rules_that_name_no_pain_propose_a_visit_for_none(ruleset: Ruleset) -> None:
    questions = replace(ruleset.questionnaire, second=None, second_pages=())
    older = replace(ruleset, questionnaire=questions)

    (request,) = resources(bundle(older, content(older, PLAIN)), "ServiceRequest")

    assert "bodySite" not in request


def test_a_second_pain_has_a_response_of_its_own(ruleset: Ruleset) -> None:
    shared = content_for_clinic(
        ruleset,
        two_pains(ruleset).visit.answers,
        "",
        (),
        include_private=False,
        share_crisis=False,
    )
    responses = resources(bundle(ruleset, shared), "QuestionnaireResponse")

    assert len(responses) == 2
    assert responses[0]["item"] != responses[1]["item"]
