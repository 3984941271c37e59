"""How the result of a worked patient differs from what is expected, in words, and the
new result for the file."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Ruleset, Strength

LABELS = {
    "outcome": "The outcome", "level": "How soon to be seen", "crisis": "Help in a crisis",
    "red_flags": "Warning signs", "leads": "Who fits best", "also": "Who also fits", "strength": "How sure it is",
    "regular_doctor_first": "The regular doctor first", "team": "A team", "scores": "Points",
    "treatments": "Treatments", "later_treatments": "Treatments for later", "notes": "Notes on treatments",
    "cautions": "Cautions", "cautions_apart": "Cautions that stand on no shown card", "also_see": "Other doctors",
}  # fmt: skip


def in_words(ruleset: Ruleset, name: str, found: object, expected: object) -> str:
    """Return one sentence that says how a part of a result differs from what is
    expected."""
    said = "; ".join(changes(ruleset, found, expected))
    return f"{LABELS[name]}: {said}"


def changes(ruleset: Ruleset, found: object, expected: object) -> Iterator[str]:
    """Yield each difference in one part of a result."""
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        yield from of_mappings(ruleset, found, expected)
    elif is_list(found) and is_list(expected):
        yield from of_lists(ruleset, flat(found), flat(expected))
    else:
        yield f"{named(ruleset, found)}, expected {named(ruleset, expected)}"


def of_mappings(
    ruleset: Ruleset, found: Mapping[str, object], expected: Mapping[str, object]
) -> Iterator[str]:
    """Yield each value that differs from what is expected."""
    for key in dict.fromkeys([*found, *expected]):
        if found.get(key) != expected.get(key):
            now = named(ruleset, found.get(key, "nothing"))
            before = named(ruleset, expected.get(key, "nothing"))
            yield f"{named(ruleset, key)} is {now}, expected {before}"


def of_lists(
    ruleset: Ruleset, found: Sequence[object], expected: Sequence[object]
) -> Iterator[str]:
    """Yield what a list has in addition to what is expected, and what it no longer
    has."""
    more = [each for each in found if each not in expected]
    fewer = [each for each in expected if each not in found]
    if more:
        yield f"now also {all_named(ruleset, more)}"
    if fewer:
        yield f"no longer {all_named(ruleset, fewer)}"
    if not more and not fewer:
        yield f"in another order: {all_named(ruleset, found)}"


def all_named(ruleset: Ruleset, values: Iterable[object]) -> str:
    names = [named(ruleset, value) for value in values]
    return ", ".join(names)


def is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def flat(values: object) -> list[object]:
    """Return the entries of a list, including those of lists in it."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        return [values]
    found: list[object] = []
    for value in values:
        found += flat(value)
    return found


def named(ruleset: Ruleset, value: object) -> str:
    """Return an id as people call it, with the id of a row. Numbers and unknown names
    stay as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_list(value):
        return all_named(ruleset, flat(value)) or "none"
    name = str(value)
    reason = ruleset.reasons.get(name)
    if reason is not None:
        said = reason.words or reason.about
        return f"“{said}” ({name})"
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
        names[level.name.lower()] = words.heading
    for strength in Strength:
        names[strength] = getattr(ruleset.advice.word, strength)
    return names


def with_results(text: str, results: Mapping[int, Mapping[str, object]]) -> str:
    """Return the text of the file of worked patients with new results.

    `results` maps the line of a patient to each part that changed, and its new value.
    """
    lines = text.split("\n")
    for start in sorted(results, reverse=True):
        expected = line_of(lines, start, "[vignette.expect]")
        for name, value in results[start].items():
            at = line_of_key(lines, expected, name)
            after = at + length(lines[at:])
            lines[at:after] = [f"{name} = {as_toml(value)}"]
    return "\n".join(lines)


def line_of(lines: Sequence[str], start: int, beginning: str) -> int:
    """Return the first line from `start` on that begins like this."""
    numbers = range(start, len(lines))
    return next(number for number in numbers if lines[number].startswith(beginning))


def line_of_key(lines: Sequence[str], start: int, key: str) -> int:
    """Return the first line from `start` on that sets this key."""
    numbers = range(start, len(lines))
    return next(number for number in numbers if key_of(lines[number]) == key)


def key_of(line: str) -> str:
    key, _, _ = line.partition("=")
    return key.strip()


def length(lines: Sequence[str]) -> int:
    """Return how many lines the first value takes."""
    for count in range(1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        return count
    return 1


def as_toml(value: object) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        pairs = [f"{key} = {as_toml(each)}" for key, each in value.items()]
        inside = ", ".join(pairs)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        inside = ", ".join(map(as_toml, value))
        return f"[{inside}]"
    return json.dumps(value, ensure_ascii=False)
