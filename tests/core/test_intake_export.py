"""Intakes as a table and as JSON."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest

from finder.core.deciding.taken_back import TakenBack
from finder.core.exchange.intake_export import ExportRow, as_json, table
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.intake_content import content_for_clinic

ANSWERS: Answers = {
    "age": frozenset({"a35_49"}),
    "where": frozenset({"low_back", "leg_r"}),
    "how_long": frozenset({"gt12"}),
    "safety_area": frozenset({"rf_skin"}),
}


@pytest.fixture
def exported(ruleset: Ruleset) -> ExportRow:
    content = content_for_clinic(
        ruleset,
        ANSWERS,
        "=cmd|' /C calc'!A0",
        (),
        include_private=False,
        share_crisis=False,
    )
    return ExportRow({"code": "7KQ2M9XD4TH", "note": "+1 555"}, content)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_has_one_row_for_each_and_no_formula(exported: ExportRow) -> None:
    damaged = ExportRow({"code": ""}, None)

    first, second = rows(
        table([exported, damaged], ("code", "note"), ("age", "where", "mood"))
    )

    assert first["where"] == "leg_r|low_back"
    assert first["mood"] == ""
    assert first["how_long"] == "gt12"
    assert first["red_flags"].split("|")
    assert first["own_words"] == "'=cmd|' /C calc'!A0"
    assert first["note"] == "'+1 555"
    assert set(second.values()) == {""}
    assert len(second) == len(first)


def test_a_sign_that_was_taken_back_is_listed_with_its_time(
    exported: ExportRow,
) -> None:
    assert exported.content
    ticked, back = (datetime(2026, 11, 24, 9, each, tzinfo=UTC) for each in (31, 33))
    changed = replace(
        exported.content,
        taken_back=(TakenBack("rf_chest", "call_911", ticked, back),),
    )

    [row] = rows(table([replace(exported, content=changed)], (), ("age",)))

    assert row["taken_back"] == "rf_chest:2026-11-24T09:33:00+00:00"


def test_own_words_have_one_column(exported: ExportRow) -> None:
    assert exported.content
    asked = replace(
        exported.content, answers={**exported.content.answers, "own_words": frozenset()}
    )

    header = next(
        csv.reader(
            StringIO(
                table(
                    [replace(exported, content=asked)], ("code",), ("own_words", "age")
                )
            )
        )
    )

    assert header.count("own_words") == 1
    assert header[-2:] == ["own_words_language", "own_words"]


def test_own_words_have_their_language(exported: ExportRow) -> None:
    assert exported.content
    spanish = replace(exported.content, own_words="Me duele.", own_words_language="es")
    typed = replace(exported, content=spanish)

    [row] = rows(table([typed], ("code",), ("age",)))
    [data] = json.loads(as_json([typed]))["intakes"]

    assert (row["own_words"], row["own_words_language"]) == ("Me duele.", "es")
    assert (data["own_words"], data["own_words_language"]) == ("Me duele.", "es")
    assert rows(table([exported], ("code",), ("age",)))[0]["own_words_language"] == ""


def test_json_has_the_same_and_the_whole_assessment(exported: ExportRow) -> None:
    first, second = json.loads(as_json([exported, ExportRow({"code": ""}, None)]))[
        "intakes"
    ]

    assert first["code"] == "7KQ2M9XD4TH"
    assert first["answers"]["where"] == ["leg_r", "low_back"]
    assert first["own_words"].startswith("=cmd")
    assert first["assessment"]["leads"]
    assert second == {"code": ""}
