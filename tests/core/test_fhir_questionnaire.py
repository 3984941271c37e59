"""The FHIR Questionnaire is valid by an independent model, and has every question and
every text."""

from dataclasses import replace
from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire

from finder.core.exchange.fhir_questionnaire import questionnaire
from finder.core.exchange.translations import in_fhir
from finder.core.loading.load import load
from finder.core.rules.knowledge import Review, Ruleset
from finder.core.rules.page import Kind
from finder.paths import RULES

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def test_the_questionnaire_is_valid_and_whole(ruleset: Ruleset) -> None:
    found = questionnaire(ruleset)
    Questionnaire.model_validate(found)

    assert found["status"] == "draft"
    assert found["version"] == ruleset.version
    items = {item["linkId"]: item for page in found["item"] for item in page["item"]}
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            item = items[question.id]
            assert item["type"] in {"choice", "integer", "text"}
            assert [
                each["valueCoding"]["code"] for each in item.get("answerOption", [])
            ] == [option.id for option in question.options]
            assert item.get("repeats", False) == (question.kind is Kind.MANY)
    assert len({item["linkId"] for item in found["item"]} | set(items)) == len(
        found["item"]
    ) + len(items)


def test_the_questionnaire_of_signed_rules_is_active(ruleset: Ruleset) -> None:
    signed = replace(ruleset, review=Review("A. Lee, MD", version=ruleset.version))

    assert questionnaire(signed)["status"] == "active"


def translated(element: dict[str, Any], key: str) -> dict[str, str]:
    """Return the translations of a text, by language."""
    found = {}
    for extension in element.get(f"_{key}", {}).get("extension", []):
        assert extension["url"] == TRANSLATION
        lang, text = extension["extension"]
        assert (lang["url"], text["url"]) == ("lang", "content")
        found[lang["valueCode"]] = text["valueString"]
    return found


def test_the_questionnaire_has_every_text_in_another_language_too(
    ruleset: Ruleset,
) -> None:
    spanish = load(RULES, "es")
    found, alone = questionnaire(ruleset, [spanish]), questionnaire(spanish)
    Questionnaire.model_validate(found)

    assert (found["language"], alone["language"]) == ("en", "es")
    for page, other_page in zip(found["item"], alone["item"], strict=True):
        for item, other in zip(page["item"], other_page["item"], strict=True):
            assert translated(item, "text") == {"es": other["text"]}
            for option, there in zip(
                item.get("answerOption", []), other.get("answerOption", []), strict=True
            ):
                coding, wanted = option["valueCoding"], there["valueCoding"]["display"]
                assert coding["display"] == wanted or translated(coding, "display") == {
                    "es": wanted
                }


def test_a_list_that_is_longer_in_another_language_is_not_translated() -> None:
    here, other = {"note": [{"text": "a"}, {"text": "b"}]}, {"note": [{"text": "c"}]}

    assert in_fhir(here, {"es": other}) == here
