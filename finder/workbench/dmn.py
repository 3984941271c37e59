"""The suggestions as a DMN 1.3 decision table, for decision engines.

The file is self-contained. An option is a number, 1 if it was ticked and 0 if not. A
finding is arithmetic on these numbers. A cell asks for a least number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from finder.core.loading.ids import variable
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.conditions import AtLeast, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Findings, Scale, Sum
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.rules.page import SCALE, Kind, Question, questions_of
from finder.core.summarizing.wording import phrase, sentence

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
    """Return the DMN file."""
    root = Element(
        "definitions",
        xmlns=MODEL,
        namespace=NAMESPACE,
        id="rules",
        name="Pain specialist finder",
    )
    add_text(root, "description", description(ruleset))
    decision = Element("decision", id="suggestions", name="Suggestions")
    rules = table(ruleset)
    used = variables_in(rules)
    for name, words in all_variables(ruleset):
        if name in used:
            add_variable(root, name, words)
            add_requirement(decision, name)
    decision.append(rules)
    root.append(decision)
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def add_variable(root: Element, name: str, words: str) -> None:
    """Add a variable to the inputs of the file."""
    data = SubElement(root, "inputData", id=f"data_{name}", name=name, label=words)
    SubElement(data, "variable", id=f"variable_{name}", name=name, typeRef="number")


def add_requirement(decision: Element, name: str) -> None:
    """Add that a decision needs a variable."""
    needed = SubElement(decision, "informationRequirement", id=f"needs_{name}")
    SubElement(needed, "requiredInput", href=f"#data_{name}")


def add_text(parent: Element, tag: str, text: str) -> None:
    """Add an element that holds only text."""
    added = SubElement(parent, tag)
    added.text = text


def variables_in(rules: Element) -> set[str]:
    """Return the names of the variables that the columns of the table read."""
    found: set[str] = set()
    for text in rules.iterfind("input/inputExpression/text"):
        found.update(NAME.findall(text.text or ""))
    return found


def description(ruleset: Ruleset) -> str:
    """Return the description of the file, with the version of the rules, the review and
    the caps."""
    limits = []
    free = []
    for group, cap in ruleset.scoring.caps.items():
        if cap == UNCAPPED:
            free.append(group)
        else:
            limits.append(f"{group} {cap}")
    texts = ruleset.advice.result
    signed = f"Signed by {ruleset.review.reviewed_by}"
    return NOTE.format(
        version=ruleset.version,
        review=signed if ruleset.is_signed else texts.not_reviewed,
        honest=texts.honest,
        caps=", ".join(limits),
        free=", ".join(free) or "none",
    )


def all_variables(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield the name of each variable, with its words."""
    for question in questions_of(ruleset.questionnaire.pages):
        yield from variables_of(question)


def variables_of(question: Question) -> Iterator[tuple[str, str]]:
    """Yield the name of each variable of a question, with its words."""
    if question.kind is Kind.SCALE:
        yield question.id, question.words
        for number in SCALE:
            yield variable(question.id, number), f"{question.words} {number}"
    for option in question.options:
        words = f"{question.words} {option.words}"
        yield variable(question.id, option.id), words


def table(ruleset: Ruleset) -> Element:
    """Return the decision table."""
    rules = ruleset.suggestions.rows
    columns = columns_of(rules)
    findings = ruleset.questionnaire.findings
    found = Element("decisionTable", id="table", hitPolicy="COLLECT")
    for number, term in enumerate(columns):
        words = phrase(ruleset, term, ruleset.advice.condition)
        expression = number_of(term, findings)
        add_input(found, f"{number}", words, expression)
    add_input(found, "stopped", STOPPED, stopped(ruleset))
    add_output(found, "rule", "string")
    add_output(found, "group", "string")
    for background in ruleset.backgrounds:
        add_output(found, background.id, "number")
    for rule in rules:
        found.append(row(ruleset, rule, columns))
    return found


def add_output(parent: Element, name: str, kind: str) -> None:
    SubElement(parent, "output", id=f"output_{name}", name=name, typeRef=kind)


def columns_of(rules: Sequence[Rule]) -> list[Term]:
    """Return the columns of the table, in the order in which the rules read them."""
    found: list[Term] = []
    for rule in rules:
        found += map(column, rule.when.terms)
    once = dict.fromkeys(found)
    return list(once)


