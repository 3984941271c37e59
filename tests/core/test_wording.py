"""Conditions in words."""

from dataclasses import replace
from typing import Any

import pytest

from finder.core.rules.conditions import ALWAYS, AtLeast, Chosen, Condition
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.wording import as_written, in_words, sentence


def rule(ruleset: Ruleset, name: str) -> Condition:
    return next(row.when for row in ruleset.suggestions.rows if row.id == name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "lasting-spine-pain",
            "pain in the neck, back or buttock, and it has lasted more than 3 months",
        ),
        ("face-or-jaw", "pain in “Face or jaw”"),
        ("older-age", "age 65 or older"),
        ("surgery-ahead", "a surgery ahead"),
        (
            "many-things-tried",
            "how many things were tried: 4 or more, and it has lasted more than 3 months",
        ),
        ("everyone", "everyone"),
    ],
)
def test_a_condition_uses_the_words_of_its_options(
    ruleset: Ruleset, name: str, words: str
) -> None:
    assert sentence(ruleset, rule(ruleset, name)) == words


def test_a_scale_is_described_with_its_question(ruleset: Ruleset) -> None:
    reached = Condition(
        (AtLeast("pain_avg", 8), Chosen("pain_avg", frozenset({"9", "10"})))
    )

    first, second = in_words(ruleset, reached)

    assert (
        first
        == "“In the last 7 days, how bad was your pain on most days?” 8 or more of 10"
    )
    assert second == "In the last 7 days, how bad was your pain on most days? 9 or 10"


def test_every_condition_can_be_said_and_shows_no_id(ruleset: Ruleset) -> None:
    tables: tuple[Table[Any], ...] = (
        ruleset.suggestions,
        ruleset.red_flags,
        ruleset.treatment_rows,
        ruleset.also_see,
    )
    conditions = [row.when for table in tables for row in table.rows]
    conditions += [row.unless for row in ruleset.treatment_rows.rows if row.unless]
    conditions += [row.unless for row in ruleset.also_see.rows if row.unless]

    for condition in conditions:
        assert not {"_", "{", "}"} & set(sentence(ruleset, condition))


def test_what_joins_the_parts_comes_from_the_rules(ruleset: Ruleset) -> None:
    texts = replace(ruleset.advice.condition, always="todos", both="y", either="o")
    translated = replace(ruleset, advice=replace(ruleset.advice, condition=texts))

    assert in_words(translated, ALWAYS) == ("todos",)
    assert " o a knee, y " in sentence(
        translated, rule(ruleset, "joint-pain-after-therapy")
    )


def test_a_condition_can_be_written_as_in_the_tables(ruleset: Ruleset) -> None:
    assert as_written(rule(ruleset, "everyone")) == "always"
    assert as_written(rule(ruleset, "older-age")) == "age:a65_79|a80"
    assert as_written(rule(ruleset, "pain-all-over")) == "widespread"
    assert (
        as_written(rule(ruleset, "many-things-tried"))
        == "tried_count>=4 & how_long:gt12|m3_12"
    )
