"""Read texts for people from a table of a TOML file, and fill dataclasses from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, get_args, get_origin

from finder.core.loading.file_errors import FileError, Location
from finder.core.loading.helper_texts import (
    helper_key,
    missing_forms,
    with_helper_texts,
)
from finder.core.loading.placeholders import PLACEHOLDER, without_sentences
from finder.core.loading.toml_table import KINDS, T, TomlTable
from finder.core.rules.voice import Voice
from finder.core.rules.words import AS_LONG_AS, MANY, NO_NAMES, TAKES, TO_HELPERS, Words


@dataclass(slots=True, eq=False)
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
        language = self.reading.language
        name = language if key == "words" else f"{key}_{language}"
        text = self.take(name, str, None if required else "")
        form = self.take(helper_key(name, language), str, "")
        errors = self.reading.missing_forms
        if to_helpers and errors is not None:
            self._report_missing_forms(errors, name, (text,), (form,) if form else ())
        person = self.filled(text, takes)
        if not form:
            return person
        helper = self.filled(form, takes)
        if self.reading.voice is Voice.PERSON:
            return person
        (said,) = with_helper_texts((person,), (helper,))
        return said

    def _report_missing_forms(
        self,
        errors: list[FileError],
        name: str,
        texts: Sequence[str],
        helper: Sequence[str],
    ) -> None:
        """Report each text that a helper reads although it speaks to the person."""
        for mistake in missing_forms(self.reading.language, name, texts, helper):
            Location(errors, self.file, self.line_of(name)).wrong(mistake)

    def filled(self, text: str, takes: frozenset[str] = NO_NAMES) -> str:
        """Return a text with the numbers filled in. Report unknown placeholders."""
        if "{" not in text and "}" not in text:
            return text
        for name, number in self.reading.numbers.items():
            placeholder = "{" + name + "}"
            if number:
                text = text.replace(placeholder, number)
            else:
                text = without_sentences(text, placeholder)
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
        filled in. The other voice is checked, too.

        A text is left out if all its sentences name something that is not set.
        """
        name = f"{key}_{self.reading.language}"
        form = helper_key(name, self.reading.language)
        forms = self.texts(form) if self.has(form) else ()
        texts = self.texts(name)
        errors = self.reading.missing_forms
        if to_helpers and errors is not None:
            self._report_missing_forms(errors, name, texts, forms)
        said: Sequence[str] = [self.filled(text, takes) for text in texts]
        helper = [self.filled(text, takes) for text in forms]
        if self.reading.voice is Voice.HELPER:
            said = with_helper_texts(said, helper)
        return tuple(text for text in said if text or "" in texts)

    def fill(self, kind: type[T], /, **ready: object) -> T:
        """Return a dataclass with the values of the keys that are named like its
        fields. `ready` are known values."""
        values = dict(ready)
        for name, read in readers_of(kind).items():  # type: ignore[arg-type]
            if name not in ready:
                values[name] = read(self)
        for part in counted_parts_of(kind):  # type: ignore[arg-type]
            self._count(part, values)
        return kind(**values)

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
            key = list_key(part, self.reading.language)
            self.wrong(f"{key} has {found} entries; write {wanted}{reason}")


Reader = Callable[[Entry], object]
"""Returns the value of a field from the table that fills its dataclass."""


@cache
def readers_of(kind: type) -> Mapping[str, Reader]:
    """Return the reader of each field of a dataclass, by the name of the field."""
    to_helpers = getattr(kind, TO_HELPERS, True)
    return {
        name: reader_of(part, to_helpers=to_helpers)
        for name, part in parts_of(kind).items()
    }


def reader_of(part: "Field[Any]", *, to_helpers: bool) -> Reader:
    name, kind, default = part.name, part.type, part.default
    required = default is MISSING
    takes = part.metadata.get(TAKES, NO_NAMES)
    if kind is Words:
        return lambda entry: entry.words(
            name, takes, required=required, to_helpers=to_helpers
        )
    if kind in KINDS:
        otherwise = None if required else default
        return lambda entry: entry.take(name, kind, otherwise)  # type: ignore[arg-type]
    if get_origin(kind) is not tuple:
        return lambda entry: entry.day(name)
    read = list_reader(part, takes, to_helpers=to_helpers)
    if required:
        return read
    return lambda entry: (
        read(entry) if entry.has(list_key(part, entry.reading.language)) else default
    )


def list_reader(
    part: "Field[Any]", takes: frozenset[str], *, to_helpers: bool
) -> Reader:
    """Return the reader of a list of numbers, of ids, or of words."""
    kind = kind_in(part)
    if kind is int:
        return lambda entry: entry.numbers(part.name)
    if kind is str:
        return lambda entry: entry.texts(part.name)
    return lambda entry: entry.many_words(part.name, takes, to_helpers=to_helpers)


def list_key(part: "Field[Any]", language: str) -> str:
    """Return the key of a list in the file."""
    return f"{part.name}_{language}" if kind_in(part) is Words else part.name


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
