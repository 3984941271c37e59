"""Turn data of JSON into dataclasses, tuples and sentences, and check every type."""

from collections.abc import Sequence
from dataclasses import is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from finder.core.rules.sentence import Sentence


def typed_value(kind: Any, value: Any, where: str) -> Any:
    """Return a value of this type from data of JSON. Raises ValueError if the data has
    another shape."""
    if kind is Sentence:
        return sentence(value, where)
    if is_dataclass(kind) and isinstance(kind, type):
        return dataclass_from(kind, value, where)
    origin = get_origin(kind)
    if origin is None:
        return of_kind(kind, value, where)
    if origin is tuple:
        return tuple_from(get_args(kind), value, where)
    if origin is UnionType:
        return value_or_none(kind, value, where)
    return of_kind(dict, value, where)


def value_or_none(kind: Any, value: Any, where: str) -> Any:
    """Return None, or a value of the first type of a union."""
    if value is None:
        return None
    inner, _ = get_args(kind)
    return typed_value(inner, value, where)


def dataclass_from(kind: type, value: Any, where: str) -> Any:
    data = of_kind(dict, value, where)
    hints = get_type_hints(kind)
    if data.keys() != hints.keys():
        keys = ", ".join(hints)
        raise ValueError(f"{where} must have exactly the keys {keys}")
    parts = {}
    for name, hint in hints.items():
        part = data[name]
        parts[name] = typed_value(hint, part, name)
    return kind(**parts)


def tuple_from(kinds: Sequence[Any], value: Any, where: str) -> tuple[Any, ...]:
    """Return a tuple from data of JSON. It may have any length if its type ends in an
    ellipsis."""
    values = of_kind(list, value, where)
    if kinds[-1] is ...:
        kinds = [kinds[0]] * len(values)
    if len(kinds) != len(values):
        raise ValueError(f"{where} must have {len(kinds)} entries each")
    parts = []
    for kind, part in zip(kinds, values, strict=True):
        typed = typed_value(kind, part, where)
        parts.append(typed)
    return tuple(parts)


def sentence(value: Any, where: str) -> Sentence:
    """Return a sentence from data of JSON. Raises ValueError if its words and values do
    not fit."""
    data = of_kind(dict, value, where)
    if data.keys() != {"words", "values"}:
        raise ValueError(f"{where} must have exactly the keys words, values")
    words = of_kind(str, data["words"], where)
    values = of_kind(dict, data["values"], where)
    try:
        return Sentence(words, values)
    except (KeyError, ValueError, TypeError):
        raise ValueError(f"{where} has values that its words do not name") from None


def of_kind(kind: type, value: Any, where: str) -> Any:
    """Return the value. Raises ValueError if it is not exactly of this kind."""
    if type(value) is not kind:
        raise ValueError(f"{where} must be of the kind {kind.__name__}")
    return value
