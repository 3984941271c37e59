"""Read texts for people from a table of a TOML file, and fill dataclasses from it."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, get_args, get_origin

from finder.core.loading.file_errors import Location
from finder.core.loading.helper_texts import helper_key, unsaid, with_helper_texts
from finder.core.loading.placeholders import PLACEHOLDER, without_sentences
from finder.core.loading.toml_table import KINDS, T, TomlTable
from finder.core.rules.voice import Voice
from finder.core.rules.words import AS_LONG_AS, MANY, NO_NAMES, TAKES, TO_HELPERS, Words


@dataclass(frozen=True, slots=True)
class Entry(TomlTable):
    """A table of a TOML file with texts in several languages and voices, and the
    dataclasses that it fills."""

    def words(
        self,
        key: str,
        takes: frozenset[str] = NO_NAMES,
        *,
        required: bool = True,
        to_helpers: bool = True,
    ) -> str:
        """Return a text in the reader's language and voice, with the numbers filled in.

        `takes` are placeholders that are filled later. `to_helpers` says whether a
        helper may read the text.
        """
        name = (
            self.reading.language
            if key == "words"
            else f"{key}_{self.reading.language}"
        )
        text = self.take(name, str, None if required else "")
        form = self.take(helper_key(name, self.reading.language), str, "")
        helper = (form,) if form else ()
        (said,) = self._voiced(name, (text,), helper, takes, to_helpers=to_helpers)
        return said

    def _voiced(
        self,
        name: str,
        texts: Sequence[str],
        helper: Sequence[str],
        takes: frozenset[str],
        *,
        to_helpers: bool,
    ) -> Sequence[str]:
        """Return the texts in the reader's voice, with the numbers filled in. The other
        voice is checked, too."""
        errors = self.reading.unsaid
        if to_helpers and errors is not None:
            for unvoiced in unsaid(self.reading.language, name, texts, helper):
                place = Location(errors, self.file, self.line_of(name))
                place.wrong(unvoiced)
        person = [self.filled(text, takes) for text in texts]
        other = [self.filled(text, takes) for text in helper]
        if self.reading.voice is Voice.HELPER:
            return with_helper_texts(person, other)
        return person

    def filled(self, text: str, takes: frozenset[str] = NO_NAMES) -> str:
        """Return a text with the numbers filled in. Report unknown placeholders."""
        if "{" not in text and "}" not in text:
            return text
        for name, number in self.reading.numbers.items():
            placeholder = "{" + name + "}"
            text = (
                text.replace(placeholder, number)
                if number
                else without_sentences(text, placeholder)
            )
        for name in PLACEHOLDER.findall(text):
            if name not in takes:
                names = sorted({*self.reading.numbers, *takes})
                known = ", ".join(names)
                self.wrong(
                    f"there is no placeholder {{{name}}} for this text; use one of {known}"
                )
        return text

    def many_words(
        self, key: str, takes: frozenset[str] = NO_NAMES, *, to_helpers: bool = True
    ) -> tuple[str, ...]:
        """Return a list of texts in the reader's language and voice, with the numbers
        filled in.

        A text is left out if all its sentences name something that is not set.
        """
        name = f"{key}_{self.reading.language}"
        form = helper_key(name, self.reading.language)
        helper = self.texts(form) if self.has(form) else ()
        texts = self.texts(name)
        said = self._voiced(name, texts, helper, takes, to_helpers=to_helpers)
        return tuple(text for text in said if text or "" in texts)

    def fill(self, kind: type[T], /, **ready: object) -> T:
        """Return a dataclass with the values of the keys that are named like its
        fields. `ready` are known values."""
        parts = parts_of(kind)  # type: ignore[arg-type]
        to_helpers = getattr(kind, TO_HELPERS, True)
        values = dict(ready)
        for name, part in parts.items():
            if name not in ready:
                values[name] = self._field(part, to_helpers=to_helpers)
        for part in counted_parts_of(kind):  # type: ignore[arg-type]
            self._count(part, values)
        return kind(**values)

    def _field(self, part: "Field[Any]", *, to_helpers: bool) -> object:
        """Return the value of one field."""
        required = part.default is MISSING
        takes = part.metadata.get(TAKES, NO_NAMES)
        if part.type is Words:
            return self.words(
                part.name, takes, required=required, to_helpers=to_helpers
            )
        if part.type in KINDS:
            default = None if required else part.default
            return self.take(part.name, part.type, default)  # type: ignore[arg-type]
        if get_origin(part.type) is not tuple:
            return self.day(part.name)
        if required or self.has(self._key(part)):
            return self._list(part, takes, to_helpers=to_helpers)
        return part.default

    def _list(
        self, part: "Field[Any]", takes: frozenset[str], *, to_helpers: bool
    ) -> object:
        """Return a list of numbers, of ids, or of words."""
        kind = kind_in(part)
        if kind is int:
            return self.numbers(part.name)
        if kind is str:
            return self.texts(part.name)
        return self.many_words(part.name, takes, to_helpers=to_helpers)

    def _key(self, part: "Field[Any]") -> str:
        """Return the key of a list in the file."""
        if kind_in(part) is Words:
            return f"{part.name}_{self.reading.language}"
        return part.name

    def _count(self, part: "Field[Any]", values: Mapping[str, Any]) -> None:
        """Report a list that is too short or too long."""
        least, most = part.metadata.get(MANY, (0, 0))
        other = part.metadata.get(AS_LONG_AS)
        if other:
            least = most = len(values[other])
        found = len(values[part.name])
        if least and (found < least or 0 < most < found):
            wanted = f"{least}" if most else f"{least} or more"
            reason = f", one for each of {other}" if other else ""
            self.wrong(f"{self._key(part)} has {found} entries; write {wanted}{reason}")


def kind_in(part: "Field[Any]") -> Any:
    """Return the type of what a list field holds."""
    first, *_ = get_args(part.type)
    return first


@cache
def parts_of(kind: type) -> "dict[str, Field[Any]]":
    """Return the fields that a dataclass is created with, by name."""
    return {part.name: part for part in fields(kind) if part.init}


@cache
def counted_parts_of(kind: type) -> "tuple[Field[Any], ...]":
    """Return the fields that hold a list of a given length."""
    return tuple(
        part
        for part in parts_of(kind).values()
        if part.metadata.keys() & {MANY, AS_LONG_AS}
    )
