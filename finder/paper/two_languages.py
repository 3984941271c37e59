"""The sheet in two languages: one side for the person, the other for the clinic, with the same numbers."""

from dataclasses import asdict
from datetime import date
from functools import cache

from finder.core.rules.sheet import day_in_words
from finder.paper.for_clinic import for_clinic
from finder.paper.glyphs import cleaned_within
from finder.paper.labels import SHEET, SIDES, labels
from finder.paper.press import Press
from finder.paper.sheet import LARGE_POINTS, POINTS, PrintedReference, Size, share
from finder.paper.side import Section, Side, sections
from finder.paths import TEMPLATES


@cache
def press() -> Press:
    return Press(TEMPLATES / "two_languages.typ")


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
    """Return the sheet as an accessible PDF, in the largest print that puts it on one sheet of paper. `parted`: the
    clinic has other answers."""
    form = {"size": size, "large": large, "shared": share(shared) if shared else None}
    full, short = (contents(person, clinic, day, parted=parted, whole=whole) for whole in (True, False))
    sizes = LARGE_POINTS if large else POINTS
    candidates = [{**full, **form, "points": points} for points in sizes]
    candidates.append({**short, **form, "points": sizes[-1]})
    return press().pdf_on_fewest_sheets(candidates, day)


def contents(person: Side, clinic: Side, day: date, *, parted: bool = False, whole: bool = True) -> dict[str, object]:
    """Return all words that the template sets; without what may be left out, where it is not the `whole` sheet."""
    notes = for_clinic(clinic.summary, parted=parted)
    sides = [
        side_data(person, clinic.summary.language, day, whole=whole),
        {**side_data(clinic, "", day, whole=whole), "clinic": notes and asdict(notes)},
    ]
    return cleaned_within({"title": person.say(SHEET["title"]), "sides": sides})


def side_data(side: Side, other: str, day: date, *, whole: bool) -> dict[str, object]:
    """Return what stands on a side. `other` is the language of the second side; it is empty on that side."""
    summary, words = side.summary, side.summary.words
    note = labels(SIDES, side.say)["side_one" if other else "side_two"]
    every = sections(side, codes=not other)
    found = [each for each in every if whole or not each.spare]
    return {
        "language": summary.language,
        "note": note.replace("{language}", side.name_of(other)) if other else note,
        "sections": [section_data(number, each) for number, each in enumerate(found, start=1)],
        "labels": {name: text for name, text in labels(SHEET, side.say).items() if name in FOOT},
        "not": [words.result.not_a_diagnosis, words.result.foot, words.result.nothing_proved],
        "version": summary.rules_version,
        "reviewed": summary.reviewed,
        "help": words.urgent.footer,
        "date": side.say(day_in_words(day, side.say)),
        "clinic": None,
    }


FOOT = ("footer", "rules", "page", "reference", "code", "not_printed")


def section_data(number: int, section: Section) -> dict[str, object]:
    lines = [{**asdict(line), "number": f"{number}.{place}"} for place, line in enumerate(section.lines, start=1)]
    return {"number": f"{number}", "heading": section.heading, "alarm": section.alarm, "lines": lines}
