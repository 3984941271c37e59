"""Telephone numbers as people write them."""

import re

NUMBER = r"\+?[0-9 ().\-/\u2010-\u2015\u00a0]+"
AFTER_IT = r"(?:,? ?(?:x|ext\.?|extension) ?[0-9]{1,6})?"
WRITTEN = re.compile(NUMBER + AFTER_IT, re.IGNORECASE)
EXTENSION = re.compile(r"(?:x|ext).*", re.IGNORECASE)
FEWEST, MOST = 7, 15
"""The fewest and the most digits of a number that can be called."""
LONGEST = 40


def dialed(text: str) -> str:
    """Return the digits to dial, with a leading plus if there is one, and without an
    extension."""
    number = EXTENSION.sub("", text).strip()
    digits = re.sub("[^0-9]", "", number)
    return f"+{digits}" if number.startswith("+") else digits


def is_phone(text: str) -> bool:
    """Return whether a text can be a telephone number."""
    if len(text) > LONGEST or not WRITTEN.fullmatch(text.strip()):
        return False
    digits = dialed(text).lstrip("+")
    return FEWEST <= len(digits) <= MOST
