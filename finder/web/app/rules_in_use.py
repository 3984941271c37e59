"""The rules in use, and the older versions of visits that began with them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from finder.config import Settings
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.loading.snapshot import load_snapshot, take_snapshot
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import Length, length
from finder.core.rules.questionnaire import Choice
from finder.core.rules.voice import Voice
from finder.core.telling.at_once import AtOnce, at_once
from finder.paths import RULES
from finder.store import rulesets
from finder.store.transaction import Transaction
from finder.web.app.forms import PageForm, page_forms

log = logging.getLogger("finder.web")


@dataclass(frozen=True)
class Served:
    """One version of the rules in one voice, with the forms of its pages."""

    ruleset: Ruleset
    forms: Mapping[str, type[PageForm]]
    at_once: Mapping[Choice, AtOnce]

    @cached_property
    def length(self) -> Length:
        """How long the questions take."""
        return length(self.ruleset.questionnaire)


Voices = Mapping[Voice, Served]
"""One version of the rules as it speaks to each reader."""


def in_all_voices(read: Callable[[Voice], Ruleset]) -> Voices:
    """Return what is read for each reader. Raises BrokenRules."""
    rulesets = {voice: read(voice) for voice in Voice}
    return {
        voice: Served(ruleset, page_forms(ruleset.questionnaire), at_once(ruleset))
        for voice, ruleset in rulesets.items()
    }


class RulesInUse:
    """`voices` serve new visits; `trouble` says why the rules in the folder are not used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.trouble = ""
        self._older: dict[str, Voices] = {}
        self._take()

    def reload(self) -> None:
        """Serve what is in the folder now; where that is broken, go on with what is served and tell."""
        try:
            self._take()
        except (BrokenRules, OSError) as error:
            self.trouble = str(error)
            log.error("the rules are not taken, the old ones go on: %s", error)  # noqa: TRY400 - the text says it all
        except Exception as error:
            self.trouble = f"{type(error).__name__}: {error}"
            log.critical("the rules are not taken, the old ones go on; this fault is the app's own", exc_info=True)
        else:
            self.trouble = ""
            log.info("rules version %s is served now", self.present.ruleset.version)

    @property
    def present(self) -> Served:
        """What serves whoever begins now."""
        return self.voices[Voice.PERSON]

    def of(self, transaction: Transaction, version: str) -> Voices:
        """The rules of this version; the present ones where it is not kept, or cannot be read any more."""
        if version == self.present.ruleset.version:
            return self.voices
        if version not in self._older:
            content = rulesets.find(transaction, version)
            self._older[version] = self._open(version, content) if content else self.voices
        return self._older[version]

    def _take(self) -> None:
        """Serve the rules in the folder, all of them or none."""
        numbers = self.settings.numbers
        voices = in_all_voices(lambda voice: load(self.settings.rules, numbers=numbers, voice=voice))
        self.snapshot, self.voices = take_snapshot(self.settings.rules), voices
        self._older.clear()

    def _open(self, version: str, content: bytes) -> Voices:
        numbers = self.settings.numbers
        try:
            return in_all_voices(lambda voice: load_snapshot(content, numbers=numbers, newer=RULES, voice=voice))
        except BrokenRules as error:
            log.error("rules version %s cannot be read any more: %s", version, error)  # noqa: TRY400 - the same
            return self.voices
