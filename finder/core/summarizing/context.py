"""What a summary knows about a visit apart from its answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from finder.core.deciding.acknowledged import Acknowledgement, Acknowledgements
from finder.core.deciding.taken_back import TakenBack

NOTHING: frozenset[Acknowledgement] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a visit apart from its answers.

    `acknowledged` is what the person answered to urgent advice. `taken_back` are red
    flags that were taken back, and `here` is the time zone for their times.
    `own_words_language` is "" if unknown.
    """

    acknowledged: Acknowledgements = NOTHING
    taken_back: Sequence[TakenBack] = ()
    here: tzinfo = UTC
    own_words: str = ""
    own_words_language: str = ""
    show_treatments: bool = True


PLAIN = Context()
"""Nothing but the answers is known."""
