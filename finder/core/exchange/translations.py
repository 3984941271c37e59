"""Data in several languages, combined: each text with its translations next to it."""

from collections.abc import Callable, Mapping
from typing import Any

Object = dict[str, Any]
ByLanguage = Mapping[str, str]
Translate = Callable[[str, ByLanguage], Object]
"""Takes a key and its text in other languages, and returns what to add to the
object."""

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
FHIR_TEXTS = frozenset({"text", "title", "description", "display"})
"""The elements of our FHIR resources that hold texts of the rules."""


def in_fhir(resource: Object, others: Mapping[str, Object]) -> Object:
    """Return a resource whose texts have FHIR's translation extension. `others` is the
    same in other languages."""
    return with_translations(resource, others, FHIR_TEXTS, as_fhir_extensions)


def as_fhir_extensions(key: str, translations: ByLanguage) -> Object:
    """Return the extensions of a FHIR string."""
    extensions = [
        extension(language, words) for language, words in translations.items()
    ]
    return {f"_{key}": {"extension": extensions}}


def extension(language: str, words: str) -> Object:
    lang = {"url": "lang", "valueCode": language}
    content = {"url": "content", "valueString": words}
    return {"url": TRANSLATION, "extension": [lang, content]}


def in_json(
    data: Object,
    others: Mapping[str, Object],
    texts: frozenset[str],
) -> Object:
    """Return data with `translations` (language -> key -> text) for the keys in
    `texts`."""
    return with_translations(data, others, texts, as_json_translations)


def as_json_translations(key: str, translations: ByLanguage) -> Object:
    """Return the translations of a text of JSON."""
    by_language = {language: {key: words} for language, words in translations.items()}
    return {"translations": by_language}


def with_translations(
    data: Object,
    others: Mapping[str, Object],
    texts: frozenset[str],
    translate: Translate,
) -> Object:
    """Return an object with the translations of each text that differs in another
    language."""
    whole: Object = {}
    for key, value in data.items():
        same = {
            language: other[key] for language, other in others.items() if key in other
        }
        whole[key] = translated_value(value, same, texts, translate)
        translations = differing_texts(value, same) if key in texts else {}
        if translations:
            merge(whole, translate(key, translations))
    return whole


def differing_texts(text: str, others: ByLanguage) -> ByLanguage:
    """Return the translations of a text that exist and differ from it."""
    return {
        language: words
        for language, words in others.items()
        if text and words and words != text
    }


def translated_value(
    value: Any,
    others: Mapping[str, Any],
    texts: frozenset[str],
    translate: Translate,
) -> Any:
    """Return a value with its translations. A list of another length in a language is
    not translated."""
    if isinstance(value, dict):
        return with_translations(value, others, texts, translate)
    if not isinstance(value, list):
        return value
    alike = {
        language: other
        for language, other in others.items()
        if len(other) == len(value)
    }
    entries = []
    for place, entry in enumerate(value):
        same = {language: other[place] for language, other in alike.items()}
        entries.append(translated_value(entry, same, texts, translate))
    return entries


def merge(whole: Object, added: Object) -> None:
    """Add nested objects to an object, in place."""
    for key, value in added.items():
        known = whole.get(key)
        if isinstance(value, dict) and isinstance(known, dict):
            merge(known, value)
        else:
            whole[key] = value
