"""Explain the result of one patient: the leads and their reasons, the points by group,
and what would change the lead."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import add

from finder.core.deciding.assess import Assessment, Outcome, assess
from finder.core.deciding.change import leading
from finder.core.deciding.triage import CRISIS
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Term
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.rules.page import questions_of
from finder.core.summarizing.change_sentence import change_sentence
from finder.core.summarizing.wording import phrase
from finder.workbench.report import FAILS, HOLDS, patient_lines, wrapped
from finder.workbench.witness import witness

CHANGES = 8
TOTAL = "together"


def explain(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield the explanation line by line, for a clinician."""
    found = assess(ruleset, answers)
    patient = witness(ruleset, answers)
    yield f"One patient, by rules version {ruleset.version}"
    yield from headed("The answers", patient_lines(patient, "  "))
    level = f"How soon: {how_soon(found)}"
    yield from headed(level, level_lines(ruleset, answers))
    if found.outcome is not Outcome.SUGGESTION:
        stop = ruleset.advice.stop
        stop_lines = wrapped("  ", stop.text)
        yield from headed(stop.heading, stop_lines)
        return
    leads = f"Who leads: {leads_in_words(ruleset, found)}"
    yield from headed(leads, lead_lines(ruleset, found))
    group_lines = point_lines(ruleset, answers, found)
    yield from headed("Points, by group of rules", group_lines)
    changes = change_lines(ruleset, answers)
    yield from headed("What would change the lead", changes)
    yield from headed("Rules that fired", fired(ruleset, answers))
    missing = not_fired(ruleset, answers)
    yield from headed("Rules that did not fire, and what was missing", missing)


