"""The rules as they are served: in each voice and language, with the forms of their
pages and the texts of one clinic."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeVar

from finder.config import Settings
from finder.core.loading.clinic_values import filled
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.length import Length, length
from finder.core.rules.page import Choice
from finder.core.rules.sentence import Sentence
from finder.core.rules.voice import Voice
from finder.core.summarizing.immediate_advice import AtOnce, at_once
from finder.web.app.forms import PageForm, page_forms
from finder.web.app.languages import SOURCE, words_in
from finder.web.app.texts_within import TextSet, texts_within

THE_CLINIC = Sentence("the clinic")
MARKS = {"clinic": "\ue0c1", "days": "\ue0c2"}
"""Marks in loaded rules that are replaced by a clinic's own texts. No text contains
these characters."""
MOST_VERSIONS = 16

VoiceOrLanguage = TypeVar("VoiceOrLanguage")


class MadeWhenNeeded(Mapping[VoiceOrLanguage, "Served"]):
    """Rules by voice or language, each made when it is first asked for. Most processes
    never serve some of them."""

    def __init__(
        self,
        keys: Iterable[VoiceOrLanguage],
        make: Callable[[VoiceOrLanguage], "Served"],
    ) -> None:
        self._keys = tuple(keys)
        self._make = make
        self._made: dict[VoiceOrLanguage, Served] = {}

    def __getitem__(self, key: VoiceOrLanguage) -> "Served":
        if key in self._made:
            return self._made[key]
        if key not in self._keys:
            raise KeyError(key)
        # Two threads may make the same rules. One of them wins.
        return self._made.setdefault(key, self._make(key))

    def __iter__(self) -> Iterator[VoiceOrLanguage]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True)
class Served:
    """One version of the rules in one voice, with the forms of its pages, and the same
    in other languages."""

    ruleset: Ruleset
    forms: Mapping[str, type[PageForm]]
    at_once: Mapping[Choice, AtOnce]
    others: Mapping[str, "Served"] = field(default_factory=dict)

    @classmethod
    def of(cls, ruleset: Ruleset, others: Mapping[str, Ruleset]) -> "Served":
        """Return the rules with their forms, and the same rules in other languages."""
        translated = {language: cls.of(each, {}) for language, each in others.items()}
        forms = page_forms(ruleset.questionnaire)
        return cls(ruleset, forms, at_once(ruleset), translated)

    @cached_property
    def length(self) -> Length:
        """How long the questions take."""
        return length(self.ruleset.questionnaire)

    @cached_property
    def sentences(self) -> TextSet:
        """Every text of the rules. No other sentence may be cached, since it may say
        what a person answered."""
        return texts_within(self.ruleset)

    def in_language(self, language: str) -> "Served":
        """Return these rules in a language, or in English if they have no such
        translation."""
        if language == self.ruleset.language:
            return self
        return self.others.get(language, self)


Voices = Mapping[Voice, Served]
"""One version of the rules in each voice."""


class ClinicTexts:
    """The texts that a clinic puts into the rules: its name, and how long it stores
    intakes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._filled: OrderedDict[int, tuple[Voices, Voices]] = OrderedDict()
        self._lock = Lock()

    def into(self, voices: Voices) -> Voices:
        """Return these rules with the clinic's texts."""
        key = id(voices)
        with self._lock:
            if key not in self._filled:
                self._filled[key] = (voices, self._in_each_voice(voices))
            # The version in use is never evicted.
            self._filled.move_to_end(key)
            if len(self._filled) > MOST_VERSIONS:
                self._filled.popitem(last=False)
            _, own = self._filled[key]
            return own

    def _in_each_voice(self, voices: Voices) -> Voices:
        def filled_in(voice: Voice) -> Served:
            return self._served(voices[voice], SOURCE)

        return MadeWhenNeeded(voices, filled_in)

    def _served(self, served: Served, language: str) -> Served:
        def filled_in(other: str) -> Served:
            return self._served(served.others[other], other)

        loaded = served.ruleset
        ruleset = filled(loaded, self._texts(language))
        forms = served.forms
        if ruleset.questionnaire is not loaded.questionnaire:
            forms = page_forms(ruleset.questionnaire)
        return Served(
            ruleset,
            forms,
            at_once(ruleset),
            others=MadeWhenNeeded(served.others, filled_in),
        )

    def _texts(self, language: str) -> Mapping[str, str]:
        """Return the text for each mark. A clinic without a name is called "the clinic"
        in that language."""
        settings = self._settings
        named = settings.numbers
        if not settings.clinic:
            translations = words_in(settings.translations, language)
            named |= {"clinic": translations.gettext(THE_CLINIC.words)}
        return {mark: named[name] for name, mark in MARKS.items()}
