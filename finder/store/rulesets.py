"""Old versions of the rules, kept while a visit or an intake needs them."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, union
from sqlalchemy.dialects import postgresql, sqlite

from finder.store.desk_tables import intake
from finder.store.tables import rules_version, visit

NAMING = (visit, intake)

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
    """Delete the versions that no visit and no intake names, and say how many."""
    needed = union(*(select(table.c.rules_version) for table in NAMING))
    unneeded = delete(rules_version).where(rules_version.c.version.not_in(needed)).returning(rules_version.c.version)
    return len(connection.execute(unneeded).all())
