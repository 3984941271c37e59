"""Check whether the database can be written."""

import secrets

from finder.store import reloadable_pages
from finder.store.transaction import Transaction

TOKEN_BYTES = 32


def write(transaction: Transaction) -> None:
    """Insert a row and delete it in the same transaction, so the engine must write and
    nothing is left."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    reloadable_pages.keep(transaction, token, b"", transaction.now)
    reloadable_pages.end(transaction, token)
