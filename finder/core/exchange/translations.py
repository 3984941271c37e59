"""The same data in several languages, as one: each text with its translations beside it."""

from collections.abc import Callable, Mapping
from typing import Any

Object = dict[str, Any]
Beside = Callable[[str, str, Mapping[str, str]], Object]
"""Returns what stands beside a text: its key, the text, and what it is in each other language."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
FHIR_TEXTS = frozenset({"text", "title", "description", "display"})
"""The elements of our FHIR resources that hold words of the rules."""


def in_fhir(resource: Object, others: Mapping[str, Object]) -> Object:
    """Return a resource whose texts carry FHIR's translation extension; `others` is the same in other languages."""

    def beside(key: str, text: str, found: Mapping[str, str]) -> Object:
        return {f"_{key}": {"extension": [translation(each, words) for each, words in found.items()]}}

    return united(resource, others, FHIR_TEXTS, beside)


def translation(language: str, words: str) -> Object:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": words}]
    return {"url": TRANSLATION, "extension": parts}


def in_json(data: Object, others: Mapping[str, Object], texts: frozenset[str]) -> Object:
    """Return data whose objects have `translations`: language -> key -> text, of the keys that hold `texts`."""

    def beside(key: str, text: str, found: Mapping[str, str]) -> Object:
        return {"translations": {language: {key: words} for language, words in found.items()}}

    return united(data, others, texts, beside)


def united(here: Object, others: Mapping[str, Object], texts: frozenset[str], beside: Beside) -> Object:
    """Return an object with what stands beside each of its texts that reads otherwise in another language."""
    whole: Object = {}
    for key, value in here.items():
        same = {language: other[key] for language, other in others.items() if key in other}
        whole[key] = united_value(value, same, texts, beside)
        if key in texts and isinstance(value, str) and value:
            found = {language: words for language, words in same.items() if words and words != value}
            merge(whole, beside(key, value, found) if found else {})
    return whole


def united_value(value: Any, others: Mapping[str, Any], texts: frozenset[str], beside: Beside) -> Any:
    """Return a value in the same way. A list that is shorter or longer in another language stands alone."""
    if isinstance(value, dict):
        return united(value, others, texts, beside)
    if isinstance(value, list):
        alike = {language: each for language, each in others.items() if len(each) == len(value)}
        return [
            united_value(each, {language: other[place] for language, other in alike.items()}, texts, beside)
            for place, each in enumerate(value)
        ]
    return value


def merge(whole: Object, added: Object) -> None:
    """Put nested objects into others."""
    for key, value in added.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            merge(whole[key], value)
        else:
            whole[key] = value
