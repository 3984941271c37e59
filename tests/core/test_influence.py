"""A change that is not tried cannot change the leads."""

from dataclasses import replace

import pytest

from finder.core.deciding.assess import assess
from finder.core.deciding.change import (
    answers_after,
    single_changes,
    worth_trying,
)
from finder.core.deciding.influence import influences, keeps_leads, moves_of
from finder.core.deciding.ranking import Ranking, rank
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset, Strength
from finder.core.rules.page import questions_of
from finder.workbench.random_patients import random_patients

NONE = (0, 0, 0)


def ranked(*scores: int, leads: tuple[int, ...]) -> Ranking:
    return Ranking(scores, leads, (), Strength.CLEAR)


def test_a_change_that_is_not_tried_changes_no_lead(ruleset: Ruleset) -> None:
    questionnaire = ruleset.questionnaire
    asked = [question.id for question in questions_of(questionnaire.pages)]
    left_out = tried = 0
    for answers in random_patients(questionnaire, 60):
        if questionnaire.stops(answers):
            continue
        now = rank(ruleset, ruleset.suggestions.match(answers))
        may_lead_elsewhere = set(worth_trying(ruleset, answers, asked, now))
        for change in single_changes(ruleset, answers, asked):
            if change in may_lead_elsewhere:
                tried += 1
                continue
            left_out += 1
            found = assess(ruleset, answers_after(ruleset, answers, change))
            assert {lead.background for lead in found.leads} == {
                ruleset.backgrounds[index].id for index in now.leads
            }

    assert left_out > tried / 2


def test_an_option_moves_points_by_the_rules_that_read_it(ruleset: Ruleset) -> None:
    rows, findings = ruleset.suggestions.rows, ruleset.questionnaire.findings
    found = influences(Table(rows, findings))
    rule = ruleset.rules["face-shocks"]
    moved = found["feel", "face_shock"]

    assert all(most >= points for most, points in zip(moved, rule.points, strict=True))
    assert ("who", "me") not in found


@pytest.mark.parametrize(
    ("moves", "stay"),
    [
        (NONE, True),
        ((0, 0, 6), True),
        ((0, 0, 7), False),
        ((1, 0, 0), True),
        ((3, 0, 0), False),
        ((0, 3, 0), False),
    ],
)
def test_leads_stay_as_long_as_the_points_cannot_cross(
    moves: tuple[int, ...], stay: bool
) -> None:
    now = ranked(20, 19, 10, leads=(0, 1))

    assert keeps_leads(now, moves, within=3) is stay


def test_a_lead_needs_a_point() -> None:
    now = ranked(2, 1, leads=(0, 1))

    assert keeps_leads(now, [0, 0], within=3)
    assert not keeps_leads(now, [0, 1], within=3)


def test_a_lead_that_never_stands_alone_may_always_be_paired() -> None:
    now = ranked(0, 0, 0, 9, leads=(3,))
    moves = (0, 3, 0, 0)

    assert not keeps_leads(now, moves, within=1, never_alone={3})
    assert keeps_leads(now, moves, within=1)


def test_moves_of_two_options_do_not_carry_over(ruleset: Ruleset) -> None:
    rows = ruleset.suggestions.rows
    read = ruleset.suggestions.options_read(ruleset.rules["face-shocks"])
    face_shock = next(iter(read))
    many = replace(ruleset.rules["face-shocks"], points=(0, 40_000, 0, 0, 40_000))
    heavy = replace(
        ruleset, suggestions=Table((*rows, many), ruleset.questionnaire.findings)
    )

    moves = moves_of(heavy, (face_shock, face_shock))

    assert moves[1] >= 80_000
    assert moves[4] >= 80_000


def test_leads_that_were_paired_are_always_tried() -> None:
    paired = ranked(20, 5, 0, leads=(1, 0))

    assert not keeps_leads(paired, NONE, within=3)
