"""What one running app holds: settings, rules, database, keys and clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import Engine

from finder.config import Settings
from finder.core.knowledge import Ruleset
from finder.store.seal import Keys
from finder.web.forms import PageForm

NAME = "finder"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class State:
    settings: Settings
    ruleset: Ruleset
    engine: Engine
    keys: Keys
    forms: Mapping[str, type[PageForm]]
    now: Callable[[], datetime] = utc_now


def state() -> State:
    """The state of the app that answers this request."""
    found: State = current_app.extensions[NAME]
    return found
