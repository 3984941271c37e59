"""What every command is given: the settings of the environment, the rules, and a database that is ready."""

import os

from sqlalchemy import Engine

from finder.config import Settings, secrets_of, settings_from
from finder.core.knowledge import Ruleset
from finder.core.load import load
from finder.store.engine import open_database
from finder.store.migrate import migrate


def settings() -> Settings:
    return settings_from(os.environ)


def the_rules() -> Ruleset:
    return load(settings().rules, numbers=settings().numbers)


def the_database() -> Engine:
    """The database with the tables this version needs. Raises BadSetting, DatabaseAway, NewerSchema."""
    secrets_of(settings())
    engine = open_database(settings().database_url)
    migrate(engine)
    return engine
