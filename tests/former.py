"""Audit entries as earlier versions stored them: with a sentence instead of an id."""

from typing import cast

from finder.store import audit
from finder.store.acts import Act
from finder.store.transaction import Transaction


def record_sentence(
    transaction: Transaction, who: str, sentence: str, intake: bytes | None = None
) -> None:
    audit.record(transaction, who, cast("Act", sentence), intake=intake)
