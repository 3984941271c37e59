"""Apps for tests. The parts that all apps share are made once: rules, texts of a
clinic, templates, addresses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from finder.config import OTHER_LINES, Settings
from finder.paths import RULES
from finder.store import passwords
from finder.web import create_app
from finder.web.app.compiling import TranslatedEnvironment
from finder.web.app.rules_in_use import LoadedRules, RulesInUse
from finder.web.app.served_rules import ClinicTexts
from finder.web.app.state import NAME, State, utc_now
from tests.migrated import make_tables

IN_RULES = ("rules", "translations", "emergency_number", "crisis_line", *OTHER_LINES)
"""The settings that loaded rules depend on."""
OF_A_CLINIC = ("clinic", "intake_days")
"""The settings that a clinic's texts depend on."""


def make_app(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    *,
    lasting: tuple[Path, ...] = (),
) -> Flask:
    """Return an app without tables. The rules are loaded once for folders that no test
    changes: the shipped one, and those in `lasting`."""
    if settings.rules in {RULES, *lasting}:
        app = create_app(settings, now, loaded(only(settings, IN_RULES)))
        state: State = app.extensions[NAME]
        app.extensions[NAME] = replace(
            state, words=words(only(settings, IN_RULES + OF_A_CLINIC))
        )
    else:
        app = create_app(settings, now)
    assert isinstance(app.jinja_env, TranslatedEnvironment)
    for environment in (app.jinja_env, *app.jinja_env.made.values()):
        environment.bytecode_cache = COMPILED
    return app


@contextmanager
def app_of(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    *,
    lasting: tuple[Path, ...] = (),
) -> Iterator[Flask]:
    """Yield an app with a new database."""
    app = make_app(settings, now, lasting=lasting)
    engine = app.extensions[NAME].engine
    make_tables(engine)
    yield app
    engine.dispose()


def only(settings: Settings, names: tuple[str, ...]) -> Settings:
    """Return settings with only these values, and defaults otherwise."""
    return Settings(**{name: getattr(settings, name) for name in names})


@cache
def loaded(settings: Settings) -> LoadedRules:
    """Return the loaded rules for these settings, loaded once."""
    return RulesInUse(settings).loaded


@cache
def words(settings: Settings) -> ClinicTexts:
    """Return the texts of a clinic, with a cache of filled rules."""
    return ClinicTexts(settings)


class Compiled(BytecodeCache):
    """The compiled code of each template in each language."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType | None] = {}
        self.catalogs: dict[int, NullTranslations] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        assert isinstance(environment, TranslatedEnvironment)
        catalog = environment.translations
        self.catalogs[id(catalog)] = (
            catalog  # stored, so that no other catalog gets its id
        )
        bucket = Bucket(
            environment,
            f"{id(catalog)} {name} {filename}",
            self.get_source_checksum(source),
        )
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()
SHIPPED = {"HASHER": passwords.HASHER, "DUMMY_HASH": passwords.DUMMY_HASH}
"""The app's own password hashing. The tests of the store check its cost."""
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def without_repeated_work(patch: pytest.MonkeyPatch) -> None:
    """Compile each address once, and hash passwords at the lowest cost."""
    patch.setattr(passwords, "HASHER", QUICK)
    patch.setattr(passwords, "DUMMY_HASH", QUICK.hash("a password that nobody has"))
    patch.setattr(Rule, "_compile_builder", compiled_once(Rule._compile_builder))


def compiled_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that compiles an address rule once. The compiled code does not
    depend on the app."""
    codes: dict[tuple[object, ...], Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
        if key not in codes:
            codes[key] = compile_builder(rule, append_unknown)
        return codes[key]

    return builder
