"""The rules in use, and the older versions that some visits began with. They are the
same at every clinic."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from finder.config import Settings
from finder.core.directory.codes import CodeTable, load_code_table
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.languages import begun, missing
from finder.core.loading.load import check_one_version, load
from finder.core.loading.reading import Reading
from finder.core.loading.snapshot import (
    FileTexts,
    load_snapshot,
    snapshot_of,
    texts_of,
)
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import Voice
from finder.paths import RULES
from finder.store import rulesets
from finder.store.transaction import Transaction
from finder.web.app.languages import has_words
from finder.web.app.served_rules import MARKS, Served, Voices

log = logging.getLogger("finder.web")


@dataclass(frozen=True)
class LoadedRules:
    """The loaded contents of a rules folder: the `texts` of its files, the `voices` for
    new visits, and the `codes` of the directory by language. It never changes."""

    texts: FileTexts
    voices: Voices
    codes: Mapping[str, CodeTable]

    @property
    def version(self) -> str:
        return self.voices[Voice.PERSON].ruleset.version

    @cached_property
    def snapshot(self) -> bytes:
        """The rule files as bytes. They are made for the first visit under new rules,
        so most starts never need them."""
        return snapshot_of(self.texts)


class RulesInUse:
    """The rules that the app serves. `trouble` says why those in the folder are not
    used, or is empty. Apps with the same settings may share loaded rules."""

    def __init__(self, settings: Settings, loaded: LoadedRules | None = None) -> None:
        self.settings = settings
        self.trouble = ""
        self._older: dict[str, Voices] = {}
        self.loaded = loaded or self._load()

    @property
    def voices(self) -> Voices:
        """The rules for new visits, in each voice."""
        return self.loaded.voices

    @property
    def codes(self) -> Mapping[str, CodeTable]:
        """The codes of the directory, by language."""
        return self.loaded.codes

    def reload(self) -> None:
        """Load the folder again. If it is broken, keep the current rules and report the
        trouble."""
        try:
            self.loaded = self._load()
            self._older.clear()
        except (BrokenRules, OSError) as error:
            self.trouble = str(error)
            log.error(  # noqa: TRY400 - the message is enough
                "the new rules were not loaded, the old rules stay in use: %s", error
            )
        except Exception as error:
            self.trouble = f"{type(error).__name__}: {error}"
            log.critical(
                "the new rules were not loaded, the old rules stay in use; this is a bug in the app",
                exc_info=True,
            )
        else:
            self.trouble = ""
            log.info("now serving rules version %s", self.present.ruleset.version)

    @property
    def present(self) -> Served:
        """The rules for new visits, in the voice of the person."""
        return self.voices[Voice.PERSON]

    def of(self, transaction: Transaction, version: str) -> Voices:
        """Return a version of the rules. Return the current rules if that version is
        gone or cannot be read."""
        if version == self.present.ruleset.version:
            return self.voices
        if version not in self._older:
            content = rulesets.find(transaction, version)
            self._older[version] = (
                self._open(version, content) if content else self.voices
            )
        return self._older[version]

    def keep(self, transaction: Transaction, version: str) -> None:
        """Store the files of the current rules, unless they are stored already.

        Nothing is stored if `version` is not the current one, because the rules were
        reloaded during the request.
        """
        loaded = self.loaded
        is_current = version == loaded.version
        if is_current and not rulesets.is_stored(transaction, version):
            rulesets.keep(transaction, version, loaded.snapshot)

    def _load(self) -> LoadedRules:
        """Return everything in the rules folder. Raises BrokenRules."""
        folder = self.settings.rules
        languages = self._complete(folder)
        first = load(folder, numbers=self._numbers)
        voices = {voice: self._in_voice(voice, languages, first) for voice in Voice}
        present = voices[Voice.PERSON]
        spoken = [each.ruleset for each in (present, *present.others.values())]
        check_one_version(folder, [*spoken, voices[Voice.HELPER].ruleset])
        codes = {
            ruleset.language: load_code_table(folder, ruleset) for ruleset in spoken
        }
        return LoadedRules(texts_of(folder), voices, codes)

    def _open(self, version: str, content: bytes) -> Voices:
        try:
            return {voice: self._open_in(voice, content) for voice in Voice}
        except BrokenRules as error:
            log.error("rules version %s can no longer be read: %s", version, error)  # noqa: TRY400 - enough
            return self.voices

    def _open_in(self, voice: Voice, content: bytes) -> Served:
        """Return older rules in a voice, in each language that can still be read.
        Raises BrokenRules."""
        ruleset = load_snapshot(
            content, numbers=self._numbers, newer=RULES, voice=voice
        )
        others = {}
        for language in self.present.others:
            with suppress(BrokenRules):
                others[language] = load_snapshot(
                    content, language, self._numbers, RULES, voice
                )
        return Served.of(ruleset, others)

    @property
    def _numbers(self) -> Mapping[str, str]:
        """The values of the placeholders. Values that differ by clinic are marks."""
        return {**self.settings.numbers, **MARKS}

    def _in_voice(self, voice: Voice, languages: list[str], first: Ruleset) -> Served:
        """Return the rules in a voice, in every language. `first` are the same rules in
        English as the person reads them. Raises BrokenRules."""
        english = first
        if voice is not first.voice:
            english = self._like(first, first.language, voice)
        return Served.of(english, dict(self._in_languages(languages, voice, first)))

    def _in_languages(
        self, languages: list[str], voice: Voice, first: Ruleset
    ) -> Iterator[tuple[str, Ruleset]]:
        """Yield the rules in each language. A language that cannot be loaded is turned
        off, and the log says why."""
        for language in languages:
            try:
                yield language, self._like(first, language, voice)
            except BrokenRules as error:
                log.error("%s is off: %s", language, error)  # noqa: TRY400 - the message is enough

    def _like(self, first: Ruleset, language: str, voice: Voice) -> Ruleset:
        """Return the rules that are being loaded in another language or voice. Raises
        BrokenRules."""
        folder = self.settings.rules
        return load(folder, language, self._numbers, voice=voice, like=first)

    def _complete(self, folder: Path) -> list[str]:
        """Return the complete languages other than English. The log says what the
        others lack."""
        found = []
        for language in begun(folder):
            number = sum(1 for _ in missing(Reading(folder, language)))
            if number:
                log.info(
                    "%s is off: %d texts of the rules are missing", language, number
                )
            elif not has_words(self.settings.translations, language):
                log.info(
                    "%s is off: its catalog of the pages' words is not complete",
                    language,
                )
            else:
                found.append(language)
        return found
