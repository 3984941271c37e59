"""Strict JSON: refuse content that two readers could understand differently."""

import json
from typing import Any


class Unreadable(Exception):
    """Content that is not the JSON that we read. The text says what is wrong, and
    how to fix it: "is empty; ..."."""


def read_json(content: bytes) -> object:
    """Return the data in UTF-8 JSON. A byte order mark, which editors write, is
    ignored. Raises Unreadable."""
    text = decoded(content)
    try:
        data: object = json.loads(
            text, object_pairs_hook=with_names_once, parse_constant=refuse_constant
        )
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        raise Unreadable(
            "is nested too deep; the answers are one object of texts, numbers and lists"
        ) from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not valid JSON: {error}") from None
    except UnicodeEncodeError:
        raise Unreadable(
            "contains half of a character, such as \\ud800 alone; write the whole character"
        ) from None
    except ValueError:
        raise Unreadable(
            "contains a number with too many digits; every number here is from 0 to 10"
        ) from None
    return data


def decoded(content: bytes) -> str:
    """Return the text of UTF-8 content. Raises Unreadable."""
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
    """Return the object. Raises Unreadable if a name occurs twice, since readers may
    choose either value."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(
                f"contains {json.dumps(name)} twice; write each question once"
            )
        found[name] = value
    return found


def refuse_constant(name: str) -> object:
    """Raise Unreadable for NaN and Infinity, which are not JSON."""
    raise Unreadable(
        f"contains {name}, which is not valid JSON; write a number, or leave the question out"
    )
