"""The compiled tables find the same rows as a plain loop."""

from random import Random
from typing import Any

import pytest

from finder.core.rules.conditions import AtLeast, Chosen, Condition
from finder.core.rules.decision_table import Table
from finder.core.rules.findings import AnyOf, Count, Findings, Scale, Sum
from finder.core.rules.knowledge import AlsoSee, Ruleset
from finder.workbench.random_patients import random_patients

TABLES = ["suggestions", "red_flags", "treatment_rows", "also_see"]


@pytest.mark.parametrize("name", TABLES)
def test_a_compiled_table_finds_the_rows_that_a_plain_loop_finds(
    ruleset: Ruleset, name: str
) -> None:
    table: Table[Any] = getattr(ruleset, name)
    findings = ruleset.questionnaire.findings
    for answers in random_patients(ruleset.questionnaire, 500, seed=7):
        assert table.match(answers) == [
            row for row in table.rows if row.when.holds(answers, findings)
        ]


def test_the_order_of_the_answers_does_not_matter(ruleset: Ruleset) -> None:
    random = Random(3)
    for answers in random_patients(ruleset.questionnaire, 100):
        shuffled = dict(random.sample(sorted(answers.items()), len(answers)))
        assert ruleset.suggestions.match(shuffled) == ruleset.suggestions.match(answers)


def row(*terms: Chosen | AtLeast) -> AlsoSee:
    return AlsoSee("row", Condition(terms), None)


FINDINGS = Findings(
    {
        "pain": Scale("pain"),
        "life": Scale("life"),
        "impact": Sum(("pain", "life")),
        "kinds": Count("feel", {"sharp": "sharp", "dull": "dull"}),
        "places": Count("where", {"knee_l": "knee", "knee_r": "knee", "hip": "hip"}),
        "either": AnyOf(
            (Condition((AtLeast("places", 2),)), Condition((AtLeast("kinds", 2),)))
        ),
        "worry": AnyOf(
            (
                Condition((Chosen("mood", frozenset({"low"})),)),
                Condition((AtLeast("tense", 1),)),
            )
        ),
        "tense": AnyOf((Condition((Chosen("mood", frozenset({"tense"})),)),)),
        "impact_and_places": Sum(("impact", "places")),
        "in_both": AnyOf(
            (
                Condition(
                    (
                        AtLeast("places", 1),
                        AtLeast("kinds", 1),
                        Chosen("mood", frozenset({"low"})),
                    )
                ),
            )
        ),
        "anyhow": AnyOf((Condition(),)),
    }
)


@pytest.mark.parametrize(
    ("term", "answers", "holds"),
    [
        (AtLeast("impact", 12), {"pain": {"7"}, "life": {"5"}}, True),
        (AtLeast("impact", 13), {"pain": {"7"}, "life": {"5"}}, False),
        (AtLeast("impact", 0), {}, True),
        (AtLeast("kinds", 2), {"feel": {"sharp", "dull", "other"}}, True),
        (AtLeast("places", 2), {"where": {"knee_l", "knee_r"}}, False),
        (AtLeast("places", 2), {"where": {"knee_l", "hip"}}, True),
        (AtLeast("either", 1), {"feel": {"sharp", "dull"}}, True),
        (AtLeast("either", 1), {"feel": {"sharp"}}, False),
        (AtLeast("worry", 1), {"mood": {"tense"}}, True),
        (AtLeast("worry", 1), {"mood": {"fine"}}, False),
        (AtLeast("worry", 2), {"mood": {"tense", "low"}}, False),
        (AtLeast("impact_and_places", 3), {"pain": {"2"}, "where": {"hip"}}, True),
        (AtLeast("impact_and_places", 0), {}, True),
        (
            AtLeast("in_both", 1),
            {"where": {"hip"}, "feel": {"dull"}, "mood": {"low"}},
            True,
        ),
        (
            AtLeast("in_both", 1),
            {"where": {"hip"}, "feel": {"other"}, "mood": {"low"}},
            False,
        ),
        (AtLeast("in_both", 1), {"where": {"hip"}, "feel": {"dull"}}, False),
        (AtLeast("anyhow", 1), {}, True),
        (AtLeast("anyhow", 2), {"mood": {"low"}}, False),
        (Chosen("feel", frozenset({"sharp"})), {"feel": {"sharp"}}, True),
        (Chosen("feel", frozenset({"sharp"})), {}, False),
    ],
)
def test_a_term_holds_alike_in_the_table_and_by_itself(
    term: Chosen | AtLeast, answers: dict[str, set[str]], *, holds: bool
) -> None:
    given = {question: frozenset(chosen) for question, chosen in answers.items()}
    rows = [row(), row(term, term)]

    assert (Table(rows, FINDINGS).match(given) == rows) is holds
    assert rows[1].when.holds(given, FINDINGS) is holds


def test_a_table_without_rows_finds_nothing() -> None:
    empty: Table[AlsoSee] = Table([], FINDINGS)

    assert empty.match({"feel": frozenset({"sharp"})}) == []
