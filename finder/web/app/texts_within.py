"""Find every text within objects: dataclasses, mappings and other collections."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

COLLECTIONS = (tuple, list, frozenset)
TextSet = frozenset[str]
TextSetOf = Callable[[Any], TextSet]
NO_TEXTS: TextSet = frozenset()


def texts_within(
    whole: object, known: Mapping[type, TextSetOf] | None = None
) -> TextSet:
    """Return every text within an object. For the classes in `known`, the texts are
    those that its function returns."""
    known = known or {}
    found: set[str] = set()
    left: list[Any] = [(whole,)]
    while left:
        each = left.pop()
        for part in reader_of(each.__class__)(each):
            if isinstance(part, str):
                found.add(part)
            elif part.__class__ in known:
                texts_of = known[part.__class__]
                found |= texts_of(part)
            elif part:
                left.append(part)
    return frozenset(found)


@cache
def reader_of(kind: type) -> Callable[[Any], Iterable[Any]]:
    """Return a function that returns what a collection or a dataclass holds, or nothing
    for any other class."""
    if is_dataclass(kind):
        return fields_reader(kind)
    if issubclass(kind, dict):
        return dict.values
    if issubclass(kind, COLLECTIONS):
        return iter
    return nothing


def fields_reader(kind: type) -> Callable[[Any], Iterable[Any]]:
    """Return a function that returns the values of a dataclass's fields."""
    names = [part.name for part in fields(kind)]
    if len(names) == 1:
        # With one name, it would return the value itself. With two, even the same, it
        # returns a tuple.
        names *= 2
    return attrgetter(*names)


def nothing(_: object) -> Iterable[Any]:
    return ()
