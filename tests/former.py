"""Audit entries as earlier versions kept them: with a sentence where an id stands now."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from finder.store import audit
from finder.store.acts import Act
from finder.store.seal import Keys


def record_sentence(
    connection: Connection, keys: Keys, now: datetime, who: str, sentence: str, intake: bytes | None = None
) -> None:
    audit.record(connection, keys, now, who, cast("Act", sentence), intake=intake)
