"""Create the tables, or migrate them to this version."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, column, inspect, select, table

from finder.store import desk_tables, directory_tables  # noqa: F401 - importing them registers their tables
from finder.store.engine import display_name, reading, writing
from finder.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

TURN = 7305  # any number, the same in every process
MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = table("alembic_version", column("version_num"))


class NewerSchema(Exception):
    """The database was made by a newer version of the app."""


class OlderSchema(Exception):
    """The database has the tables of an earlier version of the app."""


def migrate(engine: Engine) -> None:
    """Create or change the tables, all or nothing. Processes that start together take
    turns.

    Raises NewerSchema, DatabaseAway.
    """
    if is_current(engine):
        return
    from alembic import command
    from alembic.util import CommandError

    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
        try:
            command.upgrade(config_for(connection), "head")
        except CommandError as error:
            raise NewerSchema(
                f"{display_name(engine)} was made by a newer version of the app; "
                "install that version, or restore a backup"
            ) from error


def make_if_missing(engine: Engine) -> None:
    """Create the tables of an empty database, and leave all others unchanged.

    Raises OlderSchema, NewerSchema, DatabaseAway.
    """
    if is_current(engine):
        return
    if table_version(engine) is TableVersion.OLDER:
        raise OlderSchema(
            f"{display_name(engine)} has the tables of an earlier version of the app; to be able to go back, make a "
            "backup with that version first; then start this version, which changes the tables"
        )
    migrate(engine)


def is_current(engine: Engine) -> bool:
    """Return whether the tables are those of this version. Raises DatabaseAway.

    Most starts find them current. Alembic takes long to import, so this check does
    without it.
    """
    with reading(engine) as connection:
        if not inspect(connection).has_table(VERSIONS.name):
            return False
        revisions = connection.scalars(select(VERSIONS.c.version_num)).all()
    return revisions == [newest()]


def newest() -> str:
    """Return the newest revision. The file name of a migration begins with its
    revision."""
    files = MIGRATIONS.glob("versions/[0-9]*_*.py")
    return max(file.name.partition("_")[0] for file in files)


class TableVersion(StrEnum):
    """How the tables of a database compare with those of this version."""

    NONE = "none"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def table_version(engine: Engine) -> TableVersion:
    """Return which tables a database has, without changing them. Raises
    DatabaseAway."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        scripts = ScriptDirectory.from_config(config_for(connection))
    if found is None:
        return TableVersion.NONE
    if found == scripts.get_current_head():
        return TableVersion.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return TableVersion.OLDER if found in known else TableVersion.NEWER


def make_tables(connection: Connection, version: str) -> None:
    """Replace all tables with the empty tables of one version of the app. Raises
    NewerSchema."""
    from alembic import command
    from alembic.util import CommandError

    present = MetaData()
    present.reflect(connection)
    present.drop_all(connection)
    try:
        command.upgrade(config_for(connection), version)
    except CommandError as error:
        raise NewerSchema(
            "the backup was made by a newer version of the app; install that version, or use another backup"
        ) from error


def drift(engine: Engine) -> list[Any]:
    """Return the differences between the tables and the code, empty if there are
    none."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from finder.store import partial_indexes  # noqa: F401 - importing them registers them

    with reading(engine) as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def config_for(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
