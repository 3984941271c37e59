"""Which pages are about a pain, and how a second pain is asked about: the errors of the
check."""

import pytest

from finder.core.loading.load import load
from tests.core.test_load import Plant, plant
from tests.edits import edited

__all__ = ["plant"]

FILE = "questionnaire.toml"
WHICH = 'which        = "main_pain"'
FAULTS = [
    (
        WHICH,
        'which        = "where"',
        "which: where must be the only question of a page about the pain",
    ),
    (
        WHICH,
        'which        = "how_long"',
        "which: how_long must be the only question of a page about the pain",
    ),
    (
        WHICH,
        'which        = "feel"',
        "which: feel must be the only question of a page about the pain, of the kind one",
    ),
    (
        'alike        = ["one_pain"]',
        'alike        = ["only"]',
        "alike: main_pain has no option only",
    ),
    (
        ', pain_en = "knee pain"',
        "",
        "main_pain: knee has no words for the pain there; write pain_en",
    ),
    (
        'about    = "pain"',
        'about    = "pains"',
        "about: a page is about the person or the pain, not pains",
    ),
    (
        'id       = "safety_area"',
        'id       = "safety_area"\nabout    = "pain"',
        "about: a page with warning lines or a stop counts for every pain; write person",
    ),
    (
        'ask_if = "where:knee", section',
        'ask_if = "age:older", section',
        "which: the ask_if of the options of main_pain must name places of one question of a person",
    ),
    (
        'id       = "where"\nrequired',
        'id       = "where"\nabout    = "pain"\nrequired',
        "which: the ask_if of the options of main_pain must name places of one question of a person",
    ),
    (
        'id       = "goals"',
        'id       = "second_feel"',
        "the second pain also uses the id second_feel",
    ),
    (
        "Second pain: {question}",
        "Second pain: {asked}",
        "there is no placeholder {asked} for this text; use one of ",
    ),
]


@pytest.mark.parametrize(("old", "new", "error"), FAULTS)
def test_a_fault_is_reported_with_a_fix(
    plant: Plant, old: str, new: str, error: str
) -> None:
    assert any(error in each for each in plant(FILE, old, new))


def test_rules_without_a_second_pain_load(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = edited(tmp_path_factory.mktemp("rules") / "copy")
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    start = text.index("[second_pain]")
    path.write_text(
        text[:start] + text[text.index("[[page]]", start) :], encoding="utf-8"
    )

    questionnaire = load(folder).questionnaire

    assert questionnaire.second is None
    assert questionnaire.all_pages == questionnaire.pages


def test_a_second_pain_without_its_words_is_refused(plant: Plant) -> None:
    assert any(
        "ask_en is missing" in each
        for each in plant(FILE, "ask_en       =", "asked_en     =")
    )
