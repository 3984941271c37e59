"""The exported decision table: valid, self-contained, and with the same results in an
independent engine."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import SpiffWorkflow.dmn.parser
from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser import BpmnDmnParser

from finder.core.deciding.assess import assess
from finder.core.rules.conditions import ALWAYS, AtLeast, Chosen, Condition
from finder.core.rules.findings import AnyOf, Findings, Scale
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page
from finder.workbench.dmn import MODEL, export_dmn, number_of, stopped
from finder.workbench.random_patients import Answers, random_patients

DMN = f"{{{MODEL}}}"


@pytest.fixture(scope="module")
def exported(ruleset: Ruleset) -> etree._Element:
    return etree.fromstring(export_dmn(ruleset))


def ticked(exported: etree._Element, answers: Answers) -> dict[str, int]:
    """Return the answers in the form that the file describes."""
    given = {
        f"{question}_{option}"
        for question, chosen in answers.items()
        for option in chosen
    }
    names = [data.get("name") for data in exported.iterfind(f"{DMN}inputData")]
    scales = {
        name: int(next(iter(answers.get(name, ())), "0"))
        for name in ("pain_avg", "enjoyment", "daily_tasks")
    }
    return {name: scales.get(name, int(name in given)) for name in names}


def test_the_file_is_valid_by_the_schema_of_dmn(exported: etree._Element) -> None:
    schema = Path(SpiffWorkflow.dmn.parser.__file__).parent / "schema" / "DMN13.xsd"

    etree.XMLSchema(etree.parse(schema)).assertValid(exported)


def test_it_says_how_caps_and_ticked_options_are_meant(
    exported: etree._Element, ruleset: Ruleset
) -> None:
    description = exported.findtext(f"{DMN}description")

    assert ruleset.version in description
    assert "Not yet reviewed by a clinician" in description
    assert "is 1 where that option was ticked" in description
    assert "mood 8" in description
    assert "no cap: key" in description


Decide = Callable[[Answers], dict[str, list[Any]]]


@pytest.fixture(scope="module")
def decide(exported: etree._Element) -> Decide:
    """Return a function that runs an independent engine on answers."""
    parser = BpmnDmnParser()
    parser.add_dmn_xml(exported)
    (table,) = parser.dmn_parsers.values()
    table.parse()
    engine = DMNEngine(table.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decided(answers: Answers) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = engine.result(
            SimpleNamespace(data=ticked(exported, answers), workflow=workflow)
        )
        return found

    return decided


def test_an_independent_engine_fires_the_same_rules_with_the_same_points(
    decide: Decide, ruleset: Ruleset
) -> None:
    names = [background.id for background in ruleset.backgrounds]

    for answers in random_patients(ruleset.questionnaire, 500, seed=13):
        if ruleset.questionnaire.stops(answers):
            continue
        found = decide(answers)

        rules = ruleset.suggestions.match(answers)
        assert found["rule"] == [rule.id for rule in rules]
        assert found["group"] == [rule.group for rule in rules]
        assert list(zip(*(found[name] for name in names), strict=True)) == [
            rule.points for rule in rules
        ]


def test_nobody_under_18_gets_points_whatever_else_was_answered(
    decide: Decide, ruleset: Ruleset
) -> None:
    for adult in random_patients(ruleset.questionnaire, 100, seed=17):
        child = {**adult, "age": frozenset({"under18"})}

        assert assess(ruleset, child).fired == ()
        assert decide(child).get("rule", []) == []


def test_rules_without_a_stop_export_a_condition_that_never_holds(
    ruleset: Ruleset,
) -> None:
    def without_stop(page: Page) -> Page:
        return replace(
            page,
            questions=tuple(
                replace(question, stop_if=None) for question in page.questions
            ),
        )

    asked = replace(
        ruleset.questionnaire,
        pages=tuple(map(without_stop, ruleset.questionnaire.pages)),
    )

    assert stopped(ruleset) == "age_under18"
    assert stopped(replace(ruleset, questionnaire=asked)) == "0"


def test_what_the_shipped_rules_do_not_use_can_be_exported_too() -> None:
    findings = Findings(
        {
            "pain": Scale("pain"),
            "some": AnyOf((ALWAYS, Condition((AtLeast("pain", 3),)))),
        }
    )

    assert number_of(AtLeast("some", 1), findings) == "max(1, max(0, min(1, pain - 2)))"
    assert number_of(Chosen("pain", frozenset({"9"})), findings) == "pain_9"
