"""The number of a US clinician (NPI), whose last digit is a check digit."""

import re

LUHN_PREFIX = "80840"
SHAPE = re.compile(r"[12]\d{9}", re.ASCII)


def is_npi(text: str) -> bool:
    """Return whether a text is an NPI: ten digits that end in a Luhn check digit over
    the prefix of US health care."""
    if not SHAPE.fullmatch(text):
        return False
    return luhn_sum(LUHN_PREFIX + text) % 10 == 0


def with_check_digit(first_nine: str) -> str:
    """Return the NPI that begins with these nine digits."""
    sum_so_far = luhn_sum(f"{LUHN_PREFIX}{first_nine}0")
    check_digit = -sum_so_far % 10
    return f"{first_nine}{check_digit}"


def luhn_sum(text: str) -> int:
    """Return the Luhn sum of these digits. It is a multiple of 10 if the check digit is
    right."""
    digits = [int(digit) for digit in reversed(text)]
    total = sum(digits[::2])
    for digit in digits[1::2]:
        total += sum(divmod(2 * digit, 10))
    return total
