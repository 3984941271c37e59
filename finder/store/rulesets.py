"""The versions of the rules that visits and intakes were begun with, kept as long as any of them needs theirs."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, union
from sqlalchemy.dialects import postgresql, sqlite

from finder.store.models import metadata, rules_version

FIND = select(rules_version.c.content).where(rules_version.c.version == bindparam("wanted"))
ADD = {
    "sqlite": sqlite.insert(rules_version).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(rules_version).on_conflict_do_nothing(),
}


def keep(connection: Connection, version: str, content: bytes, now: datetime) -> None:
    """Keep the content of a version, unless it is kept already."""
    if find(connection, version) is None:
        row = {"version": version, "content": content, "first_seen": now}
        connection.execute(ADD[connection.dialect.name], row)


def find(connection: Connection, version: str) -> bytes | None:
    content: bytes | None = connection.execute(FIND, {"wanted": version}).scalar()
    return content


def purge(connection: Connection) -> int:
    """Delete the versions that no row of any table names, and say how many."""
    naming = [table.c.rules_version for table in metadata.tables.values() if "rules_version" in table.c]
    needed = union(*(select(column) for column in naming))
    unneeded = delete(rules_version).where(rules_version.c.version.not_in(needed)).returning(rules_version.c.version)
    return len(connection.execute(unneeded).all())
