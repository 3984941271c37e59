"""The glossary contains the specialist words that the texts use, and no others."""

import pytest

from finder.core.loading.languages import pairs
from finder.core.loading.load import load
from finder.core.rules.glossary import Glossary
from finder.paths import RULES
from tests.house.reading_grade import DESK, ENGLISH, GLOSSARY, SPANISH, WORD, texts
from tests.house.syllables import in_english

LANGUAGES = (ENGLISH, SPANISH)
LONG = 4
"""The number of syllables that makes a word look like a specialist word."""

PLAIN = """
    accredited activity american anxiety behavior cholesterol community constipation diabetes diagnosis diabetic
    directory emergencies emergency exercises insomnia interpreter irritated manipulation pediatric
    radiation radiology recovery relationship societies stimulation
"""
"""Long words that people know, or whose sentence explains them well enough."""
EXPLAINED_THERE = {
    "conditional": "a guideline's word for its own advice, on a card that says what it means",
    "nerve-calming": "two plain words",
    "epidural": "the name of a card that says what it is",
    "nosurprises": "a part of an address on the web",
    "botulinum": "the name of a card that says what it is",
    "sacroiliac": "the name of a card that says what it is",
    "hyaluronic": "in brackets, after a gel",
    "hypermobility": "in brackets, after very bendy joints",
    "ehlers-danlos": "in brackets, after very bendy joints",
    "osteoporosis": "in brackets, after weak bones",
    "oxycodone": "an example of an opioid, which is explained",
    "orofacial": "in brackets, after the jaw and face",
    "hematology": "in brackets, after blood illness",
    "fizz-eye-a-trist": "how a name is said",
    "pepto-bismol": "a brand that people know",
}
"""Specialist words that the same text explains."""
NAMES = """
    A4 ABA ABEM ABIM ABPM ABPMR ABPN ABPS ACGME ACP AOA AYUDA BMJ COVID DO FDA GK NG193 NG59 NICE NPPES PDF QR SI START
    TA159 TENS UK US ZIP
"""
"""Initials that are names, or that the same sentence spells out."""


def glossary(language: str) -> Glossary:
    return load(RULES, language).glossary


def read_by_patients(language: str) -> list[str]:
    return [
        text.words
        for text in texts()
        if text.language == language and text.group not in {DESK, GLOSSARY}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_in_the_glossary_is_used_in_a_text(language: str) -> None:
    words = glossary(language)
    seen = {
        text[found.start : found.end].lower()
        for text in read_by_patients(language)
        for found in words.find(text)
    }

    assert {
        form.lower() for word in words.words for form in word.all_forms
    } - seen == set()


def test_every_word_that_looks_hard_is_explained_or_known_to_be_plain() -> None:
    words, left = glossary(ENGLISH), {*PLAIN.split(), *EXPLAINED_THERE, *NAMES.split()}
    hard = {
        word if word.isupper() else word.lower()
        for text in read_by_patients(ENGLISH)
        for word in WORD.findall(without_words(words, text))
        if looks_hard(word)
    }

    assert hard - left == set(), "explain it in words.toml, or say that it is plain"
    assert left - hard == set(), "no text has this word any more"


SAID_OTHERWISE = {
    "neurology": "Spanish says neurologist where English says nerve doctor",
    "anesthesiology": "Spanish names it after sleep",
    "physical_therapy": "Spanish repeats therapy in a list of two",
    "biofeedback": "a short name of a card leaves it out",
    "carbamazepine": "the same",
    "cbt": "the same",
    "gabapentinoid": "the same",
    "board_certified": "Spanish has a verb",
    "guideline": "English says guidance once",
}
FOR_CLINICIANS = ("known_by_en", "about_en")
FOR_PATIENTS = {
    "advice.toml",
    "catalogue.toml",
    "next.toml",
    "questionnaire.toml",
    "reasons.toml",
}


def test_both_languages_explain_the_same_words_of_a_text() -> None:
    english, spanish = glossary(ENGLISH), glossary(SPANISH)
    differing = {
        word: pair.place
        for pair in pairs(RULES, SPANISH)
        if pair.file in FOR_PATIENTS and not pair.place.endswith(FOR_CLINICIANS)
        for word in ids(english, pair.english) ^ ids(spanish, pair.other)
    }

    assert {
        name: place for name, place in differing.items() if name not in SAID_OTHERWISE
    } == {}
    assert set(SAID_OTHERWISE) <= set(differing), "no text says it otherwise any more"


def ids(words: Glossary, text: str) -> set[str]:
    return {word.id for word in words.words_in(text)}


def without_words(glossary: Glossary, text: str) -> str:
    for found in reversed(list(glossary.find(text))):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def looks_hard(word: str) -> bool:
    is_name = "." in word or word[:1].isdigit()
    return not is_name and (
        in_english(word) >= LONG or (word.isupper() and len(word) > 1)
    )


def test_every_explanation_has_one_or_two_sentences() -> None:
    for language in LANGUAGES:
        for word in glossary(language).words:
            assert 1 <= word.words.count(". ") + 1 <= 2, word.id
            assert word.words[-1] == ".", word.id
