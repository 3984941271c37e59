"""Put into loaded rules what differs from one clinic to the next, without loading them again."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import singledispatch
from typing import Any, TypeVar

T = TypeVar("T")
Texts = Mapping[str, str]
"""What stands for each mark."""


def filled(value: T, texts: Texts) -> T:
    """Return a value with each mark in its words replaced by its text; what has no mark in it is the same object."""
    found: T = fill(value, texts)
    return found


@singledispatch
def fill(value: Any, texts: Texts) -> Any:
    """Fill in the parts of a dataclass; anything else that has no rule of its own stays."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = [part.name for part in fields(value) if part.init]
    before = [getattr(value, name) for name in names]
    after = [fill(each, texts) for each in before]
    if is_same(before, after):
        return value
    parts = dict(zip(names, after, strict=True))
    return replace(value, **parts)


@fill.register
def fill_words(value: str, texts: Texts) -> str:
    filled = value
    for mark, text in texts.items():
        filled = filled.replace(mark, text)
    return value if filled == value else filled


@fill.register
def fill_each(value: tuple, texts: Texts) -> tuple[Any, ...]:  # type: ignore[type-arg]
    after = tuple(fill(each, texts) for each in value)
    if is_same(value, after):
        return value
    return after


@fill.register
def fill_values(value: Mapping, texts: Texts) -> Mapping[Any, Any]:  # type: ignore[type-arg]
    after = [fill(each, texts) for each in value.values()]
    if is_same(value.values(), after):
        return value
    return dict(zip(value, after, strict=True))


def is_same(before: Iterable[object], after: Iterable[object]) -> bool:
    """Return whether all of these are the same objects as before."""
    pairs = zip(before, after, strict=True)
    return all(old is new for old, new in pairs)
