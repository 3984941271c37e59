"""Put into loaded rules what differs from one clinic to the next, without loading them
again."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, TypeVar

T = TypeVar("T")
ValuesOfClinic = Mapping[str, str]
"""Mark -> the text that replaces it."""


def filled(value: T, texts: ValuesOfClinic) -> T:
    """Return a value with each mark in its words replaced. A value without marks is
    returned as the same object."""
    found: T = fill(value, texts)
    return found


def fill(value: Any, texts: ValuesOfClinic) -> Any:
    """Return words, a tuple, a mapping or a dataclass with its marks replaced. Any
    other value stays as it is."""
    if isinstance(value, str):
        return fill_words(value, texts)
    if isinstance(value, tuple):
        return fill_each(value, texts)
    if isinstance(value, dict):
        return fill_values(value, texts)
    if names := part_names(value.__class__):
        return fill_parts(value, names, texts)
    return value


def fill_words(value: str, texts: ValuesOfClinic) -> str:
    after = value
    for mark, text in texts.items():
        after = after.replace(mark, text)
    if after == value:
        return value
    return after


def fill_each(value: tuple[Any, ...], texts: ValuesOfClinic) -> tuple[Any, ...]:
    after = fill_all(value, texts)
    if is_same(value, after):
        return value
    return tuple(after)


def fill_values(value: dict[Any, Any], texts: ValuesOfClinic) -> dict[Any, Any]:
    after = fill_all(value.values(), texts)
    if is_same(value.values(), after):
        return value
    pairs = zip(value, after, strict=True)
    return dict(pairs)


def fill_parts(value: Any, names: Sequence[str], texts: ValuesOfClinic) -> Any:
    """Return a dataclass with the marks in these fields replaced."""
    before = [getattr(value, name) for name in names]
    after = fill_all(before, texts)
    if is_same(before, after):
        return value
    pairs = zip(names, after, strict=True)
    parts = dict(pairs)
    return replace(value, **parts)


def fill_all(values: Iterable[Any], texts: ValuesOfClinic) -> list[Any]:
    return [fill(value, texts) for value in values]


@cache
def part_names(kind: Hashable) -> tuple[str, ...]:
    """Return the fields that a dataclass is created with, or none for any other
    class."""
    if not is_dataclass(kind):
        return ()
    names = [part.name for part in fields(kind) if part.init]
    return tuple(names)


def is_same(before: Iterable[object], after: Iterable[object]) -> bool:
    """Return whether all of these are the same objects as before."""
    return all(map(is_, before, after))
