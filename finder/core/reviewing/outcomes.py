"""How a worked patient comes out otherwise than expected, in words, and the new result as text of the file."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence

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
    """Return one sentence that says what is other than expected."""
    return f"{LABELS[name]}: {'; '.join(changes(ruleset, name, found, expected))}"


def changes(ruleset: Ruleset, name: str, found: object, expected: object) -> Iterator[str]:
    """Yield each change of one part of a result."""
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        for key in dict.fromkeys([*found, *expected]):
            if found.get(key) != expected.get(key):
                now, before = (named(ruleset, each.get(key, "nothing")) for each in (found, expected))
                yield f"{named(ruleset, key)} is {now}, expected {before}"
    elif is_list(found) and is_list(expected):
        yield from of_lists(ruleset, flat(found), flat(expected))
    else:
        yield f"{named(ruleset, found)}, expected {named(ruleset, expected)}"


def of_lists(ruleset: Ruleset, found: Sequence[object], expected: Sequence[object]) -> Iterator[str]:
    """Yield what a list has besides what is expected, and what it has no longer."""
    more = [named(ruleset, each) for each in found if each not in expected]
    fewer = [named(ruleset, each) for each in expected if each not in found]
    if more:
        yield f"now also {', '.join(more)}"
    if fewer:
        yield f"no longer {', '.join(fewer)}"
    if not more and not fewer:
        yield f"in another order: {', '.join(named(ruleset, each) for each in found)}"


def is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def flat(values: object) -> list[object]:
    """Return the entries of a list, and of the lists in it."""
    if isinstance(values, Sequence) and not isinstance(values, str):
        return [entry for value in values for entry in flat(value)]
    return [values]


def named(ruleset: Ruleset, value: object) -> str:
    """Return an id as people call it, with the id of a row; numbers and names that nobody knows stay."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_list(value):
        return ", ".join(named(ruleset, each) for each in flat(value)) or "none"
    name = str(value)
    if name in ruleset.reasons:
        reason = ruleset.reasons[name]
        said = reason.words or reason.about
        return f"“{said}” ({name})"
    names = names_of(ruleset)
    return names.get(name, name)


def names_of(ruleset: Ruleset) -> dict[str, str]:
    """Return what people call backgrounds, treatments, levels and strengths, by id."""
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
    """Return the text of the file of worked patients with new results. `results` has, for the line of a patient, each
    part that is expected and what it is now."""
    lines = text.split("\n")
    for start in sorted(results, reverse=True):
        for name, value in results[start].items():
            first = next(number for number in range(start, len(lines)) if lines[number].startswith("[vignette.expect]"))
            at = next(number for number in range(first, len(lines)) if lines[number].partition("=")[0].strip() == name)
            lines[at : at + length(lines[at:])] = [f"{name} = {as_toml(value)}"]
    return "\n".join(lines)


def length(lines: Sequence[str]) -> int:
    """Return over how many lines the first value is written."""
    for count in range(1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        return count
    return 1


def as_toml(value: object) -> str:
    """Return a value as TOML writes it in one line."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
