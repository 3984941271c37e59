"""How the result of a worked patient differs from what is expected, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard

from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset, Strength

LABELS = {
    "outcome": "The outcome",
    "level": "How soon to be seen",
    "crisis": "Help in a crisis",
    "red_flags": "Warning signs",
    "leads": "Who fits best",
    "also": "Who also fits",
    "strength": "How sure it is",
    "regular_doctor_first": "The regular doctor first",
    "team": "A team",
    "scores": "Points",
    "treatments": "Treatments",
    "later_treatments": "Treatments for later",
    "notes": "Notes on treatments",
    "cautions": "Cautions",
    "cautions_apart": "Cautions that stand on no shown card",
    "also_see": "Other doctors",
}
YES_OR_NO = ("no", "yes")


def in_words(ruleset: Ruleset, name: str, found: object, expected: object) -> str:
    """Return one sentence that says how a part of a result differs from what is
    expected."""
    differences = "; ".join(changes(ruleset, found, expected))
    return f"{LABELS[name]}: {differences}"


def changes(ruleset: Ruleset, found: object, expected: object) -> Iterator[str]:
    """Yield each difference in one part of a result."""
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        yield from of_mappings(ruleset, found, expected)
    elif is_list(found) and is_list(expected):
        yield from of_lists(ruleset, flat(found), flat(expected))
    else:
        yield unlike(ruleset, found, expected)


def unlike(ruleset: Ruleset, found: object, expected: object) -> str:
    """Return a value with the one that is expected."""
    return f"{named(ruleset, found)}, expected {named(ruleset, expected)}"


def of_mappings(
    ruleset: Ruleset, found: Mapping[str, object], expected: Mapping[str, object]
) -> Iterator[str]:
    """Yield each value that differs from what is expected."""
    for key in dict.fromkeys([*found, *expected]):
        now = found.get(key, "nothing")
        before = expected.get(key, "nothing")
        if now != before:
            difference = unlike(ruleset, now, before)
            yield f"{named(ruleset, key)} is {difference}"


def of_lists(
    ruleset: Ruleset, found: Sequence[object], expected: Sequence[object]
) -> Iterator[str]:
    """Yield what a list has in addition to what is expected, and what it no longer
    has."""
    more = values_without(found, expected)
    fewer = values_without(expected, found)
    if more:
        yield f"now also {all_named(ruleset, more)}"
    if fewer:
        yield f"no longer {all_named(ruleset, fewer)}"
    if not more and not fewer:
        yield f"in another order: {all_named(ruleset, found)}"


def values_without(values: Sequence[object], others: Sequence[object]) -> list[object]:
    """Return the values that are not among the others."""
    return [value for value in values if value not in others]


def all_named(ruleset: Ruleset, values: Iterable[object]) -> str:
    names = [named(ruleset, value) for value in values]
    return ", ".join(names)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Return whether a value is a list, not a text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def flat(values: Sequence[object]) -> list[object]:
    """Return the entries of a list. A list in it is replaced by its own entries."""
    found: list[object] = []
    for value in values:
        if is_list(value):
            found += flat(value)
        else:
            found.append(value)
    return found


def named(ruleset: Ruleset, value: object) -> str:
    """Return an id as people call it, with the id of a row. Numbers and unknown names
    stay as they are."""
    if isinstance(value, bool):
        return YES_OR_NO[value]
    if is_list(value):
        return all_named(ruleset, flat(value)) or "none"
    name = str(value)
    reason = ruleset.reasons.get(name)
    if reason is not None:
        sentence = reason.words or reason.about
        return f"“{sentence}” ({name})"
    names = names_of(ruleset)
    return names.get(name, name)


def names_of(ruleset: Ruleset) -> dict[str, str]:
    """Return the names of backgrounds, treatments, levels and strengths, by id."""
    names = {Level.NONE.name.lower(): "no warning sign"}
    for background in ruleset.backgrounds:
        names[background.id] = background.name
    for card in ruleset.treatments.values():
        names[card.id] = card.name
    for level, words in ruleset.advice.level.items():
        names[level.id] = words.heading
    for strength in Strength:
        names[strength] = getattr(ruleset.advice.word, strength)
    return names
