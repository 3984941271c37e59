"""The suggestions as a decision table of DMN 1.3, for decision engines. Everything stands in the one file: an option is
a number, 1 where it was ticked and 0 where not; a finding is arithmetic over those; a cell asks for a least number."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from finder.core.loading.ids import variable
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.conditions import AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Findings, Scale, Sum
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.rules.page import SCALE, Kind, Question
from finder.core.telling.wording import phrase, sentence

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NAMESPACE = "urn:pain-specialist-finder:rules"
NAME = re.compile(r"[a-z]\w*")
NOTE = """The suggestions of the pain specialist finder, rules version {version}. {review}.
{honest}
Inputs: a variable for each option, named question_option, is 1 where that option was ticked and 0 where it was not; a
variable for each 0-10 question is the number chosen, 0 where it was skipped. Only what was asked of this person counts.
Hit policy COLLECT: every rule that holds gives its points. Then, outside this table: add the points of each background
within each group, no more than the group's cap ({caps}; no cap: {free}), and add the groups.
People whose answers stop the questionnaire, such as anyone under 18, get no points: the last input is 1 for them, and
every rule asks that it is 0.
Red flags come first and are not in this table."""
STOPPED = "the answers stop at a page of their own"


def export_dmn(ruleset: Ruleset) -> bytes:
    """The whole file."""
    root = Element("definitions", xmlns=MODEL, namespace=NAMESPACE, id="rules", name="Pain specialist finder")
    SubElement(root, "description").text = note(ruleset)
    decision = Element("decision", id="suggestions", name="Suggestions")
    rules = table(ruleset)
    used = {name for text in rules.iterfind("input/inputExpression/text") for name in NAME.findall(text.text or "")}
    for name, words in named(ruleset):
        if name in used:
            data = SubElement(root, "inputData", id=f"data_{name}", name=name, label=words)
            SubElement(data, "variable", id=f"variable_{name}", name=name, typeRef="number")
            needed = SubElement(decision, "informationRequirement", id=f"needs_{name}")
            SubElement(needed, "requiredInput", href=f"#data_{name}")
    decision.append(rules)
    root.append(decision)
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def note(ruleset: Ruleset) -> str:
    caps = ruleset.scoring.caps
    return NOTE.format(
        version=ruleset.version,
        review=f"Signed by {ruleset.review.reviewed_by}" if ruleset.is_signed else ruleset.advice.result.not_reviewed,
        honest=ruleset.advice.result.honest,
        caps=", ".join(f"{group} {cap}" for group, cap in caps.items() if cap != UNCAPPED),
        free=", ".join(group for group, cap in caps.items() if cap == UNCAPPED) or "none",
    )


def named(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """The variables, each with its words."""
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            yield from variables_of(question)


def variables_of(question: Question) -> Iterator[tuple[str, str]]:
    if question.kind is Kind.SCALE:
        yield question.id, question.words
        yield from ((variable(question.id, number), f"{question.words} {number}") for number in SCALE)
    for option in question.options:
        yield variable(question.id, option.id), f"{question.words} {option.words}"


def table(ruleset: Ruleset) -> Element:
    rules = ruleset.suggestions.rows
    columns = list(dict.fromkeys(column(term) for rule in rules for term in rule.when.terms))
    found = Element("decisionTable", id="table", hitPolicy="COLLECT")
    for number, term in enumerate(columns):
        clause = SubElement(found, "input", id=f"input_{number}", label=phrase(ruleset, term, ruleset.advice.condition))
        expression = SubElement(clause, "inputExpression", id=f"expression_{number}", typeRef="number")
        SubElement(expression, "text").text = number_of(term, ruleset.questionnaire.findings)
    clause = SubElement(found, "input", id="input_stopped", label=STOPPED)
    expression = SubElement(clause, "inputExpression", id="expression_stopped", typeRef="number")
    SubElement(expression, "text").text = stopped(ruleset)
    for name in ("rule", "group"):
        SubElement(found, "output", id=f"output_{name}", name=name, typeRef="string")
    for background in ruleset.backgrounds:
        SubElement(found, "output", id=f"output_{background.id}", name=background.id, typeRef="number")
    for rule in rules:
        found.append(row(ruleset, rule, columns))
    return found


def stopped(ruleset: Ruleset) -> str:
    """1 where the answers stop before a suggestion, else 0."""
    asked = ruleset.questionnaire
    stops = [question.stop_if for page in asked.pages for question in page.questions if question.stop_if]
    return most([holds(stop, asked.findings) for stop in stops]) if stops else "0"


def row(ruleset: Ruleset, rule: Rule, columns: list[Term]) -> Element:
    """Cells that do not matter to the rule hold a dash."""
    least = {column(term): term.least if isinstance(term, AtLeast) else 1 for term in rule.when.terms}
    found = Element("rule", id=f"rule_{rule.id}")
    reason = ruleset.reasons[rule.id]
    because = " ".join(reason.own.values()) or reason.words
    SubElement(found, "description").text = f"{sentence(ruleset, rule.when)}. {because}"
    for number, term in enumerate(columns):
        cell = SubElement(found, "inputEntry", id=f"in_{rule.id}_{number}")
        SubElement(cell, "text").text = f">= {least[term]}" if term in least else "-"
    cell = SubElement(found, "inputEntry", id=f"in_{rule.id}_stopped")
    SubElement(cell, "text").text = "< 1"
    for number, cell_text in enumerate((f'"{rule.id}"', f'"{rule.group}"', *map(str, rule.points))):
        cell = SubElement(found, "outputEntry", id=f"out_{rule.id}_{number}")
        SubElement(cell, "text").text = cell_text
    return found


def column(term: Term) -> Term:
    """The column that a term stands in; all thresholds of one number share theirs."""
    return AtLeast(term.name, 1) if isinstance(term, AtLeast) else term


def number_of(term: Term, findings: Findings) -> str:
    """The term's number in FEEL, with nothing but variables, +, -, min and max."""
    if isinstance(term, Chosen):
        return most([variable(term.question, option) for option in sorted(term.options)])
    match findings.by_name[term.name]:
        case Scale(question):
            return question
        case Sum(names):
            return " + ".join(number_of(AtLeast(name, 1), findings) for name in names)
        case Count(question, name_of):
            once: dict[str, list[str]] = {}
            for option in sorted(name_of):
                once.setdefault(name_of[option], []).append(variable(question, option))
            return " + ".join(map(most, once.values()))
        case AnyOf(conditions):
            return most([holds(condition, findings) for condition in conditions])


def holds(condition: Condition, findings: Findings) -> str:
    """1 where all terms hold, else 0."""
    terms = [reaches(term, findings) for term in condition.terms] or ["1"]
    return f"min({', '.join(terms)})" if len(terms) > 1 else terms[0]


def reaches(term: Term, findings: Findings) -> str:
    number = number_of(term, findings)
    if isinstance(term, Chosen) or isinstance(findings.by_name[term.name], AnyOf):
        return number
    return f"max(0, min(1, {number} - {term.least - 1}))"


def most(numbers: list[str]) -> str:
    return f"max({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]
