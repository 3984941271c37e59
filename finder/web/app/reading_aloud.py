"""What a page may read aloud when other people can hear it. Lines that come from
private answers are marked. The page reads a marked line only when the person asks for
it."""

from functools import lru_cache

from markupsafe import Markup

from finder.core.rules.advice import Advice
from finder.core.rules.knowledge import Background, Source
from finder.core.summarizing.referral import Referral, ReferralFact
from finder.core.summarizing.summary import Card
from finder.web.app.request_globals import request_globals
from finder.web.app.texts_within import NO_TEXTS, TextSet, TextSetOf, texts_within

MARK, NO_MARK = Markup(" data-private"), Markup()
ADVICES = 64
"""How many advices are cached with their texts. There is one for each version of the
rules, language and voice."""
NEVER_MARKED = (Background, Card, Referral, ReferralFact, Source)
"""What a summary holds and no page marks."""


def may_be_heard(*shown: object) -> None:
    """Allow this page to read these texts aloud. Every other marked text stays
    silent."""
    request_globals().heard = texts_within(shown, KNOWN)


@lru_cache(ADVICES)
def texts_of_advice(advice: Advice) -> TextSet:
    """Return every text of the advice. It is the same for everyone."""
    return texts_within(advice)


def no_texts(_: object) -> TextSet:
    return NO_TEXTS


KNOWN: dict[type, TextSetOf] = {
    Advice: texts_of_advice,
    **dict.fromkeys(NEVER_MARKED, no_texts),
}


def private_mark(*texts: str) -> Markup:
    """Return the mark of a part with these texts, or no mark if anyone may hear them.
    On a page with private content, a part without texts is private."""
    heard = request_globals().heard
    if heard is None:
        return NO_MARK
    if texts and heard.issuperset(texts):
        return NO_MARK
    return MARK
