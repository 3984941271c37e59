"""The changes of an edit of the rules, row by row, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from finder.core.deciding.triage import level_id
from finder.core.loading.promises import Promise, Promises
from finder.core.rules.conditions import Condition
from finder.core.rules.findings import AnyOf, Count, Finding, Scale, Sum
from finder.core.rules.knowledge import AlsoSee, RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.rules.page import questions_of
from finder.core.summarizing.wording import sentence
from finder.workbench.formulas import option_ids
from finder.workbench.model import RulesRow
from finder.workbench.rows import rows_of
from finder.workbench.source_lines import FILES

ADDED, GONE, CHANGED = "+", "-", "~"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something added (+), removed (-) or changed (~) in a file, in words."""

    file: str
    kind: str
    name: str
    text: str = ""


def differences(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    """Yield every change of what decides a result or of what a row says."""
    yield from of_rows(old, new)
    yield from of_options(old, new)
    for file, values_of in VALUES_IN_FULL.items():
        yield from of_values(file, values_of(old), values_of(new), in_full=True)
    yield from of_values("catalogue.toml", old.treatments, new.treatments)


def meanings(ruleset: Ruleset) -> dict[str, object]:
    """Return the meaning of each finding in words, by name."""
    found: dict[str, object] = {}
    for name, finding in ruleset.questionnaire.findings.by_name.items():
        found[name] = meaning(ruleset, finding)
    return found


def meaning(ruleset: Ruleset, finding: Finding) -> str:
    match finding:
        case Scale(question):
            return f"the number of {question}"
        case Sum(names):
            added = ", ".join(names)
            return f"the sum of {added}"
        case Count(question, name_of):
            different = dict.fromkeys(name_of.values())
            counted = ", ".join(different)
            return f"how many of {counted} in {question}"
        case AnyOf(conditions):
            in_words = [sentence(ruleset, condition) for condition in conditions]
            return ", or ".join(in_words)


def numbers(ruleset: Ruleset) -> dict[str, object]:
    """Return each number of the scoring, by name."""
    found: dict[str, object] = {}
    for part in fields(ruleset.scoring):
        found[part.name] = getattr(ruleset.scoring, part.name)
    return found


def sentences(ruleset: Ruleset) -> dict[str, object]:
    """Return each sentence of the reasons, by the row and the background."""
    found: dict[str, object] = {}
    for name, reason in ruleset.reasons.items():
        if not reason.own:
            found[name] = reason.words
        for background, words in reason.own.items():
            found[f"{name} {background}"] = words
    return found


VALUES_IN_FULL: Mapping[str, Callable[[Ruleset], dict[str, object]]] = {
    "findings.toml": meanings,
    "scoring.toml": numbers,
    "reasons.toml": sentences,
}
"""The values of each file whose changes are shown with the old and new value."""


def of_rows(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    before = {row.id: row for row in rows_of(old)}
    after = {row.id: row for row in rows_of(new)}
    for name, row in after.items():
        earlier = before.get(name)
        if earlier is None:
            yield of_row(ADDED, new, row)
        elif earlier != row:
            file = FILES[type(row)]
            text = "; ".join(changed(old, earlier, new, row))
            yield Difference(file, CHANGED, name, text)
    for name, row in before.items():
        if name not in after:
            yield of_row(GONE, old, row)


def of_row(kind: str, ruleset: Ruleset, row: RulesRow) -> Difference:
    """Return the difference that a whole row makes."""
    file = FILES[type(row)]
    text = row_in_words(ruleset, row)
    return Difference(file, kind, row.id, text)


def row_in_words(ruleset: Ruleset, row: RulesRow) -> str:
    """Return the cells of a row that are not empty, each with its column."""
    parts = []
    for name, value in columns(ruleset, row).items():
        if value:
            parts.append(f"{name} {value}")
    return "; ".join(parts)


def changed(
    old: Ruleset, before: RulesRow, new: Ruleset, after: RulesRow
) -> Iterator[str]:
    """Yield each column that changed, with its old and new text."""
    was = columns(old, before)
    now = columns(new, after)
    for name in dict.fromkeys([*was, *now]):
        earlier = was.get(name, "")
        later = now.get(name, "")
        if earlier != later:
            yield f"{name} {earlier or 'nothing'} -> {later or 'nothing'}"


def columns(ruleset: Ruleset, row: RulesRow) -> dict[str, str]:
    """Return the cells of a row, in words."""
    when = sentence(ruleset, row.when)
    match row:
        case RedFlagRow():
            return {
                "when": when,
                "flag": row.flag,
                "level": level_id(row.level),
            }
        case Rule():
            return {
                "when": when,
                "group": row.group,
                **points_of(ruleset, row),
                "treatments": ", ".join(row.treatments),
            }
        case TreatmentRow():
            return {
                "when": when,
                "unless": exception(ruleset, row.unless),
                "effect": row.effect,
                "cards": ", ".join(row.cards),
            }
        case AlsoSee():
            return {
                "when": when,
                "unless": exception(ruleset, row.unless),
            }


def points_of(ruleset: Ruleset, row: Rule) -> dict[str, str]:
    """Return the points of a row for each background that gets any."""
    names = [background.id for background in ruleset.backgrounds]
    points = zip(names, row.points, strict=True)
    return {name: str(number) for name, number in points if number}


def exception(ruleset: Ruleset, unless: Condition | None) -> str:
    if unless is None:
        return ""
    return sentence(ruleset, unless)


def options(ruleset: Ruleset) -> list[str]:
    found = []
    for question in questions_of(ruleset.questionnaire.pages):
        found += [f"{question.id}:{option}" for option in option_ids(question)]
    return found


def of_options(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    """Yield the options that were added or removed. A replaced option names its current
    options."""
    replaced = new.questionnaire.replaced
    before = options(old)
    after = options(new)
    for each in of_names("questionnaire.toml", before, after):
        question, _, option = each.name.partition(":")
        now = replaced.get((question, option), ())
        if now:
            names = map(":".join, now)
            listed = ", ".join(names)
            yield replace(each, text=f"now asked as {listed}")
        else:
            yield each


def of_names(file: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    for name in new:
        if name not in old:
            yield Difference(file, ADDED, name)
    for name in old:
        if name not in new:
            yield Difference(file, GONE, name)


def of_values(
    file: str,
    old: Mapping[str, object],
    new: Mapping[str, object],
    *,
    in_full: bool = False,
) -> Iterator[Difference]:
    """Yield the names that were added, removed or changed. With `in_full`, a change
    also gives the old and new value."""
    yield from of_names(file, list(old), list(new))
    in_both = [name for name in new if name in old]
    for name in in_both:
        was = old[name]
        now = new[name]
        if was != now:
            text = f"{was} -> {now}" if in_full else ""
            yield Difference(file, CHANGED, name, text)


def promises_gone(old: Promises, new: Promises) -> list[str]:
    """Return the words of the promises that the new rules no longer make."""
    made = set(map(kind_of, new.promises))
    gone = [promise for promise in old.promises if kind_of(promise) not in made]
    return [promise.words for promise in gone]


def kind_of(promise: Promise) -> tuple[object, ...]:
    """Return the values that identify a promise."""
    return promise.words, promise.when, promise.kind
