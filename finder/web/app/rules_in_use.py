"""The rules in use, and the older versions of visits that began with them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from finder.config import Settings
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.loading.snapshot import load_snapshot, take_snapshot
from finder.core.rules.knowledge import Ruleset
from finder.paths import RULES
from finder.store import rulesets
from finder.store.transaction import Transaction
from finder.web.app.forms import PageForm, page_forms

log = logging.getLogger("finder.web")


@dataclass(frozen=True, slots=True)
class Served:
    """One version of the rules, with the forms of its pages."""

    ruleset: Ruleset
    forms: Mapping[str, type[PageForm]]


class RulesInUse:
    """`present` serves whoever begins now; `trouble` says why the rules in the folder are not taken."""

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
        ruleset = load(self.settings.rules, numbers=self.settings.numbers)
        snapshot, present = take_snapshot(self.settings.rules), Served(ruleset, page_forms(ruleset.questionnaire))
        self.snapshot, self.present = snapshot, present
        self._older.clear()

    def _open(self, version: str, content: bytes) -> Served:
        try:
            ruleset = load_snapshot(content, numbers=self.settings.numbers, newer=RULES)
        except BrokenRules as error:
            log.error("rules version %s cannot be read any more: %s", version, error)  # noqa: TRY400 - the same
            return self.present
        return Served(ruleset, page_forms(ruleset.questionnaire))
