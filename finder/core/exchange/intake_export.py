"""Export shared intakes as a table and as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from finder.core.deciding import acknowledged as acknowledgements
from finder.core.deciding import taken_back as withdrawals
from finder.core.deciding.assess import Assessment
from finder.core.exchange.spreadsheet import as_csv
from finder.core.sharing.intake_content import IntakeContent
from finder.core.sharing.stored_assessment import assessment_to_json

OWN_WORDS, OWN_LANGUAGE = "own_words", "own_words_language"
"""The own words, and the language of the page on which they were typed, "" if
unknown."""
SUGGESTED = ("leads", "also", "strength", "red_flags", "acknowledged", "taken_back")
OF_SECOND = ("second_leads", "second_also", "second_strength")
"""What fits a second pain, empty if there is none. Red flags count for both pains."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One intake. `facts` are what the front desk knows about it. `content` is None if
    it cannot be decrypted."""

    facts: Mapping[str, str]
    content: IntakeContent | None


ColumnNames = Sequence[str]


def table(rows: Sequence[ExportRow], facts: ColumnNames, questions: ColumnNames) -> str:
    """Return the intakes as CSV, with one row for each intake and one column for each
    question.

    Several choices are joined by `|`. The own words are the last column, after their
    language.
    """
    columns = question_columns(rows, questions)
    header = [*facts, *SUGGESTED, *OF_SECOND, *columns, OWN_LANGUAGE, OWN_WORDS]
    lines = (row(each, facts, columns) for each in rows)
    return as_csv(header, lines)


def question_columns(rows: Sequence[ExportRow], questions: ColumnNames) -> list[str]:
    """Return today's questions, then questions that were asked only before."""
    answered: set[str] = set()
    for each in rows:
        if each.content is not None:
            answered.update(each.content.answers)
    former = answered.difference(questions)
    columns = [*questions, *sorted(former)]
    return [question for question in columns if question != OWN_WORDS]


def row(exported: ExportRow, facts: ColumnNames, columns: ColumnNames) -> list[str]:
    """Return the cells of one intake."""
    known = [exported.facts.get(name, "") for name in facts]
    content = exported.content
    if content is None:
        empty = len(SUGGESTED) + len(OF_SECOND) + len(columns) + 2
        return known + [""] * empty
    return [
        *known,
        *fit(content.assessment),
        *signs(content),
        *fit(content.second),
        *answers_to(content, columns),
        content.own_words_language,
        content.own_words,
    ]


def signs(content: IntakeContent) -> list[str]:
    """Return the red flags, the acknowledged ones with the answer given, and those
    taken back with the time."""
    flags = [flag.flag for flag in content.assessment.flags]
    in_order = sorted(content.acknowledged, key=attrgetter("flag"))
    acknowledged = [f"{each.flag}:{each.how}" for each in in_order]
    taken_back = []
    for each in content.taken_back:
        what = each.flag or each.level
        when = each.back.isoformat()
        taken_back.append(f"{what}:{when}")
    return [joined(flags), joined(acknowledged), joined(taken_back)]


def answers_to(content: IntakeContent, columns: ColumnNames) -> Iterator[str]:
    for question in columns:
        chosen = content.answers.get(question, ())
        in_order = sorted(chosen)
        yield joined(in_order)


def fit(assessment: Assessment | None) -> list[str]:
    """Return the leads, the others that fit, and how sure that is."""
    if assessment is None:
        return [""] * len(OF_SECOND)
    leads = [lead.background for lead in assessment.leads]
    return [
        joined(leads),
        joined(assessment.also),
        str(assessment.strength),
    ]


def joined(ids: Iterable[str]) -> str:
    return "|".join(ids)


def as_json(rows: Sequence[ExportRow]) -> str:
    """Return the intakes as JSON, with the whole assessment."""
    intakes = [data(each) for each in rows]
    text = json.dumps({"intakes": intakes}, ensure_ascii=False, indent=2)
    return f"{text}\n"


def data(exported: ExportRow) -> dict[str, Any]:
    content = exported.content
    if content is None:
        return dict(exported.facts)
    answers = {}
    for question, chosen in content.answers.items():
        answers[question] = sorted(chosen)
    second = content.second
    return {
        **exported.facts,
        "answers": answers,
        OWN_WORDS: content.own_words,
        OWN_LANGUAGE: content.own_words_language,
        "acknowledged": acknowledgements.as_parts(content.acknowledged),
        "taken_back": withdrawals.as_parts(content.taken_back),
        "assessment": assessment_to_json(content.assessment),
        "second_assessment": assessment_to_json(second) if second else None,
    }
