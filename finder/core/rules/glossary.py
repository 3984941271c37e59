"""The glossary: medical words and what they mean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from finder.core.rules.derived import set_derived
from finder.core.rules.words import Words

BETWEEN = ","
"""The separator between the forms of a word."""
PATTERNS = 4096
"""How many patterns are cached."""


@dataclass(frozen=True, slots=True)
class Word:
    """A medical word: its name, its meaning, and the forms in which texts write it,
    separated by commas."""

    to_helpers: ClassVar[bool] = False
    id: str
    name: Words
    forms: Words
    words: Words
    source: tuple[str, ...]

    @property
    def all_forms(self) -> tuple[str, ...]:
        """The forms of the word."""
        parts = self.forms.split(BETWEEN)
        forms = map(str.strip, parts)
        return tuple(filter(None, forms))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word of the glossary, and its position in a text."""

    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """All words of `words.toml`. Glossaries are compared by identity, so that results
    can be cached."""

    words: tuple[Word, ...] = ()
    by_form: dict[str, Word] = field(init=False, repr=False)
    beginning: dict[str, tuple[str, ...]] = field(init=False, repr=False)
    """Token -> the forms that begin with it, the longest first. Few tokens of a text
    begin a form."""

    def __post_init__(self) -> None:
        by_form: dict[str, Word] = {}
        for word in self.words:
            forms = map(as_found, word.all_forms)
            by_form |= dict.fromkeys(forms, word)
        longest_first = sorted(by_form, key=len, reverse=True)
        beginning = by_first_token(longest_first)
        set_derived(self, by_form=by_form, beginning=beginning)

    def find(self, text: str) -> tuple[Occurrence, ...]:
        """Return each word of the glossary in a text. If two forms begin at the same
        place, the longer one counts."""
        return tuple(self._occurrences(text))

    def _occurrences(self, text: str) -> Iterator[Occurrence]:
        end = 0
        for token in TOKEN.finditer(text):
            start = token.start()
            key = token[0].lower()
            forms = self.beginning.get(key)
            if forms is None or start < end:
                continue
            found = pattern_of(forms).match(text, start)
            if found:
                end = found.end()
                form = as_found(found[0])
                word = self.by_form[form]
                yield Occurrence(word, start, end)

    def words_in(self, *texts: str) -> tuple[Word, ...]:
        """Return the words in these texts, each once, in the order of their first
        occurrence."""
        found: dict[Word, None] = {}
        for text in texts:
            for occurrence in self.find(text):
                found[occurrence.word] = None
        return tuple(found)


TOKEN = re.compile(r"[\w&]+(?:-[\w&]+)*")


def by_first_token(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the forms by the token that they begin with."""
    found: dict[str, tuple[str, ...]] = {}
    for form in forms:
        first = TOKEN.search(form)
        if first is not None:
            token = first[0].lower()
            found[token] = (*found.get(token, ()), form)
    return found


def as_found(form: str) -> str:
    """Return the key of a form. Initials keep their capitals, so that "MS" is not found
    in "ms"."""
    return form if form.isupper() else form.lower()


@lru_cache(PATTERNS)
def pattern_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern that finds any of these forms as a whole word. It is made when
    a text first holds their beginning."""
    any_form = "|".join(map(as_pattern, forms))
    return re.compile(rf"(?:{any_form})(?![\w-])")


def as_pattern(form: str) -> str:
    """Return the pattern of a form. Initials match only in capitals."""
    literal = re.escape(form)
    return literal if form.isupper() else f"(?i:{literal})"
