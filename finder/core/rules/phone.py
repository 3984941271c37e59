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
    number = EXTENSION.sub("", text)
    return "+" * number.strip().startswith("+") + re.sub("[^0-9]", "", number)


def is_phone(text: str) -> bool:
    """Return whether a text can be a telephone number."""
    is_written = len(text) <= LONGEST and WRITTEN.fullmatch(text.strip()) is not None
    return is_written and FEWEST <= len(dialed(text).lstrip("+")) <= MOST
