"""What one running app holds: settings, rules, database, keys, time zone and clock."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import current_app, g, has_request_context, request
from sqlalchemy import Engine

from finder.config import Settings
from finder.core.directory.codes import CodeTable
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import Length
from finder.core.rules.page import Choice
from finder.core.rules.voice import Voice
from finder.core.telling.at_once import AtOnce
from finder.local_time import LocalTime
from finder.store import probe
from finder.store.engine import DatabaseAway
from finder.store.seal import Keys
from finder.store.tables import ALL_CLINICS, FIRST_CLINIC
from finder.store.transaction import Database, Transaction
from finder.web.app.afterwards import undone_with_transaction
from finder.web.app.api_limit import ApiLimit
from finder.web.app.forms import PageForm
from finder.web.app.housekeeping import Housekeeping
from finder.web.app.languages import SOURCE, language, speak, speaking
from finder.web.app.metrics import Metrics
from finder.web.app.readiness import Readiness
from finder.web.app.rules_in_use import RulesInUse
from finder.web.app.served import ClinicTexts, Served, Voices

NAME = "finder"
HERE = "finder.clinic"
"""In the environment of a request at a clinic's address: the state of the app for that clinic."""
CLINICS_AWAY = "finder.clinics_away"
"""In the environment of a request whose clinic cannot be looked up: why the database is away."""
WITHOUT_DATABASE = "finder.without_database"
"""In the environment of a request that must be answered at once, since the database is too slow."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class ClinicUnusable(DatabaseAway):
    """What a clinic sets for itself cannot be used, so nothing of it may be read or written: nobody knows how long to
    keep it, or at what hour it is."""


@dataclass(frozen=True, slots=True)
class State:
    """What serves one clinic. `base` is what the state of another clinic than the first was made from, and `slug` what
    its addresses have; both are empty for the first. `trouble` says why the clinic cannot be served, and is empty where
    it can."""

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
        """What tells counts of this clinic apart; empty for the first one, as from before there were others."""
        return "" if self.clinic == FIRST_CLINIC else f"{self.clinic}"

    @property
    def is_known(self) -> bool:
        """Whether it is known which clinic is meant. Where it is not, none of its cookies can be found by name, and
        whoever reads is told that the database is away."""
        return self.clinic != ALL_CLINICS

    def reading(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that only reads, at this time. Raises DatabaseAway."""
        self._check_haste()
        self.check_usable()
        return self.database.reading(self.now())

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Begin a transaction that may write, at this time. Where it is undone, no cookie given inside is sent. Raises
        DatabaseAway."""
        self._check_haste()
        self.check_usable()
        with undone_with_transaction(), self.database.writing(self.now()) as transaction:
            yield transaction

    def is_writable(self) -> bool:
        """Return whether the database takes a write, within the time that monitoring waits."""
        return self.readiness.is_writable(self._write)

    def _write(self) -> None:
        with self.database.writing(self.now()) as transaction:
            probe.write(transaction)

    def check_usable(self) -> None:
        """Raises ClinicUnusable where the clinic cannot be served."""
        if self.trouble:
            raise ClinicUnusable(self.trouble)

    @staticmethod
    def _check_haste() -> None:
        if not has_request_context():
            return
        if WITHOUT_DATABASE in request.environ:
            raise DatabaseAway("the database is too slow for an urgent page, which is shown without it")
        if away := request.environ.get(CLINICS_AWAY):
            raise away

    def today(self) -> date:
        """The day that it is at the clinic."""
        return self.local.day(self.now())

    @property
    def ruleset(self) -> Ruleset:
        """The rules of this request, as they speak to its reader: those that its visit began with, else the present
        ones."""
        return self._served().ruleset

    @property
    def forms(self) -> Mapping[str, type[PageForm]]:
        """The form of each page of the questionnaire, by the same rules."""
        return self._served().forms

    @property
    def length(self) -> Length:
        """How long the questions take by the same rules."""
        return self._served().length

    @property
    def at_once(self) -> Mapping[Choice, AtOnce]:
        """What to do at once where an option is ticked, by the same rules."""
        return self._served().at_once

    @property
    def codes(self) -> CodeTable:
        """The codes of the directory, in the language of the rules; they are the present ones, as the directory is."""
        return self.rules_in_use.codes[self.ruleset.language]

    def ruleset_of(self, transaction: Transaction, version: str) -> Ruleset:
        """The rules that a visit or an intake was begun with; the present ones where those are gone."""
        return self.words.into(self.rules_in_use.of(transaction, version))[Voice.PERSON].ruleset

    def follow(self, transaction: Transaction, version: str) -> None:
        """Answer this request with the rules of a version; they speak to the person."""
        g.voices, g.voice = self.words.into(self.rules_in_use.of(transaction, version)), Voice.PERSON
        found: Served = g.voices[Voice.PERSON]
        if found.in_language(language()) is found:
            speak(SOURCE)

    @property
    def voice(self) -> Voice:
        """The voice in which this request is answered."""
        found: Voice = g.get("voice", Voice.PERSON)
        return found

    def speak_to(self, voice: Voice) -> None:
        """Answer this request in a voice."""
        g.voice = voice

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that people may choose from: those that every word is written in."""
        return (SOURCE, *self.rules_in_use.present.others)

    def ruleset_in(self, other: str) -> Ruleset:
        """The same rules in another language; in English where they are not written in it."""
        with speaking(other):
            return self.ruleset

    @property
    def clinic_language(self) -> str:
        """The language that the clinic reads; English where it reads one that is not offered."""
        wanted = self.settings.clinic_language
        return wanted if wanted in self.languages else SOURCE

    def _served(self) -> Served:
        if not has_request_context():
            return self.words.into(self.rules_in_use.voices)[Voice.PERSON]
        voices: Voices = g.get("voices") or self.words.into(self.rules_in_use.voices)
        return voices[self.voice].in_language(language())


def state() -> State:
    """Return the state of the app that answers this request, as its clinic has it."""
    found: State = g.get("here") or current_app.extensions[NAME]
    return found
