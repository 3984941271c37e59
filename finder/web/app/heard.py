"""What a page may read aloud where others hear it. What private answers brought about is marked, and the page reads it
only when the person asks for that line."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from flask import g
from markupsafe import Markup

MARK = Markup(" data-private")


def may_be_heard(*told: object) -> None:
    """Let this page read these aloud, and nothing else that it marks."""
    g.heard = frozenset(texts_in(told))


def texts_in(told: object) -> Iterator[str]:
    """Yield every text of what is told."""
    if isinstance(told, str):
        yield told
    elif is_dataclass(told) and not isinstance(told, type):
        for part in fields(told):
            yield from texts_in(getattr(told, part.name))
    elif isinstance(told, Mapping):
        yield from texts_in(tuple(told.values()))
    elif isinstance(told, tuple | list | frozenset):
        for each in told:
            yield from texts_in(each)


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part that holds one of these texts, empty where everybody may hear them. A part without
    texts is private on every page that has something to keep."""
    heard: frozenset[str] | None = g.get("heard")
    if heard is None:
        return Markup()
    return Markup() if texts and heard.issuperset(texts) else MARK
