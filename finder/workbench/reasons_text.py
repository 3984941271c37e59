"""Write changed reasons into the text of reasons.toml; all that did not change stays as it was written."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from finder.core.reviewing.outcomes import as_toml

Entry = Mapping[str, Any]
BLOCK = re.compile(r"^\[([\w-]+)\]\n", re.MULTILINE)
FIRST = ("calm_only", "en", "about_en", "extra_en")
LAST = ("source", "strength")


def with_reasons(text: str, wanted: Mapping[str, Entry], backgrounds: Sequence[str]) -> str:
    """Return the text with these entries and no others. An entry keeps the keys that `wanted` does not name, such as
    the words of another language."""
    preamble, blocks = split(text)
    parts = [preamble]
    for name, block in blocks.items():
        if name in wanted:
            before = tomllib.loads(block)[name]
            after = merged(before, wanted[name], backgrounds)
            parts.append(block if after == before else written(name, after, backgrounds))
    added = [written(name, merged({}, entry, backgrounds), backgrounds) for name, entry in wanted.items()
             if name not in blocks]  # fmt: skip
    return "".join([*parts, *(f"\n{block}" for block in added)]).rstrip("\n") + "\n"


def split(text: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the first entry, and each entry as it is written."""
    starts = [(found[1], found.start()) for found in BLOCK.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    blocks = {name: text[start:end] for (name, start), end in zip(starts, ends, strict=True)}
    return text[: starts[0][1]] if starts else text, blocks


def merged(before: Entry, wanted: Entry, backgrounds: Sequence[str]) -> dict[str, Any]:
    """Return an entry with what is wanted; empty words are left out. A background's sentence is under its id."""
    after = {key: value for key, value in before.items() if key not in wanted}
    for key, value in wanted.items():
        others = {k: v for k, v in before.get(key, {}).items() if k != "en"} if key in backgrounds else {}
        if value:
            after[key] = {"en": value, **others} if key in backgrounds else value
    return after


def written(name: str, entry: Entry, backgrounds: Sequence[str]) -> str:
    """Return an entry as text, its values under each other."""
    lines = list(keys_and_values(entry, backgrounds))
    wide = max((len(key) for key, _ in lines), default=0)
    return "\n".join([f"[{name}]", *(f"{key:<{wide}} = {value}" for key, value in lines), "", ""])


def keys_and_values(entry: Entry, backgrounds: Sequence[str]) -> Iterator[tuple[str, str]]:
    own = [key for key in backgrounds if key in entry]
    rest = [key for key in entry if key not in {*FIRST, *LAST, *own}]
    for key in (*FIRST, *own, *rest, *LAST):
        if key in own:
            yield from ((f"{key}.{language}", as_toml(words)) for language, words in entry[key].items())
        elif key in entry:
            yield key, as_toml(entry[key])
