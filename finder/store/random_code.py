"""Random codes that people read aloud and type: recovery codes and starting
passwords."""

from collections.abc import Callable

SYMBOLS = "23456789abcdefghjkmnpqrstvwxyz"
"""The digits and letters that are hard to take for one another."""


def random_code(choice: Callable[[str], str], groups: int, length: int) -> str:
    """Return groups of this many random symbols each, joined by hyphens. Pass a random
    `choice`, such as `secrets.choice`."""
    parts = []
    for _ in range(groups):
        symbols = [choice(SYMBOLS) for _ in range(length)]
        parts.append("".join(symbols))
    return "-".join(parts)


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of a typed text, in lower case."""
    symbols = filter(str.isalnum, text.casefold())
    return "".join(symbols)
