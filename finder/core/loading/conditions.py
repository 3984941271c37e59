"""Read a condition from an entry of a TOML file."""

from finder.core.loading.entry import Entry
from finder.core.rules.conditions import ALWAYS, Condition, Vocabulary, parse_condition


def condition(entry: Entry, key: str, vocabulary: Vocabulary) -> Condition:
    """Return the condition under a key, or `always` if the key is missing."""
    if not entry.has(key):
        return ALWAYS
    return parse_condition(entry.take(key, str), vocabulary, entry.wrong)
