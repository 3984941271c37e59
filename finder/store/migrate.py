"""Bring the database's tables to the form that this code needs."""

from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import Engine

from finder.store.engine import writing

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The database was used by a newer version of the app."""


def migrate(engine: Engine) -> None:
    """Make or upgrade the tables; nothing happens where all is done. Raises DatabaseAway, NewerSchema."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if revision(connection) not in known | {None}:
            raise NewerSchema("the database is newer than this app; install the newer app, or restore an older backup")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


LOCK = 20261124


def revision(connection: Connection) -> str | None:
    """The migration that the database stands at."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
