"""What commands share: the settings of the environment, the rules, and a database that is ready."""

import json
import os
from typing import TextIO

from sqlalchemy import Engine

from finder.config import Settings, local_time_of, secrets_of, settings_from
from finder.core.deciding.answers import BadAnswers, Told, answers_from
from finder.core.loading.files import WORKBOOK
from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.local_time import LocalTime
from finder.store.engine import open_database
from finder.store.locked import check_keys
from finder.store.migrate import migrate
from finder.store.seal import Keys


def settings() -> Settings:
    return settings_from(os.environ)


def the_local_time() -> LocalTime:
    return local_time_of(settings())


def the_rules() -> Ruleset:
    return load(settings().rules, numbers=settings().numbers)


def the_database() -> Engine:
    """The database with the tables this version needs. Raises BadSetting, DatabaseAway, NewerSchema, KeyGone."""
    keys = Keys(secrets_of(settings()))
    engine = open_database(settings().database_url)
    migrate(engine)
    check_keys(engine, keys)
    return engine


def what_it_is(error: ValueError) -> str:
    """What a file is that cannot be read as JSON."""
    content = error.object if isinstance(error, UnicodeDecodeError) else b""
    return "a workbook; save the answers as JSON" if content.startswith(WORKBOOK) else f"not valid JSON: {error}"


def told_in(file: TextIO, ruleset: Ruleset) -> Told:
    """The answers in a file of JSON. Raises BadAnswers."""
    try:
        data = json.load(file)
    except ValueError as error:
        raise BadAnswers([f"{file.name} is {what_it_is(error)}"]) from None
    return answers_from(data, ruleset.questionnaire)
