"""What is known of a visit apart from its answers, where these are put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from finder.core.deciding.acknowledged import Acknowledgement, Acknowledgements
from finder.core.deciding.change import Change
from finder.core.deciding.taken_back import TakenBack

NOTHING: frozenset[Acknowledgement] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """`acknowledged` is what a person said of urgent advice, `taken_back` what was ticked and taken back, with its
    times as they are `here`; `changes` are single answers that would give another lead.
    `own_words_language` is empty where it is not known."""

    acknowledged: Acknowledgements = NOTHING
    taken_back: Sequence[TakenBack] = ()
    here: tzinfo = UTC
    own_words: str = ""
    own_words_language: str = ""
    show_treatments: bool = True
    changes: Sequence[Change] = ()


PLAIN = Context()
"""Nothing but the answers is known."""