def headed(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield an empty line, the heading, and the lines under it."""
    yield ""
    yield heading
    yield from lines


def leads_in_words(ruleset: Ruleset, found: Assessment) -> str:
    """Return the names of the leads, and how sure the rules are."""
    names = names_of(ruleset)
    leads = [names[lead.background] for lead in found.leads]
    listed = " and ".join(leads)
    how_sure = getattr(ruleset.advice.word, found.strength)
    return f"{listed} ({how_sure})"


def names_of(ruleset: Ruleset) -> dict[str, str]:
    """Return the name of each background, by its id."""
    return {background.id: background.name for background in ruleset.backgrounds}


def how_soon(found: Assessment) -> str:
    level = name_of_level(found.level)
    return f"{level}, and a crisis" if found.crisis else level


def name_of_level(level: Level) -> str:
    return level.id.replace("_", " ")


def level_lines(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield each red flag, with its level and its condition."""
    rows = ruleset.red_flags.match(answers)
    for row in rows:
        level = CRISIS if row.level is None else name_of_level(row.level)
        reason = terms_in_words(ruleset, row.when.terms)
        text = f"{level}, since {reason}"
        yield from wrapped(f"  {row.id}: ", text, "    ")
    if not rows:
        yield "  No red flag."


def lead_lines(ruleset: Ruleset, found: Assessment) -> Iterator[str]:
    """Yield the scores that decide, and the strongest rules for each lead."""
    names = names_of(ruleset)
    top = max(found.scores)
    within = ruleset.scoring.lead_within
    text = (
        f"The top score is {top}; every background within {within} points of it leads."
    )
    yield from wrapped("  ", text)
    for lead in found.leads:
        name = names[lead.background]
        rules = ", ".join(lead.reasons)
        yield from wrapped("  ", f"{name} by {rules}.")
    if found.also:
        also = [names[background] for background in found.also]
        listed = ", ".join(also)
        yield from wrapped("  ", f"Also fits: {listed}.")
    if found.regular_doctor:
        yield "  The regular doctor comes first."
    if found.team:
        yield "  A team is advised."


def point_lines(ruleset: Ruleset, answers: Answers, found: Assessment) -> Iterator[str]:
    """Yield a line for each group that gave points, with the points that its cap
    removed."""
    names = [background.id for background in ruleset.backgrounds]
    by_group = points_by_group(ruleset, answers)
    first_column = [*by_group, TOTAL]
    width = max(map(len, first_column))
    yield f"  {'':{width}}  {'  '.join(names)}"
    for group, numbers in by_group.items():
        cap = ruleset.scoring.caps[group]
        limit = "no cap" if cap == UNCAPPED else f"at most {cap}"
        cells = [points_in_cell(number, cap) for number in numbers]
        yield f"  {group:{width}}  {aligned(cells, names)}  {limit}"
    total = aligned(map(str, found.scores), names)
    yield f"  {TOTAL:{width}}  {total}"


def points_by_group(ruleset: Ruleset, answers: Answers) -> dict[str, list[int]]:
    """Return the points of all backgrounds for each group that gave any, in the order
    of the groups."""
    none = [0] * len(ruleset.backgrounds)
    found = dict.fromkeys(ruleset.scoring.caps, none)
    for rule in ruleset.suggestions.match(answers):
        before = found[rule.group]
        after = map(add, before, rule.points)
        found[rule.group] = list(after)
    return {group: numbers for group, numbers in found.items() if any(numbers)}


def aligned(cells: Iterable[str], names: Sequence[str]) -> str:
    """Return the cells of a line, aligned under the names of their columns."""
    padded = []
    for cell, name in zip(cells, names, strict=True):
        width = len(name)
        padded.append(cell.rjust(width))
    return "  ".join(padded)


def points_in_cell(number: int, cap: int) -> str:
    """Return the points of a group, and how many of them its cap leaves."""
    if not number:
        return "."
    if number > cap:
        return f"{cap} of {number}"
    return str(number)


def change_lines(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield single answers that would change the lead, to any question. The patient's
    page names only some of them.

    Red flags stay as they are.
    """
    questions = questions_of(ruleset.questionnaire.pages)
    asked = [question.id for question in questions]
    every_change = leading(ruleset, answers, asked)
    changes = list(islice(every_change, CHANGES))
    for change in changes:
        sentence = change_sentence(ruleset, change)
        yield from wrapped("  ", sentence, "    ")
    if not changes:
        yield "  No single answer would change it."


def fired(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    for rule in ruleset.suggestions.match(answers):
        yield from rule_lines(ruleset, HOLDS, rule, rule.when.terms)


def not_fired(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield the rules that do not hold, those that lack the fewest terms first."""
    missing = []
    for rule in ruleset.suggestions.rows:
        terms = missing_terms(ruleset, rule, answers)
        if terms:
            missing.append((rule, terms))
    missing.sort(key=lambda pair: len(pair[1]))
    for rule, terms in missing:
        yield from rule_lines(ruleset, FAILS, rule, terms)


def missing_terms(ruleset: Ruleset, rule: Rule, answers: Answers) -> list[Term]:
    """Return the terms of a rule's condition that do not hold."""
    findings = ruleset.questionnaire.findings
    terms = rule.when.terms
    return [term for term in terms if not term.holds(answers, findings)]


def rule_lines(
    ruleset: Ruleset, sign: str, rule: Rule, terms: Sequence[Term]
) -> list[str]:
    """Return a rule with its points and these terms of its condition."""
    points = points_in_words(ruleset, rule)
    condition = terms_in_words(ruleset, terms)
    start = f"  {sign} {rule.id} [{rule.group}] "
    return wrapped(start, f"{points}: {condition}", " " * 8)


def points_in_words(ruleset: Ruleset, rule: Rule) -> str:
    """Return the points of a rule by background, in words."""
    by_background = zip(ruleset.backgrounds, rule.points, strict=True)
    parts = []
    for background, number in by_background:
        if number:
            parts.append(f"{background.id} {number}")
    return ", ".join(parts) or "no points"


def terms_in_words(ruleset: Ruleset, terms: Sequence[Term]) -> str:
    texts = ruleset.advice.condition
    phrases = [phrase(ruleset, term, texts) for term in terms]
    return f", {texts.both} ".join(phrases) or texts.always
