"""The same table for zen-engine. The findings are computed beforehand, which is an
advantage for zen-engine."""

import json
from itertools import cycle

import zen

from finder.core.rules.conditions import Chosen, Condition
from finder.core.rules.knowledge import Ruleset
from finder.workbench.random_patients import Answers
from tests.bench.measure import Run


def zen_run(ruleset: Ruleset, patients: list[Answers]) -> Run:
    decision = zen.ZenEngine().create_decision(
        zen.ZenDecisionContent(json.dumps(graph(ruleset)))
    )
    decision.validate()
    findings = ruleset.questionnaire.findings
    numbers = list(findings.by_name)
    questions = [
        question.id
        for page in ruleset.questionnaire.pages
        for question in page.questions
    ]
    contexts = [
        {question: sorted(answers.get(question, ())) for question in questions}
        | {f"n_{name}": findings.value(name, answers) for name in numbers}
        for answers in patients
    ]
    found = [decision.evaluate(context)["result"] for context in contexts[:50]]
    expected = [
        [rule.id for rule in ruleset.suggestions.match(answers)]
        for answers in patients[:50]
    ]
    assert [[each["rule"] for each in result] for result in found] == expected
    following = cycle(contexts)
    return lambda: decision.evaluate(next(following))


def graph(ruleset: Ruleset) -> dict[str, object]:
    rules = [
        {"_id": rule.id, "when": expression(rule.when), "rule": json.dumps(rule.id)}
        for rule in ruleset.suggestions.rows
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b}
        for a, b in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def expression(condition: Condition) -> str:
    terms = [
        f"some({term.question}, # in {sorted(term.options)})"
        if isinstance(term, Chosen)
        else f"n_{term.name} >= {term.least}"
        for term in condition.terms
    ]
    return " and ".join(terms) or "true"
