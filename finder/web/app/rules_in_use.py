"""The rules in use, and the older versions of visits that began with them."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from finder.config import Settings
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.languages import begun, missing
from finder.core.loading.load import load
from finder.core.loading.reading import Reading
from finder.core.loading.snapshot import load_snapshot, take_snapshot
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.paths import RULES
from finder.store import rulesets
from finder.store.transaction import Transaction
from finder.web.app.forms import PageForm, page_forms
from finder.web.app.languages import has_words, words_in

THE_CLINIC = Sentence("the clinic")
log = logging.getLogger("finder.web")


@dataclass(frozen=True, slots=True)
class Served:
    """One version of the rules, with the forms of its pages, and the same in other languages."""

    ruleset: Ruleset
    forms: Mapping[str, type[PageForm]]
    others: Mapping[str, "Served"] = field(default_factory=dict)

    def in_language(self, language: str) -> "Served":
        """Return these rules in a language; in English where they are not written in it."""
        return self.others.get(language, self)


class RulesInUse:
    """`present` serves new visits; `trouble` says why the rules in the folder are not used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.trouble = ""
        self._older: dict[str, Served] = {}
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

    def of(self, transaction: Transaction, version: str) -> Served:
        """The rules of this version; the present ones where it is not kept, or cannot be read any more."""
        if version == self.present.ruleset.version:
            return self.present
        if version not in self._older:
            content = rulesets.find(transaction, version)
            self._older[version] = self._open(version, content) if content else self.present
        return self._older[version]

    def _take(self) -> None:
        """Serve the rules in the folder, all of them or none."""
        folder, numbers = self.settings.rules, self.settings.numbers
        ruleset = load(folder, numbers=numbers)
        others = {language: load(folder, language, self._numbers(language)) for language in self._complete(folder)}
        self.snapshot, self.present = take_snapshot(folder), served(ruleset, others)
        self._older.clear()

    def _open(self, version: str, content: bytes) -> Served:
        try:
            ruleset = load_snapshot(content, numbers=self.settings.numbers, newer=RULES)
        except BrokenRules as error:
            log.error("rules version %s cannot be read any more: %s", version, error)  # noqa: TRY400 - the same
            return self.present
        others = {}
        for language in self.present.others:
            with suppress(BrokenRules):
                others[language] = load_snapshot(content, language, self._numbers(language), RULES)
        return served(ruleset, others)

    def _numbers(self, language: str) -> Mapping[str, str]:
        """Return what the placeholders become; a clinic without a name is called so in the language."""
        if self.settings.clinic:
            return self.settings.numbers
        words = words_in(self.settings.translations, language)
        return {**self.settings.numbers, "clinic": words.gettext(THE_CLINIC.words)}

    def _complete(self, folder: Path) -> list[str]:
        """Return the languages other than English that every word is written in. The log names what is missing."""
        found = []
        for language in begun(folder):
            number = sum(1 for _ in missing(Reading(folder, language)))
            if number:
                log.info("%s is off: %d texts of the rules are missing", language, number)
            elif not has_words(self.settings.translations, language):
                log.info("%s is off: its catalog of the pages' words is not complete", language)
            else:
                found.append(language)
        return found


def served(ruleset: Ruleset, others: Mapping[str, Ruleset]) -> Served:
    translated = {language: Served(each, page_forms(each.questionnaire)) for language, each in others.items()}
    return Served(ruleset, page_forms(ruleset.questionnaire), translated)
