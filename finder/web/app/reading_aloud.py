"""What a page may read aloud when other people can hear it. Lines that come from
private answers are marked. The page reads a marked line only when the person asks for
it."""

from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from finder.web.app.request_globals import request_globals

MARK, NO_MARK = Markup(" data-private"), Markup()
COLLECTIONS = (tuple, list, frozenset)


def may_be_heard(*shown: object) -> None:
    """Allow this page to read these texts aloud. Every other marked text stays
    silent."""
    request_globals().heard = texts_in(shown)


def texts_in(shown: object) -> frozenset[str]:
    """Return every text within these objects."""
    found: set[str] = set()
    left: list[Any] = [(shown,)]
    while left:
        for part in parts_of(left.pop()):
            if isinstance(part, str):
                found.add(part)
            else:
                left.append(part)
    return frozenset(found)


def parts_of(each: Any) -> Iterable[Any]:
    """Return what a collection or a dataclass holds, or nothing for any other value."""
    if isinstance(each, COLLECTIONS):
        return each
    if isinstance(each, dict):
        return each.values()
    return [getattr(each, name) for name in names_of(each.__class__)]


@cache
def names_of(kind: Hashable) -> tuple[str, ...]:
    """Return the field names of a dataclass, or none for any other class."""
    if not is_dataclass(kind):
        return ()
    return tuple(part.name for part in fields(kind))


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part with these texts, or no mark if anyone may hear them.
    On a page with private content, a part without texts is private."""
    heard = request_globals().heard
    if heard is None:
        return NO_MARK
    return NO_MARK if texts and heard.issuperset(texts) else MARK
