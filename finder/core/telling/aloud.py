"""Text as somebody says it on the phone: no asides, no signs, and codes letter by letter."""

import re
from collections.abc import Mapping

ASIDE = re.compile(r"\s*\([^()]*\)")
SIGNS: Mapping[str, str] = {" & ": " and ", "; ": ", "}
LETTERS: Mapping[str, str] = {
    "A": "Alfa", "B": "Bravo", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot", "G": "Golf", "H": "Hotel",
    "J": "Juliett", "K": "Kilo", "M": "Mike", "N": "November", "P": "Papa", "Q": "Quebec", "R": "Romeo",
    "S": "Sierra", "T": "Tango", "V": "Victor", "W": "Whiskey", "X": "X-ray", "Y": "Yankee", "Z": "Zulu",
}  # fmt: skip
"""The words that people know from spelling on the phone."""


def aloud(text: str) -> str:
    """Return the text without what stands in parentheses, and with words for signs."""
    found = ASIDE.sub("", text)
    for sign, words in SIGNS.items():
        found = found.replace(sign, words)
    return found


def spelled(code: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the symbols of a code in the groups in which it is written, each letter with the word that spells it."""
    return tuple(tuple((symbol, LETTERS.get(symbol, "")) for symbol in group) for group in code.split("-"))
