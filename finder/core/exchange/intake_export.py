"""Export shared intakes as a table and as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from finder.core.deciding import acknowledged as said
from finder.core.deciding import taken_back as withdrawn
from finder.core.deciding.assess import Assessment
from finder.core.exchange.spreadsheet import as_csv
from finder.core.sharing.intake_content import IntakeContent
from finder.core.sharing.stored_assessment import assessment_to_json

OWN_WORDS, OWN_LANGUAGE = "own_words", "own_words_language"
"""What was typed, and the language of the page that it was typed on; empty where that is not known."""
SUGGESTED = ("leads", "also", "strength", "red_flags", "acknowledged", "taken_back")
OF_SECOND = ("second_leads", "second_also", "second_strength")
"""What fits a second pain; empty where none was told. Red flags count for both."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One intake. `facts` are what the desk knows of it; one that does not open has nothing given."""

    facts: Mapping[str, str]
    content: IntakeContent | None


def table(rows: Sequence[ExportRow], facts: Sequence[str], questions: Sequence[str]) -> str:
    """One row for each intake, one column for each question; several choices are joined by `|`, and what was typed
    stands last, after its language."""
    answered = {question for each in rows if each.content for question in each.content.answers}
    columns = [each for each in (*questions, *sorted(answered - set(questions))) if each != OWN_WORDS]
    header = [*facts, *SUGGESTED, *OF_SECOND, *columns, OWN_LANGUAGE, OWN_WORDS]
    return as_csv(header, (row(each, facts, columns) for each in rows))


def row(exported: ExportRow, facts: Sequence[str], columns: Sequence[str]) -> list[str]:
    known = [exported.facts.get(name, "") for name in facts]
    content = exported.content
    if content is None:
        return known + [""] * (len(SUGGESTED) + len(OF_SECOND) + len(columns) + 2)
    found = content.assessment
    suggested = [
        *fit(found),
        joined(flag.flag for flag in found.flags),
        joined(f"{each.flag}:{each.how}" for each in sorted(content.acknowledged, key=lambda each: each.flag)),
        joined(f"{each.flag or each.level}:{each.back.isoformat()}" for each in content.taken_back),
    ]
    answers = [joined(sorted(content.answers.get(question, ()))) for question in columns]
    return [*known, *suggested, *fit(content.second), *answers, content.own_words_language, content.own_words]


def fit(assessment: Assessment | None) -> list[str]:
    """The leads, the others that fit, and how sure that is."""
    if assessment is None:
        return [""] * len(OF_SECOND)
    return [joined(lead.background for lead in assessment.leads), joined(assessment.also), str(assessment.strength)]


def joined(ids: Iterable[str]) -> str:
    return "|".join(ids)


def as_json(rows: Sequence[ExportRow]) -> str:
    """The same as JSON, with the whole assessment."""
    return json.dumps({"intakes": [data(each) for each in rows]}, ensure_ascii=False, indent=2) + "\n"


def data(exported: ExportRow) -> dict[str, Any]:
    content = exported.content
    if content is None:
        return dict(exported.facts)
    return {
        **exported.facts,
        "answers": {question: sorted(chosen) for question, chosen in content.answers.items()},
        OWN_WORDS: content.own_words,
        OWN_LANGUAGE: content.own_words_language,
        "acknowledged": said.as_parts(content.acknowledged),
        "taken_back": withdrawn.as_parts(content.taken_back),
        "assessment": assessment_to_json(content.assessment),
        "second_assessment": assessment_to_json(content.second) if content.second else None,
    }