def add_input(parent: Element, name: str, words: str, number: str) -> None:
    """Add a column that holds a number."""
    clause = SubElement(parent, "input", id=f"input_{name}", label=words)
    expression = SubElement(
        clause, "inputExpression", id=f"expression_{name}", typeRef="number"
    )
    add_text(expression, "text", number)


def stopped(ruleset: Ruleset) -> str:
    """Return the expression that is 1 if the answers stop before a suggestion, else
    0."""
    questionnaire = ruleset.questionnaire
    questions = questions_of(questionnaire.pages)
    stops = [question.stop_if for question in questions if question.stop_if]
    numbers = [holds(stop, questionnaire.findings) for stop in stops]
    return most(numbers) if numbers else "0"


def row(ruleset: Ruleset, rule: Rule, columns: list[Term]) -> Element:
    """Return a rule as a row of the table. Cells that do not matter to the rule hold a
    dash."""
    least = {column(term): least_of(term) for term in rule.when.terms}
    found = Element("rule", id=f"rule_{rule.id}")
    reason = ruleset.reasons[rule.id]
    own_words = " ".join(reason.own.values())
    because = own_words or reason.words
    when = sentence(ruleset, rule.when)
    add_text(found, "description", f"{when}. {because}")
    for number, term in enumerate(columns):
        cell = f">= {least[term]}" if term in least else "-"
        add_cell(found, "inputEntry", f"in_{rule.id}_{number}", cell)
    add_cell(found, "inputEntry", f"in_{rule.id}_stopped", "< 1")
    outputs = [f'"{rule.id}"', f'"{rule.group}"']
    outputs += map(str, rule.points)
    for number, output in enumerate(outputs):
        add_cell(found, "outputEntry", f"out_{rule.id}_{number}", output)
    return found


def add_cell(parent: Element, tag: str, name: str, text: str) -> None:
    cell = SubElement(parent, tag, id=name)
    add_text(cell, "text", text)


def least_of(term: Term) -> int:
    return term.least if isinstance(term, AtLeast) else 1


def column(term: Term) -> Term:
    """Return the column of a term. All thresholds of one number share a column."""
    if isinstance(term, AtLeast):
        return AtLeast(term.name, 1)
    return term


def number_of(term: Term, findings: Findings) -> str:
    """Return the term's number as a FEEL expression, which uses only variables, +, -,
    min and max."""
    if isinstance(term, Chosen):
        options = sorted(term.options)
        chosen = [variable(term.question, option) for option in options]
        return most(chosen)
    match findings.by_name[term.name]:
        case Scale(question):
            return question
        case Sum(names):
            parts = [number_of(AtLeast(name, 1), findings) for name in names]
            return " + ".join(parts)
        case Count(question, name_of):
            by_name = variables_by_name(question, name_of)
            counted = map(most, by_name.values())
            return " + ".join(counted)
        case AnyOf(conditions):
            ways = [holds(condition, findings) for condition in conditions]
            return most(ways)


def variables_by_name(
    question: str, name_of: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the variables of the options for each name that a count counts."""
    found: dict[str, list[str]] = {}
    for option in sorted(name_of):
        name = name_of[option]
        variables = found.setdefault(name, [])
        chosen = variable(question, option)
        variables.append(chosen)
    return found


def holds(condition: Condition, findings: Findings) -> str:
    """Return the expression that is 1 if all terms hold, else 0."""
    terms = [reaches(term, findings) for term in condition.terms]
    if not terms:
        return "1"
    if len(terms) == 1:
        return terms[0]
    listed = ", ".join(terms)
    return f"min({listed})"


def reaches(term: Term, findings: Findings) -> str:
    """Return the expression that is 1 if a term holds, else 0."""
    number = number_of(term, findings)
    if isinstance(term, Chosen):
        return number
    if isinstance(findings.by_name[term.name], AnyOf):
        return number
    return f"max(0, min(1, {number} - {term.least - 1}))"


def most(numbers: list[str]) -> str:
    """Return the expression for the largest of these numbers."""
    if len(numbers) == 1:
        return numbers[0]
    return f"max({', '.join(numbers)})"
