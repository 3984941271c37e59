"""What a page may read aloud when other people can hear it. Lines that come from
private answers are marked. The page reads a marked line only when the person asks for
it."""

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from finder.core.rules.advice import Advice
from finder.core.rules.knowledge import Background, Source
from finder.core.summarizing.referral import Referral, ReferralFact
from finder.core.summarizing.summary import Card
from finder.web.app.request_globals import request_globals

MARK, NO_MARK = Markup(" data-private"), Markup()
COLLECTIONS = (tuple, list, frozenset)
ADVICES = 64
"""How many advices are cached with their texts. There is one for each version of the
rules, language and voice."""
NEVER_MARKED = (Background, Card, Referral, ReferralFact, Source)
"""What a summary holds and no page marks."""


def may_be_heard(*shown: object) -> None:
    """Allow this page to read these texts aloud. Every other marked text stays
    silent."""
    request_globals().heard = texts_in(shown)


def texts_in(shown: object) -> frozenset[str]:
    """Return every text within these objects."""
    found: set[str] = set()
    left: list[Any] = [(shown,)]
    while left:
        each = left.pop()
        for part in reader_of(each.__class__)(each):
            if isinstance(part, str):
                found.add(part)
            elif isinstance(part, Advice):
                found |= texts_of(part)
            elif part:
                left.append(part)
    return frozenset(found)


@lru_cache(ADVICES)
def texts_of(advice: Advice) -> frozenset[str]:
    """Return every text of the advice. It is the same for everyone."""
    read = reader_of(Advice)
    return texts_in(tuple(read(advice)))


@cache
def reader_of(kind: type) -> Callable[[Any], Iterable[Any]]:
    """Return a function that returns what a collection or a dataclass holds, or nothing
    for any other class and for those that pages never mark."""
    if kind in NEVER_MARKED:
        return nothing
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


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part with these texts, or no mark if anyone may hear them.
    On a page with private content, a part without texts is private."""
    heard = request_globals().heard
    if heard is None:
        return NO_MARK
    if texts and heard.issuperset(texts):
        return NO_MARK
    return MARK
