"""Encrypt and decrypt the columns of an intake, each bound to its row and its name."""

import logging
from typing import Any

from sqlalchemy import Row

from finder.store.seal import Keys, Tampered

log = logging.getLogger("finder.store")

TABLE = "intake"
SUFFIX = "_sealed"
"""The end of the name of an encrypted column."""


def seal(keys: Keys, key: str, name: str, plain: bytes) -> bytes:
    """Return the encrypted bytes for a column of the intake with this key."""
    return keys.seal(plain, table=TABLE, row=key.encode(), field=name)


def unseal(keys: Keys, row: Row[Any], column: str) -> bytes:
    """Return the decrypted column, empty if it has no value. Raises Tampered."""
    sealed = getattr(row, column)
    if not sealed:
        return b""
    name = column.removesuffix(SUFFIX)
    return keys.unseal(sealed, table=TABLE, row=row.key.encode(), field=name)


def unseal_or_none(keys: Keys, row: Row[Any], column: str) -> bytes | None:
    """Return the decrypted column, empty if it has no value, or None if it cannot be
    decrypted."""
    try:
        return unseal(keys, row, column)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all
        return None
