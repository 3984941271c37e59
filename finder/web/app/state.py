"""What a running app holds: settings, rules, database, keys, time zone and clock."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import current_app, has_request_context
from sqlalchemy import Engine

from finder.config import Settings
from finder.core.directory.codes import CodeTable
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import Length
from finder.core.rules.page import Choice
from finder.core.rules.voice import Voice
from finder.core.summarizing.immediate_advice import AtOnce
from finder.local_time import LocalTime
from finder.store import write_check
from finder.store.engine import DatabaseAway
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC
from finder.store.transaction import Database, Transaction
from finder.web.app.api_limit import ApiLimit
from finder.web.app.forms import PageForm
from finder.web.app.housekeeping import Housekeeping
from finder.web.app.languages import SOURCE, language, speak, speaking
from finder.web.app.metrics import Metrics
from finder.web.app.readiness import Readiness
from finder.web.app.request_globals import current_request, request_globals
from finder.web.app.response_changes import undone_with_transaction
from finder.web.app.rules_in_use import RulesInUse
from finder.web.app.served_rules import ClinicTexts, Served
from finder.web.app.texts_within import TextSet

NAME = "finder"
HERE = "finder.clinic"
"""The key of a clinic's state in the environment of a request at the clinic's
address."""
CLINICS_AWAY = "finder.clinics_away"
"""The key in the environment of a request whose clinic cannot be looked up. Its value
is the DatabaseAway error."""
WITHOUT_DATABASE = "finder.without_database"
"""The key in the environment of a request that must be answered at once, because the
database is too slow."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class ClinicUnusable(DatabaseAway):
    """The settings of a clinic cannot be used. Its data may not be read or written,
    because no one knows how long to keep it."""


@dataclass(frozen=True, slots=True)
class State:
    """The state that serves one clinic. `base` is the state of the first clinic, from
    which other states are derived. `slug` is the clinic's slug, or "" for the first
    clinic. `trouble` says why the clinic cannot be served; else it is ""."""

    settings: Settings
    rules_in_use: RulesInUse
    database: Database
    local: LocalTime
    words: ClinicTexts
    now: Callable[[], datetime] = utc_now
    housekeeping: Housekeeping = field(default_factory=Housekeeping)
    api_limit: ApiLimit = field(default_factory=ApiLimit)
    metrics: Metrics = field(default_factory=Metrics)
    began: datetime = field(default_factory=utc_now)
    readiness: Readiness = field(default_factory=Readiness)
    base: "State | None" = field(default=None, repr=False, compare=False)
    slug: str = ""
    trouble: str = ""

    @property
    def engine(self) -> Engine:
        return self.database.engine

    @property
    def keys(self) -> Keys:
        return self.database.keys

    @property
    def clinic(self) -> int:
        """The id of the clinic."""
        return self.database.clinic

    @property
    def clinic_mark(self) -> str:
        """The name under which this clinic's wrong tablet codes are counted. It is ""
        for the first clinic, as in versions with only one clinic."""
        return "" if self.clinic == FIRST_CLINIC else f"{self.clinic}"

    @property
    def is_known(self) -> bool:
        """Whether the clinic of this request is known. If not, its cookies cannot be
        found by name, and the reader sees that the database is away."""
        return self.clinic != ALL_CLINICS

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a read-only transaction at the current time. Raises DatabaseAway."""
        self._check_haste()
        self.check_usable()
        return self.database.reading(self.now())

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Begin a transaction that may write, at the current time. If it is rolled
        back, no cookie set within it is sent. Raises DatabaseAway."""
        self._check_haste()
        self.check_usable()
        with (
            undone_with_transaction(),
            self.database.writing(self.now()) as transaction,
        ):
            yield transaction

    def is_writable(self) -> bool:
        """Return whether the database can be written, within the time that monitoring
        waits."""
        return self.readiness.is_writable(self._write)

    def _write(self) -> None:
        with self.database.writing(self.now()) as transaction:
            write_check.write(transaction)

    def check_usable(self) -> None:
        """Raise ClinicUnusable if the clinic cannot be served."""
        if self.trouble:
            raise ClinicUnusable(self.trouble)

    @staticmethod
    def _check_haste() -> None:
        if not has_request_context():
            return
        environ = current_request().environ
        if WITHOUT_DATABASE in environ:
            raise DatabaseAway(
                "the database is too slow for an urgent page, which is shown without it"
            )
        if away := environ.get(CLINICS_AWAY):
            raise away

    def today(self) -> date:
        """Return today's date at the clinic."""
        return self.local.day(self.now())

    @property
    def ruleset(self) -> Ruleset:
        """The rules of this request in its voice and language: those that its visit
        began with, otherwise the current ones."""
        return self._served().ruleset

    @property
    def forms(self) -> Mapping[str, type[PageForm]]:
        """The form of each questionnaire page, from the same rules."""
        return self._served().forms

    @property
    def length(self) -> Length:
        """How long the questions take, by the same rules."""
        return self._served().length

    @property
    def at_once(self) -> Mapping[Choice, AtOnce]:
        """What to do immediately when an option is ticked, by the same rules."""
        return self._served().at_once

    @property
    def sentences(self) -> TextSet:
        """Every text of the same rules."""
        return self._served().sentences

    @property
    def codes(self) -> CodeTable:
        """The codes of the directory in the language of the rules. They are always the
        current ones, like the directory."""
        return self.rules_in_use.codes[self.ruleset.language]

    def follow(self, transaction: Transaction, version: str) -> None:
        """Answer this request with a version of the rules, in the voice of the
        person."""
        voices = self.words.into(self.rules_in_use.of(transaction, version))
        here = request_globals()
        here.voices, here.voice = voices, Voice.PERSON
        found = voices[Voice.PERSON]
        if found.in_language(language()) is found:
            speak(SOURCE)

    @property
    def voice(self) -> Voice:
        """The voice of this request."""
        return request_globals().voice

    def speak_to(self, voice: Voice) -> None:
        """Set the voice of this request."""
        request_globals().voice = voice

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that people may choose. Each one is complete."""
        return (SOURCE, *self.rules_in_use.present.others)

    def ruleset_in(self, other: str) -> Ruleset:
        """Return the rules of this request in another language, or in English if they
        have no such translation."""
        with speaking(other):
            return self.ruleset

    @property
    def clinic_language(self) -> str:
        """The language that the clinic reads, or English if that language is not
        available."""
        wanted = self.settings.clinic_language
        return wanted if wanted in self.languages else SOURCE

    def _served(self) -> Served:
        if not has_request_context():
            return self.words.into(self.rules_in_use.voices)[Voice.PERSON]
        here = request_globals()
        voices = here.voices
        if voices is None:
            voices = self.words.into(self.rules_in_use.voices)
        return voices[here.voice].in_language(here.language)


def state() -> State:
    """Return the state of the app for the clinic of this request."""
    return request_globals().here or state_of_app()


def state_of_app() -> State:
    """Return the state of the app for its first clinic."""
    found: State = current_app.extensions[NAME]
    return found
