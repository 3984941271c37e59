"""One-time codes from an authenticator app, and recovery codes for a lost phone."""

import hmac
from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from finder.store.random_code import random_code

ISSUER = "Pain specialist finder"
"""The name of the account in the authenticator app."""
DIGITS, SECONDS = 6, 30
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_HALF = 8, 5
SLACK = (0, -1, 1)
"""Clocks differ, so the code before and the code after count, too."""
FAR_AHEAD = 10
"""Steps. If the last used step is further ahead than this (five minutes), the clock was
set back since."""


def totp(secret: bytes) -> TOTP:
    """Return the generator of the codes that belong to a secret."""
    algorithm = SHA1()  # noqa: S303 - what every app supports
    return TOTP(
        secret,
        length=DIGITS,
        algorithm=algorithm,
        time_step=SECONDS,
        enforce_key_length=False,
    )


def used_step(secret: bytes, typed: str, now: datetime, last: int) -> int:
    """Return the time step of a correct code that is newer than the last used code, 0
    for any other text.

    If the clock was set back since the last code was used, that code blocks no other.
    """
    typed_code = "".join(typed.split()).encode()
    clock_was_set_back = last > far_ahead(now)
    newest_used = 0 if clock_was_set_back else last
    generator = totp(secret)
    for step in steps(now):
        if step <= newest_used:
            continue
        code = generator.generate(step * SECONDS)
        if hmac.compare_digest(code, typed_code):
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
    generator = totp(secret)
    return generator.get_provisioning_uri(name, ISSUER)


def recovery_codes(choice: Callable[[str], str]) -> tuple[str, ...]:
    """Return new recovery codes, of symbols that `choice` picks."""
    codes = [random_code(choice, 2, RECOVERY_HALF) for _ in range(RECOVERY_CODES)]
    return tuple(codes)
