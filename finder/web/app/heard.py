"""What a page may read aloud where others hear it. What private answers brought about is marked, and the page reads it
only when the person asks for that line."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from flask import g
from markupsafe import Markup

MARK = Markup(" data-private")


def may_be_heard(*shown: object) -> None:
    """Let this page read these aloud, and nothing else that it marks."""
    g.heard = frozenset(texts_in(shown))


def texts_in(shown: object) -> Iterator[str]:
    """Yield every text of what is shown."""
    if isinstance(shown, str):
        yield shown
    elif is_dataclass(shown) and not isinstance(shown, type):
        for part in fields(shown):
            yield from texts_in(getattr(shown, part.name))
    elif isinstance(shown, Mapping):
        yield from texts_in(tuple(shown.values()))
    elif isinstance(shown, tuple | list | frozenset):
        for each in shown:
            yield from texts_in(each)


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part that holds one of these texts, empty where everybody may hear them. A part without
    texts is private on every page that has something to keep."""
    heard: frozenset[str] | None = g.get("heard")
    if heard is None:
        return Markup()
    return Markup() if texts and heard.issuperset(texts) else MARK
