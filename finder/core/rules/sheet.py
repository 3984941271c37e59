"""The lines of the printed sheet, in plain words and in a clinician's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from finder.core.rules.conditions import ALWAYS, Condition
from finder.core.rules.sentence import Sentence
from finder.core.rules.words import Words, with_placeholders


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of facts: the answers to some questions.

    Clinics often send back a referral without the lines that are `needed`. The line in
    plain words is shown only if `when` holds.
    """

    id: str
    words: Words
    clinic: Words
    questions: tuple[str, ...]
    needed: bool = False
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a question that shares its line with others."""

    words: Words
    clinic: Words


@dataclass(frozen=True, slots=True)
class ClinicOption:
    """An option in a clinician's words, with the code of a symptom if there is one.

    `plain` replaces the option's own words if they do not fit after the name of the
    line.
    """

    to_helpers: ClassVar[bool] = False
    words: Words
    code: str = ""
    plain: Words = ""


@dataclass(frozen=True, slots=True)
class Attach:
    """Something else that a clinic asks for."""

    to_helpers: ClassVar[bool] = False
    words: Words
    when: Condition


@dataclass(frozen=True, slots=True)
class ClinicWords:
    """The texts of the half page for the clinic.

    `{told}` and `{needed}` are numbers of facts, and `{mean}` is the mean of the
    scales. `{ticked}` and `{back}` are the times of a red flag that was taken back, and
    `{level}` is its advice. `at` is a time with its day.
    """

    to_helpers: ClassVar[bool] = False
    heading: Words
    intro: Words
    complete: Words = field(metadata=with_placeholders("told", "needed"))
    missing: Words
    attach: Words
    flags: Words
    no_flags: Words
    not_asked: Words
    checked: Words
    taken_back_label: Words
    taken_back: Words = field(metadata=with_placeholders("ticked", "back", "level"))
    at: Words = field(metadata=with_placeholders("time", "day"))
    by_mistake: Words
    crisis: Words
    cautions: Words
    suggested: Words
    mean: Words = field(metadata=with_placeholders("mean"))
    own_words: Words


@dataclass(frozen=True, slots=True)
class WarningWords:
    """Warning signs on every sheet: the first `most` of the lines that this person was
    asked about."""

    heading: Words
    call: Words
    lines: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of `sheet.toml`."""

    clinic: ClinicWords
    warning: WarningWords
    lines: tuple[SheetLine, ...]
    names: Mapping[str, Name]
    options: Mapping[str, Mapping[str, ClinicOption]]
    attach: tuple[Attach, ...]


MONTHS = (
    Sentence("January"),
    Sentence("February"),
    Sentence("March"),
    Sentence("April"),
    Sentence("May"),
    Sentence("June"),
    Sentence("July"),
    Sentence("August"),
    Sentence("September"),
    Sentence("October"),
    Sentence("November"),
    Sentence("December"),
)


def day_in_words(day: date, say: Callable[[Sentence], str] = str) -> Sentence:
    """Return the date as every form of the sheet writes it. `say` translates the
    month."""
    month = say(MONTHS[day.month - 1])
    return Sentence(
        "%(month)s %(day)s, %(year)s",
        {"month": month, "day": day.day, "year": day.year},
    )
