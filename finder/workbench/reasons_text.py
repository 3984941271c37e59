"""Write changed reasons into the text of reasons.toml. Everything else stays as it was
written."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from finder.core.reviewing.accepted_results import as_toml

ReasonEntry = Mapping[str, Any]
BLOCK = re.compile(r"^\[([\w-]+)\]\n", re.MULTILINE)
FIRST = ("calm_only", "en", "about_en", "extra_en")
LAST = ("source", "strength")


def with_reasons(
    text: str, wanted: Mapping[str, ReasonEntry], backgrounds: Sequence[str]
) -> str:
    """Return the text with exactly these entries.

    An entry keeps the keys that `wanted` does not name, such as the text in another
    language.
    """
    preamble, blocks = split(text)
    parts = [preamble]
    for name, block in blocks.items():
        if name in wanted:
            entry = wanted[name]
            parts.append(updated(name, block, entry, backgrounds))
    for name, entry in wanted.items():
        if name not in blocks:
            added = merged({}, entry, backgrounds)
            parts.append("\n")
            parts.append(written(name, added, backgrounds))
    whole = "".join(parts)
    return whole.rstrip("\n") + "\n"


def updated(
    name: str, block: str, wanted: ReasonEntry, backgrounds: Sequence[str]
) -> str:
    """Return an entry unchanged, or rewritten if its content changes."""
    before = tomllib.loads(block)[name]
    after = merged(before, wanted, backgrounds)
    if after == before:
        return block
    return written(name, after, backgrounds)


def split(text: str) -> tuple[str, dict[str, str]]:
    """Return the text before the first entry, and each entry as it is written."""
    preamble, *rest = BLOCK.split(text)
    names = rest[::2]
    bodies = rest[1::2]
    blocks = {}
    for name, body in zip(names, bodies, strict=True):
        blocks[name] = f"[{name}]\n{body}"
    return preamble, blocks


def merged(
    before: ReasonEntry, wanted: ReasonEntry, backgrounds: Sequence[str]
) -> dict[str, Any]:
    """Return an entry with the wanted values. Empty text is left out. A background's
    sentence is stored under its id."""
    after = dict(before)
    for key, value in wanted.items():
        old = after.pop(key, {})
        if not value:
            continue
        after[key] = value
        if key in backgrounds:
            after[key] = {**old, "en": value}
    return after


def written(name: str, entry: ReasonEntry, backgrounds: Sequence[str]) -> str:
    """Return an entry as text, with its values aligned."""
    values = dict(keys_and_values(entry, backgrounds))
    width = max(map(len, values), default=0)
    text = f"[{name}]\n"
    for key, value in values.items():
        text += f"{key:<{width}} = {value}\n"
    return f"{text}\n"


def keys_and_values(
    entry: ReasonEntry, backgrounds: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield each key and its value as they are written, words first and sources
    last."""
    order = [*FIRST, *backgrounds]
    others = entry.keys() - {*order, *LAST}
    order += others
    order += LAST
    for key in order:
        value = entry.get(key)
        if isinstance(value, Mapping):
            for language, words in value.items():
                yield f"{key}.{language}", as_toml(words)
        elif key in entry:
            yield key, as_toml(value)
