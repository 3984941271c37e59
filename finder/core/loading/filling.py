"""Put into loaded rules what differs from one clinic to the next, without loading them again."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

T = TypeVar("T")


def filled(value: T, texts: Mapping[str, str]) -> T:
    """Return a value with each mark in its words replaced by its text; what has no mark in it is the same object."""
    found: object = value
    if isinstance(value, str):
        found = in_words(value, texts)
    elif isinstance(value, tuple):
        found = whole_or_same(value, tuple(filled(each, texts) for each in value))
    elif isinstance(value, Mapping):
        other = {key: filled(each, texts) for key, each in value.items()}
        found = other if any(other[key] is not each for key, each in value.items()) else value
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value) if part.init}
        changed = {name: new for name, part in parts.items() if (new := filled(part, texts)) is not part}
        found = replace(value, **changed) if changed else value
    return found  # type: ignore[return-value]


def in_words(words: str, texts: Mapping[str, str]) -> str:
    for mark, text in texts.items():
        if mark in words:
            words = words.replace(mark, text)
    return words


def whole_or_same(before: tuple[object, ...], after: tuple[object, ...]) -> tuple[object, ...]:
    """Return the tuple from before where nothing in it has changed."""
    return before if all(old is new for old, new in zip(before, after, strict=True)) else after
