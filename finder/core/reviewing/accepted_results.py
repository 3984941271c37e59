"""Write new results into the text of the file of worked patients."""

import json
import tomllib
from collections.abc import Mapping, Sequence

Results = Mapping[str, object]
"""Each part of a patient's results that changed, and its new value."""


def with_results(text: str, results: Mapping[int, Results]) -> str:
    """Return the text of the file of worked patients with new results, by the line of
    each patient."""
    lines = text.split("\n")
    from_the_end = sorted(results, reverse=True)
    for start in from_the_end:
        replace_results(lines, start, results[start])
    return "\n".join(lines)


def replace_results(lines: list[str], start: int, results: Results) -> None:
    """Replace the changed parts of the patient who begins in the line `start`."""
    expected = line_of(lines, start, "[vignette.expect]")
    for name, value in results.items():
        first = line_of_key(lines, expected, name)
        end = first + length(lines[first:])
        lines[first:end] = [f"{name} = {as_toml(value)}"]


def line_of(lines: Sequence[str], start: int, beginning: str) -> int:
    """Return the first line from `start` on that begins like this."""
    number = start
    while not lines[number].startswith(beginning):
        number += 1
    return number


def line_of_key(lines: Sequence[str], start: int, key: str) -> int:
    """Return the first line from `start` on that sets this key."""
    number = start
    while key_of(lines[number]) != key:
        number += 1
    return number


def key_of(line: str) -> str:
    key, _, _ = line.partition("=")
    return key.strip()


def length(lines: Sequence[str]) -> int:
    """Return how many lines the first value takes."""
    for count in range(1, len(lines) + 1):
        value = "\n".join(lines[:count])
        try:
            tomllib.loads(value)
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
    is_text = isinstance(value, str)
    if isinstance(value, Sequence) and not is_text:
        entries = map(as_toml, value)
        inside = ", ".join(entries)
        return f"[{inside}]"
    return json.dumps(value, ensure_ascii=False)
