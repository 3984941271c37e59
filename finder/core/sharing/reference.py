"""Codes that people read aloud and type: ten symbols and a check symbol."""

import re
from collections.abc import Callable
from datetime import date
from unicodedata import normalize

from finder.core.rules.sentence import Sentence, SentenceError

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The symbols of a code: no 0, I, L, O or U, which look like others or make words.

There are 31, a prime, so that every single slip is detected.
"""
LENGTH = 10
LIKE_ONE = str.maketrans("IL", "11")
BETWEEN = re.compile(r"[\s\-_.‐‑‒–—−]+")


class Typo(SentenceError):
    """A typed text that cannot be a code, with a sentence for the person.

    It does not count as a failed attempt, because nothing was looked up.
    """


def new_code(choice: Callable[[str], str]) -> str:
    """Return a code that no one can guess, if `choice` (such as `secrets.choice`) is
    random."""
    body = "".join(choice(ALPHABET) for _ in range(LENGTH))
    return body + check_symbol(body)


def new_reference(day: date, choice: Callable[[str], str]) -> str:
    """Return a new reference for an intake of this day.

    The first symbol stands for the day, so that the database can store references of
    one day next to each other. The other nine are random if `choice` is.
    """
    first = ALPHABET[day.toordinal() % len(ALPHABET)]
    body = first + "".join(choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """Return the symbol that makes the weighted sum of the code 0 modulo 31.

    The weights fall from 11 to 2, and the weight of the check symbol is 1.
    """
    total = 0
    weights = range(LENGTH + 1, 1, -1)
    for weight, symbol in zip(weights, body, strict=True):
        total += weight * ALPHABET.index(symbol)
    return ALPHABET[-total % len(ALPHABET)]


def written(code: str) -> str:
    """Return the code as it is shown and printed: `7KQ2-M9XD-4TH`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read_code(typed: str) -> str:
    """Return the code that a person typed, in any case, with or without spaces and
    dashes. Raises Typo."""
    plain = normalize("NFKC", typed)
    symbols = BETWEEN.sub("", plain)
    code = symbols.upper().translate(LIKE_ONE)
    strange = [symbol for symbol in code if symbol not in ALPHABET]
    if strange:
        raise Typo(
            Sentence(
                "“%(symbol)s” is not in any code. Codes have no 0, O, or U. Please look again.",
                {"symbol": strange[0]},
            )
        )
    if len(code) != LENGTH + 1:
        raise Typo(
            Sentence(
                "A code has %(length)s letters and numbers. You typed %(typed)s. Please look again.",
                {"length": LENGTH + 1, "typed": len(code)},
            )
        )
    if check_symbol(code[:LENGTH]) != code[LENGTH]:
        raise Typo(
            Sentence(
                "One letter or number is not right, or two are swapped. Please look again."
            )
        )
    return code
