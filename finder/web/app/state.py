"""What one running app holds: settings, rules, database, keys, time zone and clock."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import current_app, g, has_request_context
from sqlalchemy import Engine

from finder.config import Settings
from finder.core.rules.knowledge import Ruleset
from finder.local_time import LocalTime
from finder.store.seal import Keys
from finder.store.transaction import Database, Transaction
from finder.web.app.forms import PageForm
from finder.web.app.housekeeping import Housekeeping
from finder.web.app.languages import SOURCE, language, speak
from finder.web.app.rules_in_use import RulesInUse, Served

NAME = "finder"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class State:
    settings: Settings
    rules_in_use: RulesInUse
    database: Database
    local: LocalTime
    now: Callable[[], datetime] = utc_now
    housekeeping: Housekeeping = field(default_factory=Housekeeping)

    @property
    def engine(self) -> Engine:
        return self.database.engine

    @property
    def keys(self) -> Keys:
        return self.database.keys

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that only reads, at this time. Raises DatabaseAway."""
        return self.database.reading(self.now())

    def writing(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that may write, at this time. Raises DatabaseAway."""
        return self.database.writing(self.now())

    def today(self) -> date:
        """The day that it is at the clinic."""
        return self.local.day(self.now())

    @property
    def ruleset(self) -> Ruleset:
        """The rules of this request: those that its visit began with, else the present ones."""
        return self._served().ruleset

    @property
    def forms(self) -> Mapping[str, type[PageForm]]:
        """The form of each page of the questionnaire, by the same rules."""
        return self._served().forms

    def ruleset_of(self, transaction: Transaction, version: str) -> Ruleset:
        """The rules that a visit or an intake was begun with; the present ones where those are gone."""
        return self.rules_in_use.of(transaction, version).ruleset

    def follow(self, transaction: Transaction, version: str) -> None:
        """Answer this request with the rules of a version."""
        g.served = found = self.rules_in_use.of(transaction, version)
        if found.in_language(language()) is found:
            speak(SOURCE)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that people may choose from: those that every word is written in."""
        return (SOURCE, *self.rules_in_use.present.others)

    def _served(self) -> Served:
        if not has_request_context():
            return self.rules_in_use.present
        found: Served = g.get("served", self.rules_in_use.present)
        return found.in_language(language())


def state() -> State:
    """The state of the app that answers this request."""
    found: State = current_app.extensions[NAME]
    return found
