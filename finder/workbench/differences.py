"""What an edit changes in the rules, row by row, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from finder.core.loading.promises import Promises
from finder.core.rules.conditions import Condition
from finder.core.rules.findings import AnyOf, Count, Finding, Scale, Sum
from finder.core.rules.knowledge import AlsoSee, RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.telling.wording import sentence
from finder.workbench.model import RulesRow, option_ids
from finder.workbench.rows import rows_of
from finder.workbench.source_lines import FILES

ADDED, GONE, CHANGED = "+", "-", "~"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something added (+), gone (-) or changed (~) in a file, in words."""

    file: str
    kind: str
    name: str
    text: str = ""


def differences(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    """Everything that decides, or is said under a row."""
    yield from of_rows(old, new)
    yield from of_options(old, new)
    yield from of_values("findings.toml", meanings(old), meanings(new), in_full=True)
    yield from of_values("scoring.toml", numbers(old), numbers(new), in_full=True)
    yield from of_values("reasons.toml", sentences(old), sentences(new), in_full=True)
    yield from of_values("catalogue.toml", old.treatments, new.treatments)


def meanings(ruleset: Ruleset) -> dict[str, object]:
    return {name: meaning(ruleset, finding) for name, finding in ruleset.questionnaire.findings.by_name.items()}


def meaning(ruleset: Ruleset, finding: Finding) -> str:
    match finding:
        case Scale(question):
            return f"the number of {question}"
        case Sum(names):
            return f"the sum of {', '.join(names)}"
        case Count(question, name_of):
            return f"how many of {', '.join(dict.fromkeys(name_of.values()))} in {question}"
        case AnyOf(conditions):
            return ", or ".join(sentence(ruleset, condition) for condition in conditions)


def numbers(ruleset: Ruleset) -> dict[str, object]:
    return {part.name: getattr(ruleset.scoring, part.name) for part in fields(ruleset.scoring)}


def sentences(ruleset: Ruleset) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, reason in ruleset.reasons.items():
        if not reason.own:
            found[name] = reason.words
        for background, words in reason.own.items():
            found[f"{name} {background}"] = words
    return found


def of_rows(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    before = {row.id: row for row in rows_of(old)}
    after = {row.id: row for row in rows_of(new)}
    for name, row in after.items():
        file = FILES[type(row)]
        if name not in before:
            yield Difference(file, ADDED, name, said(new, row))
        elif before[name] != row:
            parts = changed(old, before[name], new, row)
            yield Difference(file, CHANGED, name, "; ".join(parts))
    for name, row in before.items():
        if name not in after:
            yield Difference(FILES[type(row)], GONE, name, said(old, row))


def said(ruleset: Ruleset, row: RulesRow) -> str:
    cells = columns(ruleset, row)
    parts = [f"{name} {value}" for name, value in cells.items() if value]
    return "; ".join(parts)


def changed(old: Ruleset, before: RulesRow, new: Ruleset, after: RulesRow) -> Iterator[str]:
    was, now = columns(old, before), columns(new, after)
    for name in dict.fromkeys([*was, *now]):
        earlier, later = was.get(name, ""), now.get(name, "")
        if earlier != later:
            yield f"{name} {earlier or 'nothing'} -> {later or 'nothing'}"


def columns(ruleset: Ruleset, row: RulesRow) -> dict[str, str]:
    """The cells of a row as a person reads them."""
    found = {"when": sentence(ruleset, row.when)}
    match row:
        case RedFlagRow():
            found |= {"flag": row.flag, "level": "crisis" if row.level is None else row.level.name.lower()}
        case Rule():
            names = [background.id for background in ruleset.backgrounds]
            found["group"] = row.group
            found |= {name: str(value) for name, value in zip(names, row.points, strict=True) if value}
            found["treatments"] = ", ".join(row.treatments)
        case TreatmentRow():
            found |= {"unless": exception(ruleset, row.unless), "effect": row.effect, "cards": ", ".join(row.cards)}
        case AlsoSee():
            found["unless"] = exception(ruleset, row.unless)
    return found


def exception(ruleset: Ruleset, unless: Condition | None) -> str:
    return "" if unless is None else sentence(ruleset, unless)


def options(ruleset: Ruleset) -> list[str]:
    found = []
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            found += [f"{question.id}:{option}" for option in option_ids(question)]
    return found


def of_options(old: Ruleset, new: Ruleset) -> Iterator[Difference]:
    """By name; an option that was replaced says what it is asked as now."""
    replaced = new.questionnaire.replaced
    for each in of_names("questionnaire.toml", options(old), options(new)):
        question, _, option = each.name.partition(":")
        now = [":".join(choice) for choice in replaced.get((question, option), ())]
        yield replace(each, text=f"now asked as {', '.join(now)}") if now else each


def of_names(file: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    yield from (Difference(file, ADDED, name) for name in new if name not in old)
    yield from (Difference(file, GONE, name) for name in old if name not in new)


def of_values(
    file: str, old: Mapping[str, object], new: Mapping[str, object], *, in_full: bool = False
) -> Iterator[Difference]:
    """By name; `in_full` also says what it was and is."""
    yield from of_names(file, list(old), list(new))
    for name, value in new.items():
        if name in old and old[name] != value:
            yield Difference(file, CHANGED, name, f"{old[name]} -> {value}" if in_full else "")


def promises_gone(old: Promises, new: Promises) -> list[str]:
    promised = {(promise.words, promise.when, promise.kind) for promise in new.promises}
    return [each.words for each in old.promises if (each.words, each.when, each.kind) not in promised]
