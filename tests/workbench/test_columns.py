"""Patients that are generated column by column can exist, and the app gives them the
same result."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from finder.core.loading.load import load
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind
from finder.core.rules.up_to_date import prune
from finder.paths import RULES
from finder.workbench.carry_over import as_asked_by
from finder.workbench.columns import (
    Chance,
    Columns,
    random_columns,
    realistic_columns,
)
from finder.workbench.crowd import Crowd, Pair, add_patients
from finder.workbench.model import Model
from tests.edits import Edit, edited

WIDTH = 600
MORE_POINTS = ("suggestions.csv", "feel:face_shock,1,9,", "feel:face_shock,9,9,")
NARROWER = (
    "questionnaire.toml",
    'id = "knee_l", ',
    'id = "knee_l", ask_if = "age:a80", ',
)
MORE_URGENT = (
    "red_flags.csv",
    "medicines:ran_out,today",
    "medicines:ran_out,emergency_room",
)
CLOSER = ("scoring.toml", "within      = 1", "within      = 2")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(load(RULES))


@pytest.fixture(params=["random", "realistic"], scope="module")
def columns(request: pytest.FixtureRequest, model: Model) -> Columns:
    if request.param == "random":
        return random_columns(model, WIDTH, Random(3))
    worked = [vignette.answers for vignette in load_vignettes(RULES, model.ruleset)]
    return realistic_columns(model, worked, WIDTH, Random(3))


def test_everyone_answers_as_the_questionnaire_allows(
    model: Model, columns: Columns
) -> None:
    for rule in model.possible:
        assert columns.evaluator.value(rule) == columns.evaluator.all_patients, rule


def test_everyone_answers_every_question(model: Model, columns: Columns) -> None:
    questionnaire = model.ruleset.questionnaire
    for place in range(WIDTH):
        answers = columns.answers(model, place)
        assert prune(questionnaire, answers) == answers
        assert questionnaire.next_page(answers, every_line(model.ruleset)) is None


def test_nobody_ticks_more_than_is_allowed_and_every_option_is_chosen_by_somebody(
    model: Model, columns: Columns
) -> None:
    everybody = [columns.answers(model, place) for place in range(WIDTH)]
    for question in model.questions.values():
        if question.kind is Kind.TEXT:
            continue
        chosen = [
            answers[question.id] for answers in everybody if question.id in answers
        ]
        assert not question.most or max(map(len, chosen)) <= question.most
        assert len(frozenset().union(*chosen)) >= 2, question.id


@pytest.mark.parametrize("edit", [MORE_POINTS, NARROWER, MORE_URGENT, CLOSER])
def test_the_app_agrees_on_who_gets_another_result(
    model: Model, columns: Columns, tmp_path: Path, edit: Edit
) -> None:
    pair = Pair(model.ruleset, load(edited(tmp_path / "rules", edit)))
    crowd = Crowd()

    add_patients(crowd, pair, (model, Model(pair.new)), columns, Random(1))

    one_by_one = Counter(
        kind[0]
        for place in range(WIDTH)
        for kind in pair.changes(columns.answers(model, place))
    )
    assert +crowd.changed == one_by_one
    assert one_by_one


def test_what_another_questionnaire_does_not_ask_is_dropped(
    model: Model, columns: Columns, tmp_path: Path
) -> None:
    new = load(edited(tmp_path / "rules", NARROWER))

    pruned = as_asked_by(Model(new), columns)

    for place in range(WIDTH):
        answers = columns.answers(model, place)
        assert pruned.answers(Model(new), place) == prune(new.questionnaire, answers)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_a_chance_applies_to_its_share_of_people(share: float) -> None:
    happened = Chance(20_000, Random(5)).happens(share).bit_count()

    assert abs(happened - share * 20_000) < 600


def every_line(ruleset: Ruleset) -> frozenset[str]:
    questions = (
        question for page in ruleset.questionnaire.pages for question in page.questions
    )
    return frozenset(
        option.id
        for question in questions
        if question.ask_again
        for option in question.options
    )
