"""The word that a text message to the crisis line must be, in a language."""

from dataclasses import replace

from finder.core.loading.entry import Entry
from finder.core.loading.placeholders import HELP_LINES
from finder.core.rules.advice import CrisisWords

CRISIS_LINE = "crisis_line"


def with_word_of_line(entry: Entry, crisis: CrisisWords) -> CrisisWords:
    """Return the texts of the crisis page without the word if another number than the
    crisis line needs it. Report a number that does not exist."""
    numbers = entry.reading.numbers
    is_known = crisis.start_line in HELP_LINES
    is_named = bool(crisis.start or crisis.start_line)
    if is_named and not is_known:
        known = ", ".join(sorted(HELP_LINES))
        entry.wrong(
            f"start_line must name the number that start is sent to; use one of {known}"
        )
    if is_known and numbers[crisis.start_line] == numbers[CRISIS_LINE]:
        return crisis
    return replace(crisis, start="")
