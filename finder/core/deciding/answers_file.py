"""Strict JSON: refuse what two readers could understand differently."""

import json
from typing import Any


class Unreadable(Exception):
    """Content that is not the JSON we read. Its text says what the content is, and the cure: "is empty; ..."."""


def read_json(content: bytes) -> object:
    """Return the data in UTF-8 JSON. A byte order mark is ignored, as editors write one. Raises Unreadable."""
    text = decoded(content)
    try:
        data: object = json.loads(text, object_pairs_hook=with_names_once, parse_constant=refuse_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        raise Unreadable("is nested too deep; the answers are one object of texts, numbers and lists") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not valid JSON: {error}") from None
    except UnicodeEncodeError:
        raise Unreadable("holds half of a character, such as \\ud800 alone; write the whole character") from None
    except ValueError:
        raise Unreadable("holds a number with too many digits; every number here is from 0 to 10") from None
    return data


def decoded(content: bytes) -> str:
    if not content.strip():
        raise Unreadable("is empty; the answers are one JSON object")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8 text; save it as UTF-8") from None
    if "\0" in text:
        raise Unreadable("is not UTF-8 text; save it as UTF-8")
    return text


def with_names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; two values of one name would leave a reader to choose."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(f"names {json.dumps(name)} twice; give each question once")
        found[name] = value
    return found


def refuse_constant(name: str) -> object:
    raise Unreadable(f"holds {name}, which is not valid JSON; write a number, or leave the question out")
