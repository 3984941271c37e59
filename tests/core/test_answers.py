"""Answers from a file are read like those of a page, or refused with all mistakes at
once."""

import pytest

from finder.core.deciding.answers import BadAnswers, answers_from, as_file
from finder.core.rules.knowledge import Ruleset
from finder.workbench.random_patients import random_patients

LEAST = {"age": "a35_49", "where": ["low_back"]}


def test_missing_answers_are_skipped_or_get_the_usual_answer(ruleset: Ruleset) -> None:
    found = answers_from(LEAST, ruleset.questionnaire)

    assert found.answers["who"] == {"me"}
    assert found.answers["safety_now"] == found.answers["safety_area"] == {"none"}
    assert found.answers["goals"] == set()
    assert found.own_words == ""


def test_answers_written_to_a_file_are_read_back_unchanged(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 200):
        read = answers_from(
            as_file(answers, ruleset.questionnaire), ruleset.questionnaire
        ).answers

        assert {name: chosen for name, chosen in read.items() if chosen} == {
            name: chosen for name, chosen in answers.items() if chosen
        }


def test_numbers_lists_and_words_are_read(ruleset: Ruleset) -> None:
    found = answers_from(
        {**LEAST, "pain_avg": 7, "goals": ["less_pain"], "own_words": "At night."},
        ruleset.questionnaire,
    )

    assert found.answers["pain_avg"] == {"7"}
    assert found.answers["goals"] == {"less_pain"}
    assert found.own_words == "At night."


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        ({"where": ["head"]}, "age: an answer is needed; it has under18, "),
        (
            {**LEAST, "age": "a12"},
            "age: Choose from the list. Given: a12; it has under18, ",
        ),
        (
            {**LEAST, "feel": ["face_shock"]},
            "feel: Choose from the list. Given: face_shock; it has dull_steady",
        ),
        (
            {**LEAST, "goals": ["less_pain", "move_more", "diagnosis", "learn_self"]},
            "goals: Tick no more than 3.",
        ),
        (
            {**LEAST, "pain_avg": 11},
            "pain_avg: Choose from the list. Given: 11; it has 0, 1",
        ),
        (
            {**LEAST, "mood": "fine"},
            "mood: there is no such question; use one of who, ",
        ),
        (
            {**LEAST, "own_words": "a" * 501},
            "own_words: Use 500 characters or fewer. You used 501.",
        ),
        ({**LEAST, "low": ["most", "some"]}, "low: Choose one answer."),
        (
            {**LEAST, "prefer": ["no_pref", "talking"]},
            "prefer: “No preference” does not go with the others.",
        ),
        ([], "the answers must be one object"),
        (
            {**LEAST, "own_words": 5},
            "own_words: Write it as a text, in quotes. Given: 5",
        ),
        (
            {**LEAST, "own_words": ["At night."]},
            "own_words: Write it as a text, in quotes. Given: a list",
        ),
        (
            {**LEAST, "pain_avg": True},
            "pain_avg: Choose from the list. Given: true; it has 0, 1",
        ),
        (
            {**LEAST, "pain_avg": 7.5},
            "pain_avg: Choose from the list. Given: 7.5; it has 0, 1",
        ),
        (
            {**LEAST, "pain_avg": "07"},
            "pain_avg: Choose from the list. Given: 07; it has 0, 1",
        ),
        (
            {**LEAST, "pain_avg": None},
            "pain_avg: Choose from the list. Given: null; it has 0, 1",
        ),
        (
            {**LEAST, "pain_avg": [7, "7"]},
            "pain_avg: 7 is given twice; give each answer once",
        ),
        (
            {**LEAST, "where": ["neck", "neck"]},
            "where: neck is given twice; give each answer once",
        ),
        (
            {**LEAST, "age": 5},
            "age: Choose from the list. Given: 5 (no text); it has under18, ",
        ),
        (
            {**LEAST, "where": [["neck"], {}]},
            "where: Choose from the list. Given: a list (no text), an object (no text);",
        ),
        (
            {**LEAST, "age": "x" * 99},
            f"age: Choose from the list. Given: {'x' * 60}...; it has under18, ",
        ),
    ],
)
def test_a_mistake_is_reported_with_the_valid_choices(
    ruleset: Ruleset, data: object, mistake: str
) -> None:
    with pytest.raises(BadAnswers) as refused:
        answers_from(data, ruleset.questionnaire)

    assert any(each.startswith(mistake) for each in refused.value.mistakes)


@pytest.mark.parametrize("number", [7, 7.0, "7", [7], ["7"]])
def test_a_scale_is_a_whole_number_or_its_digits(
    ruleset: Ruleset, number: object
) -> None:
    assert answers_from({**LEAST, "pain_avg": number}, ruleset.questionnaire).answers[
        "pain_avg"
    ] == {"7"}


@pytest.mark.parametrize("zero", [0, -0, -0.0, "0"])
def test_zero_is_a_number_of_the_scale(ruleset: Ruleset, zero: object) -> None:
    assert answers_from({**LEAST, "pain_avg": zero}, ruleset.questionnaire).answers[
        "pain_avg"
    ] == {"0"}


def test_an_empty_list_is_a_skipped_question(ruleset: Ruleset) -> None:
    found = answers_from(
        {**LEAST, "pain_avg": [], "goals": [], "own_words": []}, ruleset.questionnaire
    )

    assert found.answers["pain_avg"] == found.answers["goals"] == set()
    assert found.own_words == ""


def test_all_mistakes_are_reported_together(ruleset: Ruleset) -> None:
    with pytest.raises(BadAnswers) as refused:
        answers_from(
            {**LEAST, "age": "a12", "feel": ["nothing_known"], "extra": 1},
            ruleset.questionnaire,
        )

    assert len(refused.value.mistakes) == 3
