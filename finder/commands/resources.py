"""Resources of commands: the settings from the environment, the rules, and an open
database."""

import os
from datetime import UTC, datetime
from typing import BinaryIO

import click

from finder.config import Settings, local_time_of, settings_from
from finder.core.deciding.answers import BadAnswers, PatientAnswers, answers_from
from finder.core.deciding.strict_json import Unreadable, read_json
from finder.core.loading.load import load
from finder.core.loading.reading import WORKBOOK
from finder.core.rules.knowledge import Ruleset
from finder.local_time import LocalTime
from finder.secret_keys import secrets_of
from finder.store import clinics
from finder.store.engine import open_database
from finder.store.key_check import check_keys
from finder.store.migrate import make_if_missing
from finder.store.seal import Keys
from finder.store.transaction import Database


def settings() -> Settings:
    return settings_from(os.environ)


def the_local_time() -> LocalTime:
    return local_time_of(settings())


def the_rules() -> Ruleset:
    return load(settings().rules, numbers=settings().numbers)


def now() -> datetime:
    return datetime.now(UTC)


def the_keys() -> Keys:
    return Keys(secrets_of(settings()))


def the_database(*, make: bool = True) -> Database:
    """Return the database, with the tables of this version. With `make` off, a missing
    database is an error. Only a start changes earlier tables.

    Raises BadSetting, DatabaseAway, OlderSchema, NewerSchema, MissingKey.
    """
    engine = open_database(settings().database_url, make=make)
    keys = the_keys()
    make_if_missing(engine)
    check_keys(engine, keys)
    return Database(engine, keys)


CLINIC = click.option(
    "--clinic", "slug", default="", help="The slug of the clinic, if there are several."
)


def the_clinic(slug: str, *, make: bool = True) -> Database:
    """Return the database for the rows of the clinic with this slug. Without a slug,
    use the only clinic.

    Raises ClinicRefused, and what `the_database` raises.
    """
    database = the_database(make=make)
    with database.reading(now()) as transaction:
        if slug:
            found = clinics.named(transaction, slug)
        else:
            found = clinics.only_open_clinic(transaction)
    return database.of(found.id)


def answers_in(file: BinaryIO, ruleset: Ruleset) -> PatientAnswers:
    """Return the answers in a JSON file. Raises BadAnswers."""
    name, content = getattr(file, "name", "the input"), file.read()
    if content.startswith(WORKBOOK):
        raise BadAnswers([f"{name} is a workbook; save the answers as JSON"])
    try:
        data = read_json(content)
    except Unreadable as error:
        raise BadAnswers([f"{name} {error}"]) from None
    return answers_from(data, ruleset.questionnaire)
