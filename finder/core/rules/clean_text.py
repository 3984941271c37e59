"""Text as people type it, made safe to keep and to show."""

import re
from unicodedata import category

LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that make the text after them run the other way, so that it can read as something else."""
HALF_SIGN = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"
UNSEEN = ("C", "Z")
"""The categories of signs that show nothing by themselves."""


def clean(text: str) -> str:
    """Return the text with plain line ends, a space for every other control character, and no mark that turns the
    direction of writing. What joins letters and emoji stays. Text that shows nothing is empty."""
    lines = LINE_END.sub("\n", text)
    straight = HALF_SIGN.sub(REPLACEMENT, TURNING.sub("", lines))
    plain = "".join(" " if sign != "\n" and category(sign) == "Cc" else sign for sign in straight).strip()
    return plain if shows_something(plain) else ""


def turns_writing(text: str) -> bool:
    """Tell whether `clean` leaves out marks that turn the direction of writing."""
    return TURNING.search(text) is not None


def shows_something(text: str) -> bool:
    return any(category(sign)[0] not in UNSEEN for sign in text)
