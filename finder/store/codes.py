"""One-time codes from an authenticator app, and recovery codes for a lost phone."""

import hmac
from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, SECONDS = 6, 30
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_HALF = 8, 5
SYMBOLS = "23456789abcdefghjkmnpqrstvwxyz"
SLACK = (0, -1, 1)
"""Clocks differ, so the code before and the code after count, too."""
FAR_AHEAD = 10
"""Steps. If the last used step is further ahead than this (five minutes), the clock was
set back since."""


def totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), SECONDS, enforce_key_length=False)  # noqa: S303 - what every app supports


def used_step(secret: bytes, typed: str, now: datetime, last: int) -> int:
    """Return the time step of a correct code that is newer than the last used code, 0
    for any other text.

    If the clock was set back since the last code was used, that code blocks no other.
    """
    code = "".join(typed.split()).encode()
    newest_used = 0 if last > far_ahead(now) else last
    newer = [step for step in steps(now) if step > newest_used]
    for step in newer:
        expected = totp(secret).generate(step * SECONDS)
        if hmac.compare_digest(expected, code):
            return step
    return 0


def steps(now: datetime) -> list[int]:
    """Return the time steps of the codes that count now."""
    current = int(now.timestamp()) // SECONDS
    return [current + slack for slack in SLACK]


def far_ahead(now: datetime) -> int:
    """Return the newest step that a correct clock can have used."""
    newest = max(steps(now))
    return newest + FAR_AHEAD


def address_for_app(secret: bytes, name: str) -> str:
    """Return the address that the QR code holds for the authenticator app."""
    return totp(secret).get_provisioning_uri(name, "Pain specialist finder")


def recovery_codes(choice: Callable[[str], str]) -> tuple[str, ...]:
    def half() -> str:
        symbols = [choice(SYMBOLS) for _ in range(RECOVERY_HALF)]
        return "".join(symbols)

    return tuple(f"{half()}-{half()}" for _ in range(RECOVERY_CODES))


def plain_code(typed: str) -> str:
    """Return the letters and digits of a typed recovery code, in lower case."""
    symbols = filter(str.isalnum, typed.casefold())
    return "".join(symbols)
