"""The answers as JSON Schema. It accepts exactly what `answers_from` reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from finder.core.rules.conditions import Chosen, Condition, Ids, Term
from finder.core.rules.findings import Count, Scale, Sum
from finder.core.rules.page import SCALE, Kind, Page, Question, questions_of
from finder.core.rules.questionnaire import Questionnaire

Schema = dict[str, Any]
AskedOn = Iterator[tuple[Page, Question]]
Stops = tuple[Condition, ...]

HIGHEST = len(SCALE) - 1
ALL: Schema = {}
NOTHING: Schema = {"not": {}}


@dataclass(frozen=True, slots=True)
class SchemaPart:
    """A part of a sum, at most `highest`. `reaches(n)` is the schema of answers that
    give n or more."""

    highest: int
    reaches: Callable[[int], Schema]


def answers_schema(questionnaire: Questionnaire) -> Schema:
    """Return the schema of one object: question id -> answer."""
    answers = {}
    for page, question in asked_on(questionnaire.pages):
        answers[question.id] = answer_schema(page, question)
    rules = [
        *section_rules(questionnaire),
        *page_rules(questionnaire),
        *option_rules(questionnaire),
    ]
    return {
        "type": "object",
        "properties": answers,
        "additionalProperties": False,
        "allOf": rules,
    }


def asked_on(pages: Iterable[Page]) -> AskedOn:
    """Yield each question of these pages, with its page."""
    for page in pages:
        for question in page.questions:
            yield page, question


def when_asked(page: Page, question: Question) -> Condition:
    """Return the condition under which a question is asked."""
    return Condition(page.ask_if.terms + question.ask_if.terms)


def must_be_answered(page: Page, question: Question) -> bool:
    """Return whether everyone who is asked must answer."""
    return page.required and not question.assumed


def pages_with_stops(questionnaire: Questionnaire) -> Iterator[tuple[Page, Stops]]:
    """Yield every page, with the conditions that stop the answers before it."""
    stops: Stops = ()
    for page in questionnaire.pages:
        yield page, stops
        stops += page.stop_conditions


def stopped(questionnaire: Questionnaire, stops: Iterable[Condition]) -> Schema:
    """Return the schema of answers that stop."""
    return any_of(holds(questionnaire, stop) for stop in stops)


def answer_schema(page: Page, question: Question) -> Schema:
    """Return the schema of one answer, whatever else was answered."""
    described: Schema = {"description": question.words}
    if question.kind is Kind.TEXT:
        text: Schema = {"type": "string", "maxLength": question.most}
        skipped: Schema = {"type": "array", "maxItems": 0}
        return described | {"anyOf": [text, skipped]}
    one = one_choice(question)
    several = several_choices(page, question, one)
    return described | {"anyOf": [one, several]}


def several_choices(page: Page, question: Question, one: Schema) -> Schema:
    """Return the schema of a list of choices, each of which fits the schema `one`."""
    several: Schema = {"type": "array", "items": one, "uniqueItems": True}
    if page.required:
        several["minItems"] = 1
    if question.kind is not Kind.MANY:
        several["maxItems"] = 1
    elif question.most:
        several["maxItems"] = question.most
    alone = [option.id for option in question.options if option.alone]
    if alone:
        several["if"] = {"contains": {"enum": alone}}
        several["then"] = {"maxItems": 1}
    return several


def one_choice(question: Question) -> Schema:
    """Return the schema of one option, or of one number of a scale."""
    if question.kind is not Kind.SCALE:
        options = [option.id for option in question.options]
        return {"enum": options}
    number: Schema = {"type": "integer", "minimum": 0, "maximum": HIGHEST}
    digits: Schema = {"enum": list(SCALE)}
    return {"anyOf": [number, digits]}


def section_rules(questionnaire: Questionnaire) -> Iterator[Schema]:
    """Yield what everyone must answer, unless the answers stop before it. After a stop,
    nothing is asked."""
    pages_and_stops = pages_with_stops(questionnaire)
    for stops, section in groupby(pages_and_stops, key=itemgetter(1)):
        pages = [page for page, _ in section]
        needed = {"required": needed_of_everyone(pages)}
        if stops:
            yield {
                "if": stopped(questionnaire, stops),
                "then": leaving_out(questions_of(pages)),
                "else": needed,
            }
        else:
            yield needed


def needed_of_everyone(pages: Iterable[Page]) -> list[str]:
    """Return the questions that everyone is asked and must answer."""
    found = []
    for page, question in asked_on(pages):
        is_conditional = when_asked(page, question).terms
        if must_be_answered(page, question) and not is_conditional:
            found.append(question.id)
    return found


def page_rules(questionnaire: Questionnaire) -> Iterator[Schema]:
    """Yield rules for conditional questions: only people who are asked may answer, and
    must if it is required."""
    for page, stops in pages_with_stops(questionnaire):
        stop = stopped(questionnaire, stops)
        for question in page.questions:
            asked = when_asked(page, question)
            if asked.terms:
                is_answered = answered(page, question)
                yield {
                    "if": holds(questionnaire, asked),
                    "then": any_of([stop, is_answered]),
                    "else": leaving_out([question]),
                }


def answered(page: Page, question: Question) -> Schema:
    """Return the schema of answers with this one, if everyone who is asked must answer
    it."""
    if must_be_answered(page, question):
        return {"required": [question.id]}
    return ALL


def option_rules(questionnaire: Questionnaire) -> Iterator[Schema]:
    """Yield rules for conditional options: only people who see one may choose it."""
    for question in questions_of(questionnaire.pages):
        for condition, ids in conditional_options(question).items():
            chosen = names(question, frozenset(ids))
            yield {"if": chosen, "then": holds(questionnaire, condition)}


def conditional_options(question: Question) -> dict[Condition, list[str]]:
    """Return the ids of conditional options, by the condition that shows them."""
    found: dict[Condition, list[str]] = {}
    for option in question.options:
        if option.ask_if.terms:
            ids = found.setdefault(option.ask_if, [])
            ids.append(option.id)
    return found


def leaving_out(questions: Iterable[Question]) -> Schema:
    """Return the schema of answers that leave these questions out."""
    answers = {question.id: False for question in questions}
    return {"properties": answers}


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what at least one of these schemas accepts."""
    useful = [schema for schema in schemas if schema != NOTHING]
    if ALL in useful:
        return ALL
    if not useful:
        return NOTHING
    return joined("anyOf", useful)


