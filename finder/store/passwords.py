"""Staff passwords: checks for passwords that are too easy to guess, and hashing."""

import re
from collections.abc import Callable
from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from finder.core.deciding.mistakes import mistake_in_length
from finder.core.rules.sentence import Sentence
from finder.store.random_code import letters_and_digits, random_code

LEAST = 15
MOST = 500
"""More than any password manager makes. The checks of a longer text would take long
enough to stop the app for others."""
LEAST_OWN = 8
RUN = 4
COMMONEST = 10_000
"""The number of leaked passwords that are refused."""
STARTING_GROUPS, STARTING_GROUP = 4, 5

ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertz",
    "azerty",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "abcdefghijklmnopqrstuvwxyz",
)
COMMON = (
    "pain",
    "specialist",
    "finder",
    "clinic",
    "doctor",
    "frontdesk",
    "password",
    "passphrase",
    "welcome",
    "letmein",
    "changeme",
    "secret",
    "admin",
    "administrator",
    "iloveyou",
    "trustno",
    "sunshine",
    "football",
    "baseball",
    "monkey",
    "dragon",
    "correcthorsebatterystaple",
    "thequickbrownfoxjumpsoverthelazydog",
    "maytheforcebewithyou",
    "tobeornottobethatisthequestion",
    "onceuponatime",
    "openthepodbaydoors",
    "iamthewalrus",
    "helloworld",
)
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$bXWr8nJeyOL9s6upkatZRQ$TLE2tPh6VQEjGMa2gkcf1f8RixU71tBmtcmSl6xPiF0"
"""A hash of discarded random bytes, so a wrong name takes as long to check as a wrong
password."""


def weakness(password: str, name: str) -> Sentence:
    """Return why a password is too easy to guess, and how to fix it. Empty if it is
    not."""
    text = normalize("NFKC", password)
    if len(text) < LEAST:
        return Sentence(
            "Use %(least)s characters or more. A few words that do not belong together are easy to remember.",
            {"least": LEAST},
        )
    if too_long := mistake_in_length(MOST, len(text)):
        return too_long
    if re.fullmatch(r"(.{1,8}?)\1+.{0,7}", text.casefold(), re.DOTALL):
        return Sentence("This repeats itself. Use words that differ.")
    if len(own_part(text, name)) < LEAST_OWN:
        return Sentence(
            "Others would try this: it is mostly well-known words, your name, or keys side by side. Use other words."
        )
    if is_common(text):
        return Sentence(
            "Many people use this password, or the words that it is made of. Use other words."
        )
    return Sentence()


def is_common(text: str) -> bool:
    """Return whether this is one or two of the most common passwords, whatever digits
    and symbols surround it."""
    plain = letters_and_digits(text)
    cores = {plain, plain.strip("0123456789")}
    known = most_common()
    return any(core in known or is_made_of_two(core, known) for core in cores)


def is_made_of_two(core: str, known: frozenset[str]) -> bool:
    for cut in range(1, len(core)):
        first = core[:cut]
        second = core[cut:]
        if first in known and second in known:
            return True
    return False


@cache
def most_common() -> frozenset[str]:
    """Return the passwords that leaked most often. Their package loads slowly, so it is
    imported only when first needed."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"][:COMMONEST])


def own_part(text: str, name: str) -> str:
    """Return a password without the words and keyboard rows that anyone would try."""
    left = letters_and_digits(text)
    known = filter(None, (*COMMON, letters_and_digits(name)))
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "\n")
    for row in ROWS:
        for line in (row, row[::-1]):
            left = without_runs(left, line)
    return left.replace("\n", "")


def without_runs(text: str, line: str) -> str:
    """Return the text without runs of four or more adjacent keys of this line of
    keys."""
    for length in range(len(line), RUN - 1, -1):
        for start in range(len(line) - length + 1):
            run = line[start : start + length]
            text = text.replace(run, "\n")
    return text


def hashed(password: str) -> str:
    """Return the hash to store for a password. It uses argon2id with the parameters
    that OWASP recommends."""
    return HASHER.hash(normalize("NFKC", password))


def matches(password: str, stored: str | None) -> bool:
    """Return whether this is the password. The check takes as long if nothing is
    stored."""
    try:
        return (
            HASHER.verify(stored or DUMMY_HASH, normalize("NFKC", password))
            and stored is not None
        )
    except (VerificationError, InvalidHashError):
        return False


def starting_password(choice: Callable[[str], str]) -> str:
    """Return a starting password that is easy to read aloud. Pass a random `choice`,
    such as `secrets.choice`."""
    return random_code(choice, STARTING_GROUPS, STARTING_GROUP)
