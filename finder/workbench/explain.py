"""Explain the result of one patient: the leads and their reasons, the points by group,
and what would change the lead."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import add

from finder.core.deciding.assess import Assessment, Outcome, assess
from finder.core.deciding.change import leading
from finder.core.loading.scoring import UNCAPPED
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Term
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.rules.page import questions_of
from finder.core.summarizing.summarize import Wording
from finder.core.summarizing.wording import phrase
from finder.workbench.report import FAILS, HOLDS, patient_lines, wrapped
from finder.workbench.witness import witness

CHANGES = 8


def explain(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield the explanation line by line, for a clinician."""
    found = assess(ruleset, answers)
    yield f"One patient, by rules version {ruleset.version}"
    yield from headed("The answers", patient_lines(witness(ruleset, answers), "  "))
    yield from headed(f"How soon: {how_soon(found)}", level_in_words(ruleset, answers))
    if found.outcome is not Outcome.SUGGESTION:
        yield from headed(
            ruleset.advice.stop.heading, wrapped("  ", ruleset.advice.stop.text)
        )
        return
    names = {background.id: background.name for background in ruleset.backgrounds}
    leads = " and ".join(names[lead.background] for lead in found.leads)
    sure = getattr(ruleset.advice.word, found.strength)
    yield from headed(f"Who leads: {leads} ({sure})", why(ruleset, found, names))
    yield from headed("Points, by group of rules", points(ruleset, answers, found))
    yield from headed("What would change the lead", otherwise(ruleset, answers, found))
    yield from headed("Rules that fired", fired(ruleset, answers))
    yield from headed(
        "Rules that did not fire, and what was missing", not_fired(ruleset, answers)
    )


def headed(heading: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    yield from ("", heading)
    yield from lines


def how_soon(found: Assessment) -> str:
    level = name_of_level(found.level)
    return f"{level}, and a crisis" if found.crisis else level


def name_of_level(level: Level) -> str:
    return level.name.lower().replace("_", " ")


def level_in_words(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    rows = ruleset.red_flags.match(answers)
    for row in rows:
        level = "crisis" if row.level is None else name_of_level(row.level)
        reason = said(ruleset, row.when.terms)
        yield from wrapped(f"  {row.id}: ", f"{level}, since {reason}", "    ")
    if not rows:
        yield "  No red flag."


def why(ruleset: Ruleset, found: Assessment, names: dict[str, str]) -> Iterator[str]:
    """Yield the scores that decide, and the strongest rules for each lead."""
    scoring = ruleset.scoring
    top = f"The top score is {max(found.scores)}; every background within {scoring.lead_within} points of it leads."
    yield from wrapped("  ", top)
    for lead in found.leads:
        rules = ", ".join(lead.reasons)
        yield from wrapped("  ", f"{names[lead.background]} by {rules}.")
    if found.also:
        also = ", ".join(names[each] for each in found.also)
        yield from wrapped("  ", f"Also fits: {also}.")
    if found.regular_doctor:
        yield "  The regular doctor comes first."
    if found.team:
        yield "  A team is advised."


def points(ruleset: Ruleset, answers: Answers, found: Assessment) -> Iterator[str]:
    """Yield a line for each group that gave points, with the points that its cap
    removed."""
    names = [background.id for background in ruleset.backgrounds]
    by_group = points_by_group(ruleset, answers)
    widest = max(len(word) for word in (*by_group, TOGETHER))
    yield f"  {'':{widest}}  {'  '.join(names)}"
    for group, numbers in by_group.items():
        cap = ruleset.scoring.caps[group]
        cells = aligned([cell(number, cap) for number in numbers], names)
        limit = "no cap" if cap == UNCAPPED else f"at most {cap}"
        yield f"  {group:{widest}}  {cells}  {limit}"
    total = aligned(map(str, found.scores), names)
    yield f"  {TOGETHER:{widest}}  {total}"


def points_by_group(ruleset: Ruleset, answers: Answers) -> dict[str, list[int]]:
    """Return the points of all backgrounds for each group that gave any."""
    found = {group: [0] * len(ruleset.backgrounds) for group in ruleset.scoring.caps}
    for rule in ruleset.suggestions.match(answers):
        found[rule.group] = list(map(add, found[rule.group], rule.points))
    return {group: numbers for group, numbers in found.items() if any(numbers)}


def aligned(cells: Iterable[str], names: Sequence[str]) -> str:
    """Return the cells of a line, aligned under the names of their columns."""
    padded = [cell.rjust(len(name)) for cell, name in zip(cells, names, strict=True)]
    return "  ".join(padded)


TOGETHER = "together"


def cell(number: int, cap: int) -> str:
    if not number:
        return "."
    return f"{cap} of {number}" if number > cap else str(number)


def otherwise(ruleset: Ruleset, answers: Answers, found: Assessment) -> Iterator[str]:
    """Yield single answers that would change the lead, to any question. The patient's
    page names only some of them.

    Red flags stay as they are.
    """
    asked = [question.id for question in questions_of(ruleset.questionnaire.pages)]
    words = Wording(ruleset, answers, found)
    first_changes = islice(leading(ruleset, answers, asked), CHANGES)
    changes = list(map(words.change, first_changes))
    for sentence in changes:
        yield from wrapped("  ", sentence, "    ")
    if not changes:
        yield "  No single answer would change it."


def fired(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    for rule in ruleset.suggestions.match(answers):
        yield from rule_lines(ruleset, HOLDS, rule, rule.when.terms)


def not_fired(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield the rules that do not hold, those that lack the fewest terms first."""
    findings = ruleset.questionnaire.findings
    lacking = []
    for rule in ruleset.suggestions.rows:
        terms = [term for term in rule.when.terms if not term.holds(answers, findings)]
        if terms:
            lacking.append((rule, terms))
    for rule, terms in sorted(lacking, key=lambda pair: len(pair[1])):
        yield from rule_lines(ruleset, FAILS, rule, terms)


def rule_lines(
    ruleset: Ruleset, sign: str, rule: Rule, terms: Sequence[Term]
) -> list[str]:
    text = f"{points_in_words(ruleset, rule)}: {said(ruleset, terms)}"
    return wrapped(f"  {sign} {rule.id} [{rule.group}] ", text, " " * 8)


def points_in_words(ruleset: Ruleset, rule: Rule) -> str:
    """Return the points of a rule by background, in words."""
    by_background = zip(ruleset.backgrounds, rule.points, strict=True)
    parts = [
        f"{background.id} {number}" for background, number in by_background if number
    ]
    return ", ".join(parts) or "no points"


def said(ruleset: Ruleset, terms: Sequence[Term]) -> str:
    texts = ruleset.advice.condition
    phrases = [phrase(ruleset, term, texts) for term in terms]
    return f", {texts.both} ".join(phrases) or texts.always
