"""Text as people say it on the phone: no asides, words for symbols, and codes letter by
letter."""

import re
from collections.abc import Mapping

ASIDE = re.compile(r"\s*\([^()]*\)")
SIGNS: Mapping[str, str] = {" & ": " and ", "; ": ", "}
LETTERS: Mapping[str, str] = {
    "A": "Alfa",
    "B": "Bravo",
    "C": "Charlie",
    "D": "Delta",
    "E": "Echo",
    "F": "Foxtrot",
    "G": "Golf",
    "H": "Hotel",
    "J": "Juliett",
    "K": "Kilo",
    "M": "Mike",
    "N": "November",
    "P": "Papa",
    "Q": "Quebec",
    "R": "Romeo",
    "S": "Sierra",
    "T": "Tango",
    "V": "Victor",
    "W": "Whiskey",
    "X": "X-ray",
    "Y": "Yankee",
    "Z": "Zulu",
}
"""The words that people use to spell on the phone. Codes have no I, L, O or U."""


def aloud(text: str) -> str:
    """Return the text without parentheses and what they hold, and with words for
    symbols."""
    found = ASIDE.sub("", text)
    for sign, words in SIGNS.items():
        found = found.replace(sign, words)
    return found


def spelled(code: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the groups of a code, with the symbols of each. A letter comes with the
    word that spells it."""
    return tuple(
        tuple((symbol, LETTERS.get(symbol, "")) for symbol in group)
        for group in code.split("-")
    )
