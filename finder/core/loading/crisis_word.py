"""The word that a text message to the crisis line must be, in a language."""

from dataclasses import replace

from finder.core.loading.entry import Entry
from finder.core.loading.placeholders import HELP_LINES
from finder.core.rules.advice import CrisisWords
from finder.core.rules.conditions import listed

CRISIS_LINE = "crisis_line"
LINES = tuple(name for name in HELP_LINES if name.endswith(("_line", "_text")))
"""The numbers that a text message can be sent to."""


def with_word_of_line(entry: Entry, crisis: CrisisWords) -> CrisisWords:
    """Return the texts of the crisis page without the word if another number than the
    crisis line needs it. Report a number that does not exist."""
    numbers = entry.reading.numbers
    is_known = crisis.start_line in LINES
    has_word = any(
        value for name, value in entry.data.items() if name.startswith("start_")
    )
    if has_word and not is_known:
        entry.wrong(
            f"start_line must name the number that start is sent to; use one of {listed(LINES)}"
        )
    if is_known and numbers[crisis.start_line] == numbers[CRISIS_LINE]:
        return crisis
    return replace(crisis, start="")
