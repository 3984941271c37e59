"""Old versions of the rules, kept while a visit or an intake needs them."""

from sqlalchemy import bindparam, delete, select, union
from sqlalchemy.dialects import postgresql, sqlite

from finder.store.desk_tables import intake
from finder.store.tables import rules_version, visit
from finder.store.transaction import Transaction

NAMING = (visit, intake)

FIND = select(rules_version.c.content).where(rules_version.c.version == bindparam("wanted"))
ADD = {
    "sqlite": sqlite.insert(rules_version).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(rules_version).on_conflict_do_nothing(),
}


def keep(transaction: Transaction, version: str, content: bytes) -> None:
    """Keep the content of a version, unless it is kept already."""
    if find(transaction, version) is None:
        row = {"version": version, "content": content, "first_seen": transaction.now}
        transaction.connection.execute(ADD[transaction.connection.dialect.name], row)


def find(transaction: Transaction, version: str) -> bytes | None:
    content: bytes | None = transaction.connection.execute(FIND, {"wanted": version}).scalar()
    return content


def purge(transaction: Transaction) -> int:
    """Delete the versions that no visit and no intake names, and say how many."""
    needed = union(*(select(table.c.rules_version) for table in NAMING))
    unneeded = delete(rules_version).where(rules_version.c.version.not_in(needed)).returning(rules_version.c.version)
    return len(transaction.connection.execute(unneeded).all())
