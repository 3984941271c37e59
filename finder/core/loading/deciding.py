"""Load what decides: the tables and the scoring. They hold no words, so every language
and voice shares them."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.core.loading.decision_tables import (
    load_also_see,
    load_red_flags,
    load_rules,
    load_treatment_rows,
)
from finder.core.loading.names import Names
from finder.core.loading.reading import Reading
from finder.core.loading.satisfiable import possibility
from finder.core.loading.scoring import load_scoring
from finder.core.rules.decision_table import Table
from finder.core.rules.knowledge import (
    AlsoSee,
    RedFlagRow,
    Rule,
    Ruleset,
    Scoring,
    TreatmentRow,
)
from finder.core.rules.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Deciding:
    """The parts of a ruleset that decide, and the version that they belong to."""

    version: str
    scoring: Scoring
    red_flags: Table[RedFlagRow]
    suggestions: Table[Rule]
    treatment_rows: Table[TreatmentRow]
    also_see: Table[AlsoSee]

    @property
    def rows(self) -> Iterator[RedFlagRow | Rule | TreatmentRow | AlsoSee]:
        """The rows of all tables."""
        yield from self.red_flags.rows
        yield from self.suggestions.rows
        yield from self.treatment_rows.rows
        yield from self.also_see.rows


def load_deciding(
    reading: Reading, questionnaire: Questionnaire, names: Names, version: str
) -> Deciding:
    """Return the tables and the scoring of a folder, and report their mistakes."""
    findings = questionnaire.findings
    return Deciding(
        version=version,
        scoring=load_scoring(reading, names),
        red_flags=Table(load_red_flags(reading, names), findings),
        suggestions=Table(load_rules(reading, names), findings),
        treatment_rows=Table(load_treatment_rows(reading, names), findings),
        also_see=Table(load_also_see(reading, names), findings),
    )


def deciding_of(ruleset: Ruleset) -> Deciding:
    """Return what decides in a ruleset."""
    return Deciding(
        ruleset.version,
        ruleset.scoring,
        ruleset.red_flags,
        ruleset.suggestions,
        ruleset.treatment_rows,
        ruleset.also_see,
    )


def check_possible(
    deciding: Deciding, questionnaire: Questionnaire, names: Names
) -> None:
    """Report rows that no answers can reach."""
    possible = possibility(questionnaire)
    for row in deciding.rows:
        if not possible.holds(row.when):
            place = names.rows[row.id]
            place.wrong(
                f"{row.id} can never apply: no possible answers meet its condition; loosen the condition"
            )


def check_for_everyone(deciding: Deciding, reading: Reading) -> None:
    """Report rules that could leave someone without any points, and so without a
    result."""
    rules = deciding.suggestions.rows
    for_everyone = [rule for rule in rules if not rule.when.terms]
    if rules and not any(any(rule.points) for rule in for_everyone):
        text = "no row with points has the condition `always`, so some people could get no result; add such a row"
        reading.place("suggestions.csv", 1).wrong(text)
