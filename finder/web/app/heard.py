"""What a page may read aloud when other people can hear it. Lines that come from private answers are marked. The page
reads a marked line only when the person asks for it."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from finder.web.app.request_globals import request_globals

MARK = Markup(" data-private")


def may_be_heard(*shown: object) -> None:
    """Allow this page to read these texts aloud. Every other marked text stays silent."""
    request_globals().heard = texts_in(shown)


def texts_in(shown: object) -> frozenset[str]:
    """Return every text within these objects."""
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
    """Return the field names of a dataclass, or none for any other class."""
    if not is_dataclass(kind):
        return ()
    return tuple(part.name for part in fields(kind))


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part with these texts, or no mark if anyone may hear them. On a page with private content, a
    part without texts is private."""
    heard = request_globals().heard
    if heard is None:
        return Markup()
    return Markup() if texts and heard.issuperset(texts) else MARK
