"""Every text is easy to read, in both languages, or the reason why not is listed."""

import tomllib

import pytest

from finder.paths import RULES
from tests.house.reading_grade import (
    A_LINE,
    DESK,
    EASY,
    ENGLISH,
    GROUPS,
    MOST_WORDS,
    OTHER_REASONS,
    QUESTIONS,
    SPANISH,
    SYLLABLES,
    Group,
    Text,
    counted,
    hard_lines,
    of_group,
    reason_for,
    sentences,
    texts,
)

each_group = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)


@each_group
def test_english_reads_like_sixth_grade_or_easier(group: Group) -> None:
    found = of_group(ENGLISH, group)

    assert found.words > 100
    assert found.grade <= group.highest


@each_group
def test_spanish_is_easy(group: Group) -> None:
    found = of_group(SPANISH, group)

    assert found.words > 100
    assert found.perspicuity >= EASY


@pytest.mark.parametrize("voice", ["", "they_"])
@pytest.mark.parametrize(
    "level", tomllib.loads((RULES / "advice.toml").read_text(encoding="utf-8"))["level"]
)
def test_the_advice_of_each_level_reads_like_fifth_grade_or_easier(
    level: str, voice: str
) -> None:
    said = tomllib.loads((RULES / "advice.toml").read_text(encoding="utf-8"))["level"][
        level
    ]
    words = said[f"text_{voice}en"]

    assert words == "=" or counted(ENGLISH, words).grade <= 5


def test_each_line_over_eighth_grade_has_a_reason() -> None:
    found = hard_lines()

    assert [line.text.words for line in found if not line.reason] == []
    assert set(OTHER_REASONS) <= {line.text.words for line in found}, (
        "a reason without its line; delete it"
    )


@pytest.mark.parametrize("language", SYLLABLES)
def test_a_sentence_has_twenty_words_at_most(language: str) -> None:
    """Check all texts except options, which may be longer if they list things."""
    long = [
        sentence
        for text in texts()
        if text.language == language
        and not (text.group is QUESTIONS and lists_things(text))
        for sentence in sentences(text.words)
        if len(sentence.split()) > MOST_WORDS
    ]

    assert [
        sentence for sentence in long if LONG_FOR_OPERATORS[language] not in sentence
    ] == []


def lists_things(text: Text) -> bool:
    return text.words[-1] not in ".?!" and any(sign in text.words for sign in ",;")


LONG_FOR_OPERATORS = {
    ENGLISH: "cannot be decrypted: it was changed or moved, or its key is missing; restore the old secret key",
    SPANISH: "no se abre: se cambió o se movió, o su clave ya no está; ponga otra vez la clave anterior",
}
"""Sentences for the person who runs the app: an error and how to fix it."""


COUNTED = {
    ENGLISH: {
        1: "pain told times used please help asked bruise one are the moves filled through 988",
        2: "about any every doctor being people nervous table settled needed dial spasm safely someone",
        3: "medicine area suicide hospital MRI somebody anything naproxen reaction",
        4: "diabetes emergency opioid anxiety operation usually psychiatry anesthesia",
        6: "acetaminophen rehabilitation",
    },
    SPANISH: {
        1: "dos más muy hoy quien pies buey",
        2: "dolor país púa ciudad guía oír días huesos sueño búho leer cualquier",
        3: "médico ayuda cuidado ahora caída pingüino cuídese prohíbe toalla estudio",
        4: "emergencia medicinas continúa aéreo",
        6: "anestesiólogo rehabilitación",
    },
}


@pytest.mark.parametrize("language", SYLLABLES)
def test_syllables_are_those_that_people_say(language: str) -> None:
    wrong = {
        word: SYLLABLES[language](word)
        for number, words in COUNTED[language].items()
        for word in words.split()
        if SYLLABLES[language](word) != number
    }

    assert not wrong


def test_the_formulas_are_those_of_their_authors() -> None:
    easy = counted(ENGLISH, "The cat sat on the mat.")
    assert (easy.sentences, easy.words, easy.syllables) == (1, 6, 6)
    assert easy.grade == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    facil = counted(SPANISH, "El gato come. La casa es roja.")
    assert (facil.sentences, facil.words, facil.syllables) == (2, 7, 11)
    assert facil.perspicuity == pytest.approx(206.835 - 62.3 * 11 / 7 - 7 / 2)


def test_a_hard_line_is_excused_only_by_a_name() -> None:
    named = (
        "Ask the anesthesiologist in the clinic about your pain and your plan for it."
    )
    hard = "Individualized rehabilitation necessitates multidisciplinary communication between practitioners."

    assert reason_for(named) == "the name of a specialty"
    assert reason_for(hard) == ""


def test_every_group_is_read_in_both_languages() -> None:
    found = {(text.language, text.group) for text in texts()}

    assert found == {(language, group) for language in SYLLABLES for group in GROUPS}
    assert any(text.group is DESK and text.is_line for text in texts())
    assert not any(
        text.is_line for text in texts() if len(text.words.split()) < A_LINE // 2
    )
