"""Mistakes in the rules, each with its file, its line and how to fix it."""

from dataclasses import dataclass, field
from typing import Protocol

from finder.core.rules.sentence import Sentence

LONGEST = 2000
"""The most characters of one sentence. A long cell is shortened in it."""


@dataclass(frozen=True, slots=True, order=True)
class FileError:
    """A mistake in a file. Line 0 is the whole file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.text}"


class Broken(Exception):
    """Files that cannot be used. The text lists every mistake, one on each line."""

    def __init__(self, errors: list[FileError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(map(str, self.errors)))


class BrokenRules(Broken):
    """Rules that cannot be used."""


class BrokenRoster(Broken):
    """A roster that cannot be imported."""


class BrokenClinics(Broken):
    """The clinics cannot be imported."""


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file, and the list that its mistakes are added to."""

    errors: list[FileError] = field(repr=False)
    file: str
    line: int

    def wrong(self, text: str) -> None:
        """Report a mistake in this line."""
        self.errors.append(FileError(self.file, self.line, one_line(text)))


def one_line(text: str) -> str:
    """Return the sentence on one line. A very long quotation in it is shortened in the
    middle."""
    if isinstance(text, Sentence):
        values = {name: one_line(str(value)) for name, value in text.values.items()}
        return Sentence(text.words, values)
    flat = " ".join(text.splitlines())
    if len(flat) <= LONGEST:
        return flat
    beginning = flat[: LONGEST // 2]
    end = flat[-LONGEST // 4 :]
    return f"{beginning} ... {end}"


class Reporter(Protocol):
    """Anything that knows its place in a file and can report a mistake there."""

    def wrong(self, text: str) -> None: ...
