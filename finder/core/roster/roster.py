"""The clinic's roster: read it from a CSV file, and find who fits an assessment."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from finder.core.deciding.assess import Assessment
from finder.core.loading.cells import Cells
from finder.core.loading.file_errors import BrokenRoster
from finder.core.loading.reading import Reading
from finder.core.rules.advice_clinic import RosterWords
from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import listed
from finder.core.rules.knowledge import Ruleset

HEADER = ("npi", "name", "background", "board", "certified_until", "offers", "languages", "accepting")
LUHN_PREFIX = "80840"
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
SEVERAL = re.compile(r"[,;/&+]|\b(?:and|or)\b", re.IGNORECASE)
"""What stands between languages where they are not joined by `|`."""
AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
"""What a spreadsheet in the United States makes of a date when it saves."""


@dataclass(frozen=True, slots=True)
class Clinician:
    """A doctor of the clinic. `board` gave the pain medicine certificate; empty where there is none."""

    npi: str
    name: str
    background: str
    board: str
    certified_until: date | None
    offers: tuple[str, ...]
    languages: tuple[str, ...]
    accepting: bool


class Fit(StrEnum):
    """How well a doctor's background fits, the best first."""

    LEAD = "lead"
    ALSO = "also"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """How a doctor fits an assessment. `offers` are the suggested treatments that the doctor offers."""

    clinician: Clinician
    fit: Fit
    offers: tuple[str, ...]
    certified: bool


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A doctor in words: what speaks for asking this one, and what to know before."""

    name: str
    training: str
    certificate: str
    offers: str
    languages: str
    accepting: str
    certified: bool
    is_accepting: bool


@dataclass(frozen=True, slots=True)
class RosterGroup:
    """Doctors who fit equally well, under one heading."""

    heading: str
    lines: tuple[RosterLine, ...]


def read_roster(path: Path, ruleset: Ruleset) -> tuple[Clinician, ...]:
    """The doctors of a file. Raises BrokenRoster with every mistake, each with its line and its cure."""
    reading = Reading(path.parent, ruleset.language)
    rows = reading.csv(path.name, HEADER)
    found = tuple(clinician(row, ruleset) for row in rows)
    tell_doubled(rows)
    if errors := reading.unread or reading.errors:
        raise BrokenRoster(errors)
    return found


def clinician(row: Cells, ruleset: Ruleset) -> Clinician:
    name = clean(row["name"])
    if not name:
        row.place.wrong("name is empty; write the doctor's name as patients should read it")
    if row["accepting"].lower() not in {"yes", "no"}:
        row.place.wrong(f"accepting is {said(row['accepting'])}; write yes or no")
    backgrounds = [background.id for background in ruleset.backgrounds]
    if row["background"] not in backgrounds:
        row.place.wrong(f"background is {said(row['background'])}; write one of {listed(backgrounds)}")
    for card in row.ids("offers"):
        if card not in ruleset.treatments:
            row.place.wrong(f"offers: there is no card {card}; write ids of {listed(ruleset.treatments)}")
    for language in row.ids("languages"):
        if SEVERAL.search(language):
            row.place.wrong(f"languages: {language} is not one language; join several by |, such as English|Spanish")
    if not is_npi(row["npi"]):
        row.place.wrong(f"npi is {said(row['npi'])}; write the 10 digits of the NPI, whose last one checks the others")
    return Clinician(
        row["npi"],
        name,
        row["background"],
        clean(row["board"]),
        certified_until(row),
        row.ids("offers"),
        tuple(map(clean, row.ids("languages"))),
        row["accepting"].lower() == "yes",
    )


def said(cell: str) -> str:
    return cell or "empty"


def certified_until(row: Cells) -> date | None:
    """Return the certificate's last day. It is an error if it is no day, or if board or day is missing."""
    if bool(row["board"]) is not bool(row["certified_until"]):
        given, missing = ("board", "certified_until") if row["board"] else ("certified_until", "board")
        row.place.wrong(
            f"{given} is given and {missing} is empty; write both, or neither where there is no certificate"
        )
    if not row["certified_until"]:
        return None
    parts = ISO.fullmatch(row["certified_until"]) or AMERICAN.fullmatch(row["certified_until"])
    try:
        if parts:
            return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        pass
    row.place.wrong(f"certified_until is {row['certified_until']}; write year, month and day, such as 2027-12-31")
    return None


