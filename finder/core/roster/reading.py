"""Read a roster from a table: each row as far as it can be read, with its mistakes and
warnings."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

from finder.core.loading.csv_cells import Cells
from finder.core.loading.file_errors import BrokenRoster, FileError
from finder.core.loading.reading import Reading
from finder.core.roster import plain_names
from finder.core.roster.header import PLAIN_HEADER, table
from finder.core.roster.roster import Clinician
from finder.core.rules.clean_text import clean
from finder.core.rules.conditions import listed
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.npi import is_npi
from finder.core.rules.phone import is_phone
from finder.core.rules.sentence import Sentence

EXAMPLE = "0000000000"
"""The NPI of a row that only shows how to fill in the others. A spreadsheet may shorten
it to 0."""
SOON = timedelta(days=60)
"""How long before the end of a certificate an admin is warned."""
LONGEST = 200
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
"""A date as a spreadsheet in the United States saves it."""
LINK = re.compile(r"(?:https://)?(?P<rest>[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"']*)?)")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row: the doctor as far as the row could be read, its mistakes, and its
    warnings for an admin."""

    line: int
    clinician: Clinician
    mistakes: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A table that was read. `errors` are all mistakes, including those that belong to
    no row."""

    rows: tuple[RosterRow, ...]
    errors: tuple[FileError, ...]

    @property
    def roster(self) -> tuple[Clinician, ...]:
        """The doctors. They are complete only if there are no mistakes."""
        return tuple(row.clinician for row in self.rows)

    @property
    def general_errors(self) -> tuple[FileError, ...]:
        """The mistakes that belong to no row that is shown."""
        known = {(row.line, mistake) for row in self.rows for mistake in row.mistakes}
        return tuple(
            each for each in self.errors if (each.line, each.text) not in known
        )


def read_roster(path: Path, ruleset: Ruleset, today: date) -> RosterFile:
    """Return the doctors of a file. Raises BrokenRoster with every mistake, each with
    its line and how to fix it."""
    reading = Reading(path.parent, ruleset.language)
    found = rows_of(reading, path.name, reading.text(path.name), ruleset, today)
    if found.errors:
        raise BrokenRoster(list(found.errors))
    return found


def read_table(file: str, content: bytes, ruleset: Ruleset, today: date) -> RosterFile:
    """Return the rows of an uploaded table, including those with mistakes."""
    reading = Reading(Path(), ruleset.language)
    return rows_of(reading, file, reading.text_of(file, content), ruleset, today)


def rows_of(
    reading: Reading, file: str, text: str, ruleset: Ruleset, today: date
) -> RosterFile:
    all_rows = table(reading, file, text)
    # The example row of the template has an NPI of zeros.
    cells = [row for row in all_rows if set(row["npi"]) != {"0"}]
    first: dict[str, int] = {}
    rows = []
    for row in cells:
        before = len(reading.errors)
        doctor = clinician(row, ruleset)
        report_duplicates(row, first)
        mistakes = tuple(each.text for each in reading.errors[before:])
        rows.append(
            RosterRow(row.place.line, doctor, mistakes, warnings(doctor, today))
        )
    errors = set(reading.unread or reading.errors)
    return RosterFile(tuple(rows), tuple(sorted(errors)))


def clinician(row: Cells, ruleset: Ruleset) -> Clinician:
    """Return the doctor of a row as far as it can be read, and report what cannot be
    read."""
    return Clinician(
        npi=npi(row),
        name=name(row),
        background=background(row, ruleset),
        board=clean(row["board"]),
        certified_until=certified_until(row),
        offers=offers(row, ruleset),
        languages=tuple(map(clean, plain_names.languages_of(row.by_name["languages"]))),
        accepting=accepting(row),
        place=place(row),
        phone=phone(row),
        link=link(row),
    )


def npi(row: Cells) -> str:
    """Return the NPI. Report one that is not valid."""
    if not row["npi"]:
        row.place.wrong(
            Sentence(
                "NPI is empty; write the 10 digits of the NPI, whose last one checks the others"
            )
        )
    elif not is_npi(row["npi"]):
        row.place.wrong(
            Sentence(
                "NPI is %(npi)s; write the 10 digits of the NPI, whose last one checks the others",
                {"npi": row["npi"]},
            )
        )
    return row["npi"]


def name(row: Cells) -> str:
    """Return the name. Report a missing one."""
    found = clean(row["name"])
    if not found:
        row.place.wrong(
            Sentence(
                "Name is empty; write the doctor's name as patients should read it"
            )
        )
    return found


def background(row: Cells, ruleset: Ruleset) -> str:
    """Return the id of the background. Report an unknown or missing one."""
    found = plain_names.background_of(ruleset, row["background"])
    if not found:
        known = listed([each.short for each in ruleset.backgrounds])
        if row["background"]:
            row.place.wrong(
                Sentence(
                    "“Trained in” is %(background)s; write one of %(known)s",
                    {"background": row["background"], "known": known},
                )
            )
        else:
            row.place.wrong(
                Sentence(
                    "“Trained in” is empty; write one of %(known)s", {"known": known}
                )
            )
    return found


def offers(row: Cells, ruleset: Ruleset) -> tuple[str, ...]:
    """Return the ids of the treatments. Report unknown ones, with the name that may be
    meant."""
    found, unknown = plain_names.treatments_of(ruleset, row.by_name["offers"])
    names = {each.name.casefold(): each.name for each in ruleset.treatments.values()}
    known = listed(list(names.values()))
    for text in unknown:
        near = get_close_matches(text.casefold(), [*names, *ruleset.treatments], n=1)
        if near:
            meant = names.get(near[0], near[0])
            row.place.wrong(
                Sentence(
                    "Treatments: there is no treatment %(treatment)s; did you mean %(meant)s?",
                    {"treatment": text, "meant": meant},
                )
            )
        else:
            row.place.wrong(
                Sentence(
                    "Treatments: there is no treatment %(treatment)s; write one of %(known)s",
                    {"treatment": text, "known": known},
                )
            )
    return found


def accepting(row: Cells) -> bool:
    """Return whether the doctor takes new patients. Report anything but yes or no."""
    found = plain_names.is_yes(row["accepting"])
    if found is None and row["accepting"]:
        row.place.wrong(
            Sentence(
                "“Takes new patients” is %(accepting)s; write yes or no",
                {"accepting": row["accepting"]},
            )
        )
    elif found is None:
        row.place.wrong(Sentence("“Takes new patients” is empty; write yes or no"))
    return bool(found)


def place(row: Cells) -> str:
    """Return the place. Report one that is too long."""
    found = clean(row["place"])
    if len(found) > LONGEST:
        counted = {"used": len(found), "most": LONGEST}
        row.place.wrong(
            Sentence("Place has %(used)s characters; use %(most)s or fewer", counted)
        )
    return found


def phone(row: Cells) -> str:
    """Return the telephone number. Report a text that cannot be one."""
    found = row["phone"].removeprefix("'")
    if found and not is_phone(found):
        row.place.wrong(
            Sentence(
                "Phone is %(phone)s; write a telephone number, such as 555-555-0100",
                {"phone": found},
            )
        )
    return found


def link(row: Cells) -> str:
    """Return the address of a page, with https:// added if it is missing."""
    if not row["link"]:
        return ""
    found = LINK.fullmatch(row["link"])
    if not found or len(row["link"]) > LONGEST:
        row.place.wrong(
            Sentence(
                "Website is %(link)s; write an https:// address, such as https://www.example.org/doctors",
                {"link": row["link"]},
            )
        )
        return ""
    return f"https://{found['rest']}"


