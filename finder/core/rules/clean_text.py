"""Text as people type it, made safe to store and to show."""

import re
from unicodedata import category

LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that reverse the direction of the text after them, so that it can be
misread."""
HALF_SIGN = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"
UNSEEN = ("C", "Z")
"""The categories of characters that show nothing by themselves."""


def clean(text: str) -> str:
    """Return the text with plain line ends, and without marks that change the writing
    direction.

    Every other control character becomes a space. Characters that join letters and
    emoji stay. Text that shows nothing becomes empty.
    """
    lines = LINE_END.sub("\n", text)
    straight = TURNING.sub("", lines)
    whole = HALF_SIGN.sub(REPLACEMENT, straight)
    plain = "".join(map(space_if_control, whole)).strip()
    return plain if shows_something(plain) else ""


def space_if_control(sign: str) -> str:
    """Return a space for a control character other than a line end, and any other
    character as it is."""
    is_control = category(sign) == "Cc" and sign != "\n"
    return " " if is_control else sign


def turns_writing(text: str) -> bool:
    """Return whether a text has marks that change the writing direction, which `clean`
    removes."""
    return TURNING.search(text) is not None


def shows_something(text: str) -> bool:
    """Return whether a text has a character that can be seen."""
    return any(category(sign)[0] not in UNSEEN for sign in text)
