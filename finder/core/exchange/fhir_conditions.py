"""Conditions in FHIR: as enableWhen of R4 if that is possible, or as FHIRPath in the
extensions of SDC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from finder.core.exchange.schema import conditional_options, counted_once
from finder.core.rules.conditions import AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Scale, Sum
from finder.core.rules.page import Kind, Question
from finder.core.rules.questionnaire import Questionnaire

Resource = dict[str, Any]
Test = dict[str, Any]

OURS = "urn:pain-specialist-finder"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def system_of(question: Question) -> str:
    return f"{OURS}:{question.id}"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Writes the conditions of one questionnaire in FHIR."""

    questionnaire: Questionnaire

    def enabling(
        self, condition: Condition, stops: Sequence[Condition] = ()
    ) -> Resource:
        """Return the elements of an item that is shown if the condition holds and no
        stop does."""
        clauses = self._clauses(condition, stops)
        if clauses is not None and is_plain(clauses):
            return enable_when(clauses)
        parts = [f"({self.expression(stop)}).not()" for stop in stops]
        if condition.terms:
            parts.append(self.expression(condition))
        expression = expression_extension(
            f"{SDC}enableWhenExpression", " and ".join(parts)
        )
        return {"extension": [expression]}

    def toggles(self, question: Question) -> list[Resource]:
        """Return the extensions that show options under a condition, one for each
        condition."""
        conditional = conditional_options(question)
        return [
            self._toggle(question, condition, ids)
            for condition, ids in conditional.items()
        ]

    def _toggle(
        self, question: Question, condition: Condition, ids: Iterable[str]
    ) -> Resource:
        system = system_of(question)
        parts = [
            {"url": "option", "valueCoding": {"system": system, "code": each}}
            for each in ids
        ]
        expression = expression_extension("expression", self.expression(condition))
        return {
            "url": f"{SDC}answerOptionsToggleExpression",
            "extension": [*parts, expression],
        }

    def _clauses(
        self, condition: Condition, stops: Sequence[Condition]
    ) -> list[list[Test]] | None:
        """Return lists of tests, of which one in each must hold, or None if the
        condition is not that simple."""
        clauses: list[list[Test]] = []
        for stop in stops:
            term = stop.terms[0]
            if len(stop.terms) > 1 or not isinstance(term, Chosen):
                return None
            clauses += [[test] for test in self._tests(term, "!=")]
        for term in condition.terms:
            alternatives = self.questionnaire.findings.alternatives(term)
            if alternatives is None:
                return None
            tests: list[Test] = []
            for chosen in sorted(alternatives, key=by_question):
                tests += self._tests(chosen, "=")
            clauses.append(tests)
        return clauses

    def _tests(self, chosen: Chosen, operator: str) -> list[Test]:
        question = self.questionnaire.question(chosen.question)
        return [
            {
                "question": question.id,
                "operator": operator,
                **answer_tested(question, option),
            }
            for option in sorted(chosen.options)
        ]

    def expression(self, condition: Condition) -> str:
        """Return the condition in FHIRPath, over the QuestionnaireResponse."""
        terms = map(self._term, condition.terms)
        return " and ".join(terms) or "true"

    def _term(self, term: Term) -> str:
        if isinstance(term, Chosen):
            return self._chosen(term)
        finding = self.questionnaire.findings.by_name[term.name]
        if isinstance(finding, AnyOf) and term.least == 1:
            ways = [f"({self.expression(each)})" for each in finding.conditions]
            return f"({' or '.join(ways)})"
        return f"({self._number(term.name)} >= {term.least})"

    def _number(self, name: str) -> str:
        match self.questionnaire.findings.by_name[name]:
            case Scale(question):
                answer = self._answer(question)
                return f"iif({answer}.exists(), {answer}, 0)"
            case Sum(summed):
                return " + ".join(map(self._number, summed))
            case Count(question, name_of):
                counted = [
                    Chosen(question, options) for options in counted_once(name_of)
                ]
                ones = [f"iif({self._chosen(each)}, 1, 0)" for each in counted]
                return " + ".join(ones)
            case _:
                return f"iif({self._term(AtLeast(name, 1))}, 1, 0)"

    def _chosen(self, chosen: Chosen) -> str:
        question = self.questionnaire.question(chosen.question)
        answer = self._answer(chosen.question)
        options = sorted(chosen.options)
        if question.kind is Kind.SCALE:
            return f"{answer}.where($this in ({' | '.join(options)})).exists()"
        codes = [f"'{option}'" for option in options]
        return f"{answer}.where(code in ({' | '.join(codes)})).exists()"

    def _answer(self, question_id: str) -> str:
        page = next(
            page
            for page in self.questionnaire.pages
            if question_id in page.question_ids
        )
        of_page = f"%resource.item.where(linkId = '{page_link(page.id)}')"
        return f"{of_page}.item.where(linkId = '{question_id}').answer.value"


def is_plain(clauses: Sequence[Sequence[Test]]) -> bool:
    """Return whether enableWhen can express the tests: any test of one list, or the
    only test of each list."""
    return len(clauses) == 1 or all(len(clause) == 1 for clause in clauses)


def enable_when(clauses: Sequence[Sequence[Test]]) -> Resource:
    tests = list(chain.from_iterable(clauses))
    if not tests:
        return {}
    if len(tests) == 1:
        return {"enableWhen": tests}
    behavior = "any" if len(clauses) == 1 else "all"
    return {"enableWhen": tests, "enableBehavior": behavior}


def by_question(chosen: Chosen) -> tuple[str, list[str]]:
    return chosen.question, sorted(chosen.options)


def page_link(page_id: str) -> str:
    """Return the linkId of a page."""
    return f"page-{page_id}"


def answer_tested(question: Question, option: str) -> Resource:
    if question.kind is Kind.SCALE:
        return {"answerInteger": int(option)}
    return {"answerCoding": {"system": system_of(question), "code": option}}


def expression_extension(url: str, expression: str) -> Resource:
    return {
        "url": url,
        "valueExpression": {"language": "text/fhirpath", "expression": expression},
    }
