"""What a page may read aloud where others hear it. What private answers brought about is marked, and the page reads it
only when the person asks for that line."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from finder.web.app.request_globals import request_globals

MARK = Markup(" data-private")


def may_be_heard(*shown: object) -> None:
    """Let this page read these aloud, and nothing else that it marks."""
    request_globals().heard = texts_in(shown)


def texts_in(shown: object) -> frozenset[str]:
    """Return every text of what is shown."""
    found: list[str] = []
    left: list[Any] = [shown]
    while left:
        each = left.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, tuple | list | frozenset):
            left += each
        elif isinstance(each, dict):
            left += each.values()
        else:
            left += [getattr(each, name) for name in names_of(each.__class__)]
    return frozenset(found)


@cache
def names_of(kind: Hashable) -> tuple[str, ...]:
    """Return the fields of a dataclass; none for any other class."""
    if not is_dataclass(kind):
        return ()
    return tuple(part.name for part in fields(kind))


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part that holds one of these texts, empty where everybody may hear them. A part without
    texts is private on every page that has something to keep."""
    heard = request_globals().heard
    if heard is None:
        return Markup()
    return Markup() if texts and heard.issuperset(texts) else MARK