def certified_until(row: Cells) -> date | None:
    """Return the last day of the certificate, or None if there is none.

    Report a text that is no date, a board without a day, and a day without a board.
    """
    text = row["certified_until"]
    if row["board"] and not text:
        report_missing(row, "certified_until", present="board")
    if text and not row["board"]:
        report_missing(row, "board", present="certified_until")
    if not text:
        return None
    parts = ISO.fullmatch(text) or AMERICAN.fullmatch(text)
    try:
        if parts:
            year, month, day = map(int, parts.group("year", "month", "day"))
            return date(year, month, day)
    except ValueError:
        pass
    row.place.wrong(
        Sentence(
            "“Certified until” is %(day)s; write year, month and day, such as 2027-12-31",
            {"day": text},
        )
    )
    return None


def report_missing(row: Cells, missing: str, *, present: str) -> None:
    """Report a cell that is empty although its partner is filled in."""
    row.place.wrong(
        Sentence(
            "“%(present)s” is filled in but “%(missing)s” is empty; fill in both, or neither without a certificate",
            {"present": PLAIN_HEADER[present], "missing": PLAIN_HEADER[missing]},
        )
    )


def report_duplicates(row: Cells, first: dict[str, int]) -> None:
    """Report an NPI that an earlier row has, too."""
    line = first.setdefault(row["npi"], row.place.line)
    if line != row.place.line and row["npi"]:
        row.place.wrong(
            Sentence(
                "NPI %(npi)s is also in line %(line)s; write each doctor once",
                {"npi": row["npi"], "line": line},
            )
        )


def warnings(doctor: Clinician, today: date) -> tuple[str, ...]:
    """Return what an admin should know before patients read the row."""
    until = doctor.certified_until
    if until is None:
        return ()
    if until < today:
        return (Sentence("the certificate ended on %(day)s", {"day": until}),)
    days = (until - today).days
    if until - today > SOON:
        return ()
    if not days:
        return (Sentence("the certificate ends on %(day)s, today", {"day": until}),)
    if days == 1:
        return (Sentence("the certificate ends on %(day)s, in 1 day", {"day": until}),)
    return (
        Sentence(
            "the certificate ends on %(day)s, in %(days)s days",
            {"day": until, "days": days},
        ),
    )