def all_of(schemas: Iterable[Schema]) -> Schema:
    """Return the schema of what all of these schemas accept."""
    needed = [schema for schema in schemas if schema != ALL]
    if NOTHING in needed:
        return NOTHING
    if not needed:
        return ALL
    return joined("allOf", needed)


def joined(keyword: str, schemas: list[Schema]) -> Schema:
    """Return the only one of these schemas, or all of them under the keyword."""
    if len(schemas) == 1:
        return schemas[0]
    return {keyword: schemas}


def names(question: Question, ids: Ids) -> Schema:
    """Return the schema of answers that choose any of these options, also by leaving
    out an assumed one."""
    in_order = sorted(ids)
    is_scale = question.kind is Kind.SCALE
    numbers = map(int, in_order) if is_scale else []
    alone: Schema = {"enum": [*in_order, *numbers]}
    in_a_list: Schema = {"type": "array", "contains": alone}
    answer = {"anyOf": [alone, in_a_list]}
    found: Schema = {"properties": {question.id: answer}}
    if question.assumed not in ids:
        found["required"] = [question.id]
    return found


def holds(questionnaire: Questionnaire, condition: Condition) -> Schema:
    """Return the schema of answers that make a condition hold."""
    return all_of(term_holds(questionnaire, term) for term in condition.terms)


def term_holds(questionnaire: Questionnaire, term: Term) -> Schema:
    """Return the schema of answers that make a term hold."""
    if isinstance(term, Chosen):
        question = questionnaire.question(term.question)
        asked = asked_if_assumed(questionnaire, term)
        chosen = names(question, term.options)
        return all_of([asked, chosen])
    summed = parts(questionnaire, term.name)
    return reaches(summed, term.least)


def asked_if_assumed(questionnaire: Questionnaire, term: Chosen) -> Schema:
    """Return the schema under which an answer that is left out is assumed: its question
    must be asked."""
    question = questionnaire.question(term.question)
    if question.assumed not in term.options:
        return ALL
    pages = questionnaire.pages
    page = next(page for page in pages if question in page.questions)
    asked = when_asked(page, question)
    return holds(questionnaire, asked)


def parts(questionnaire: Questionnaire, name: str) -> list[SchemaPart]:
    """Return the parts that add up to a finding."""
    match questionnaire.findings.by_name[name]:
        case Scale(question):
            scale = questionnaire.question(question)
            return [scale_part(scale)]
        case Sum(summed):
            found = []
            for each in summed:
                found += parts(questionnaire, each)
            return found
        case Count(question, name_of):
            asked = questionnaire.question(question)
            choices = [names(asked, options) for options in counted_once(name_of)]
            return list(map(yes_or_no, choices))
        case derived:
            conditions = derived.conditions
            ways = [holds(questionnaire, condition) for condition in conditions]
            return [yes_or_no(any_of(ways))]


def counted_once(name_of: Mapping[str, str]) -> list[Ids]:
    """Return the options that count once together, for each name that is counted."""
    named: dict[str, set[str]] = {}
    for option, name in name_of.items():
        options = named.setdefault(name, set())
        options.add(option)
    return list(map(frozenset, named.values()))


def scale_part(question: Question) -> SchemaPart:
    def at_least(least: int) -> Schema:
        numbers = frozenset(SCALE[least:])
        return names(question, numbers)

    return SchemaPart(HIGHEST, at_least)


def yes_or_no(schema: Schema) -> SchemaPart:
    """Return a part that adds 1 to answers which the schema accepts."""
    return SchemaPart(1, lambda _: schema)


def reaches(summed: Sequence[SchemaPart], least: int) -> Schema:
    """Return the schema of answers whose parts add up to `least` or more. Halving keeps
    it small."""
    if least <= 0:
        return ALL
    if least > sum(part.highest for part in summed):
        return NOTHING
    if len(summed) == 1:
        return summed[0].reaches(least)
    half = len(summed) // 2
    left, right = summed[:half], summed[half:]
    ways = []
    for some in range(least + 1):
        on_left = reaches(left, some)
        on_right = reaches(right, least - some)
        ways.append(all_of([on_left, on_right]))
    return any_of(ways)