def is_npi(text: str) -> bool:
    """Ten digits, of which the last is Luhn's check digit over the prefix of health care in the United States."""
    if not re.fullmatch(r"[12]\d{9}", text, re.ASCII):
        return False
    digits = [int(digit) for digit in reversed(LUHN_PREFIX + text)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def tell_doubled(rows: Iterable[Cells]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        line = first.setdefault(row["npi"], row.place.line)
        if line != row.place.line and row["npi"]:
            row.place.wrong(f"npi {row['npi']} stands in line {line} too; write each doctor once")


def match(roster: Iterable[Clinician], assessment: Assessment, today: date) -> tuple[Match, ...]:
    """Every doctor, the best fit first; none where nothing is suggested. Among equals come first those who take new
    patients, then those with a certificate, then those who offer more of the treatments to ask about."""
    if not assessment.leads:
        return ()
    asked = tuple(
        suggestion.treatment for step in assessment.treatments.steps for suggestion in (*step.shown, *step.more)
    )
    fits = list(Fit)

    def rank(found: Match) -> tuple[int, bool, bool, int, str]:
        is_accepting = found.clinician.accepting
        return fits.index(found.fit), not is_accepting, not found.certified, -len(found.offers), found.clinician.name

    return tuple(sorted((match_of(each, assessment, asked, today) for each in roster), key=rank))


def match_of(clinician: Clinician, assessment: Assessment, asked: Sequence[str], today: date) -> Match:
    leads = {lead.background for lead in assessment.leads}
    fit = Fit.LEAD if clinician.background in leads else Fit.OTHER
    fit = Fit.ALSO if clinician.background in assessment.also else fit
    certified = clinician.certified_until is not None and clinician.certified_until >= today
    return Match(clinician, fit, tuple(card for card in asked if card in clinician.offers), certified)


def in_words(ruleset: Ruleset, matches: Sequence[Match]) -> tuple[RosterGroup, ...]:
    """The doctors as a page shows them, in groups of equal fit."""
    words = ruleset.advice.roster
    headings = {Fit.LEAD: words.lead, Fit.ALSO: words.also, Fit.OTHER: words.other}
    groups = ((heading, [found for found in matches if found.fit is fit]) for fit, heading in headings.items())
    return tuple(
        RosterGroup(heading, tuple(line(ruleset, each) for each in found)) for heading, found in groups if found
    )


def line(ruleset: Ruleset, found: Match) -> RosterLine:
    """One doctor. A background or card that the rules no longer have is left out."""
    doctor, words = found.clinician, ruleset.advice.roster
    trained = {background.id: background.trained for background in ruleset.backgrounds}
    names = [ruleset.treatments[card].name for card in found.offers]
    certificate = words.uncertified
    if doctor.certified_until:
        sentence = words.certified if found.certified else words.ended
        certificate = sentence.format(board=doctor.board, date=day_in_words(words, doctor.certified_until))
    return RosterLine(
        doctor.name,
        words.trained.format(background=trained[doctor.background]) if doctor.background in trained else "",
        certificate,
        words.offers.format(treatments="; ".join(names)) if names else "",
        words.languages.format(languages=", ".join(doctor.languages)) if doctor.languages else "",
        words.accepting if doctor.accepting else words.not_accepting,
        found.certified,
        doctor.accepting,
    )


def day_in_words(words: RosterWords, day: date) -> str:
    return words.date.format(month=words.months[day.month - 1], day=day.day, year=day.year)
