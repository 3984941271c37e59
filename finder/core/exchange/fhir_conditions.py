"""Conditions in FHIR: as enableWhen of R4 where it can say them, else as FHIRPath in the extensions of SDC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """Writes the conditions of one questionnaire."""

    questionnaire: Questionnaire

    def enabling(self, condition: Condition, stops: Sequence[Condition] = ()) -> Resource:
        """Return the elements of an item that is shown where the condition holds and no stop does."""
        clauses = self._clauses(condition, stops)
        if clauses is not None and (len(clauses) == 1 or all(len(clause) == 1 for clause in clauses)):
            tests = [test for clause in clauses for test in clause]
            behavior = {"enableBehavior": "any" if len(clauses) == 1 else "all"}
            return {"enableWhen": tests} | (behavior if tests[1:] else {}) if tests else {}
        passed = [f"({self.expression(stop)}).not()" for stop in stops]
        needed = [self.expression(condition)] if condition.terms else []
        return {"extension": [expression_extension(f"{SDC}enableWhenExpression", " and ".join(passed + needed))]}

    def toggles(self, question: Question) -> list[Resource]:
        """Return the extensions that show options under a condition, one for each condition."""
        return [self._toggle(question, condition, ids) for condition, ids in conditional_options(question).items()]

    def _toggle(self, question: Question, condition: Condition, ids: Iterable[str]) -> Resource:
        system = system_of(question)
        parts = [{"url": "option", "valueCoding": {"system": system, "code": each}} for each in ids]
        expression = expression_extension("expression", self.expression(condition))
        return {"url": f"{SDC}answerOptionsToggleExpression", "extension": [*parts, expression]}

    def _clauses(self, condition: Condition, stops: Sequence[Condition]) -> list[list[Test]] | None:
        """Return tests of which one in each list must hold, or None where it is not as simple as that."""
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
            ordered = sorted(alternatives, key=lambda each: (each.question, sorted(each.options)))
            clauses.append([test for each in ordered for test in self._tests(each, "=")])
        return clauses

    def _tests(self, chosen: Chosen, operator: str) -> list[Test]:
        question = self.questionnaire.question(chosen.question)
        return [
            {"question": question.id, "operator": operator, **answer_tested(question, option)}
            for option in sorted(chosen.options)
        ]

    def expression(self, condition: Condition) -> str:
        """Return the condition in FHIRPath, over the QuestionnaireResponse."""
        return " and ".join(self._term(term) for term in condition.terms) or "true"

    def _term(self, term: Term) -> str:
        if isinstance(term, Chosen):
            return self._chosen(term)
        finding = self.questionnaire.findings.by_name[term.name]
        if isinstance(finding, AnyOf) and term.least == 1:
            return "(" + " or ".join(f"({self.expression(each)})" for each in finding.conditions) + ")"
        return f"({self._number(term.name)} >= {term.least})"

    def _number(self, name: str) -> str:
        match self.questionnaire.findings.by_name[name]:
            case Scale(question):
                return f"iif({self._answer(question)}.exists(), {self._answer(question)}, 0)"
            case Sum(summed):
                return " + ".join(self._number(each) for each in summed)
            case Count(question, name_of):
                chosen = (self._chosen(Chosen(question, options)) for options in counted_once(name_of))
                return " + ".join(f"iif({each}, 1, 0)" for each in chosen)
            case _:
                return f"iif({self._term(AtLeast(name, 1))}, 1, 0)"

    def _chosen(self, chosen: Chosen) -> str:
        is_scale = self.questionnaire.question(chosen.question).kind is Kind.SCALE
        value = "$this" if is_scale else "code"
        wanted = " | ".join(option if is_scale else f"'{option}'" for option in sorted(chosen.options))
        return f"{self._answer(chosen.question)}.where({value} in ({wanted})).exists()"

    def _answer(self, question_id: str) -> str:
        page = next(page for page in self.questionnaire.pages if question_id in page.question_ids)
        return (
            f"%resource.item.where(linkId = '{page_link(page.id)}').item.where(linkId = '{question_id}').answer.value"
        )


def page_link(page_id: str) -> str:
    """Return the linkId of a page."""
    return f"page-{page_id}"


def answer_tested(question: Question, option: str) -> Resource:
    if question.kind is Kind.SCALE:
        return {"answerInteger": int(option)}
    return {"answerCoding": {"system": system_of(question), "code": option}}


def expression_extension(url: str, expression: str) -> Resource:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": expression}}
