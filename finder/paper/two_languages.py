"""The sheet in two languages: one side for the person, the other for the clinic, with
the same numbers."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import cache

from finder.core.rules.sheet import day_in_words
from finder.paper.for_clinic import for_clinic
from finder.paper.glyphs import cleaned_within
from finder.paper.labels import SHEET, SIDES, labels
from finder.paper.press import SheetCompiler
from finder.paper.sheet import LARGE_POINTS, POINTS, PrintedReference, Size, share
from finder.paper.side import Section, Side, sections
from finder.paths import TEMPLATES

FOOT = ("footer", "rules", "page", "reference", "code", "not_printed")
"""The names of the labels at the foot of a side."""


@cache
def press() -> SheetCompiler:
    return SheetCompiler(TEMPLATES / "two_languages.typ")


def print_two_languages(
    person: Side,
    clinic: Side,
    day: date,
    *,
    size: Size = Size.LETTER,
    large: bool = False,
    shared: PrintedReference | None = None,
    parted: bool = False,
) -> bytes:
    """Return the sheet as an accessible PDF, in the largest font size that fits on one
    sheet of paper.

    `parted` means that the clinic has other answers.
    """
    form = {
        "size": size,
        "large": large,
        "shared": share(shared) if shared else None,
    }
    full = contents(person, clinic, day, parted=parted) | form
    short = contents(person, clinic, day, parted=parted, whole=False) | form
    sizes = LARGE_POINTS if large else POINTS
    smallest = sizes[-1]
    candidates = [{**full, "points": points} for points in sizes]
    candidates.append({**short, "points": smallest})
    return press().pdf_on_fewest_sheets(candidates, day)


def contents(
    person: Side, clinic: Side, day: date, *, parted: bool = False, whole: bool = True
) -> dict[str, object]:
    """Return the texts for the template. If `whole` is off, leave out the spare
    sections."""
    notes = for_clinic(clinic.summary, parted=parted)
    other = clinic.summary.language
    first = side_data(person, other, day, whole=whole)
    second = side_data(clinic, "", day, whole=whole)
    second["clinic"] = notes and asdict(notes)
    texts = {
        "title": person.say(SHEET["title"]),
        "sides": [first, second],
    }
    return cleaned_within(texts)


def side_data(side: Side, other: str, day: date, *, whole: bool) -> dict[str, object]:
    """Return the data of a side. `other` is the language of the second side, empty for
    the second side itself."""
    summary = side.summary
    words = summary.words
    result = words.result
    in_words = day_in_words(day, side.say)
    found = sections(side, codes=not other)
    if not whole:
        found = without_spare(found)
    numbered = enumerate(found, start=1)
    return {
        "language": summary.language,
        "note": note_of(side, other),
        "sections": [section_data(number, section) for number, section in numbered],
        "labels": foot_labels(side),
        "not": [
            result.not_a_diagnosis,
            result.foot,
            result.nothing_proved,
        ],
        "version": summary.rules_version,
        "reviewed": summary.reviewed,
        "help": words.urgent.footer,
        "date": side.say(in_words),
        "clinic": None,
    }


def without_spare(found: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that no saving of paper leaves out."""
    needed = [section for section in found if not section.spare]
    return tuple(needed)


def note_of(side: Side, other: str) -> str:
    """Return the sentence that says where the other language is."""
    known = labels(SIDES, side.say)
    if not other:
        return known["side_two"]
    language = side.name_of(other)
    return known["side_one"].replace("{language}", language)


def foot_labels(side: Side) -> dict[str, str]:
    """Return the labels at the foot of a side."""
    wanted = {name: SHEET[name] for name in FOOT}
    return labels(wanted, side.say)


def section_data(number: int, section: Section) -> dict[str, object]:
    lines = []
    for place, line in enumerate(section.lines, start=1):
        shown = asdict(line)
        shown["number"] = f"{number}.{place}"
        lines.append(shown)
    return {
        "number": f"{number}",
        "heading": section.heading,
        "alarm": section.alarm,
        "lines": lines,
    }
