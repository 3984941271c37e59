"""Read a table of clinics: a row for each, with every mistake and how to fix it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.config import OF_CLINIC, Settings, settings_of_clinic
from finder.core.loading.csv_cells import Cells
from finder.core.loading.file_errors import BrokenClinics
from finder.core.loading.reading import Reading
from finder.setting_values import BadSetting
from finder.store.clinics import ClinicRefused, check_slug

SLUG, NAME = "slug", "FINDER_CLINIC"
COLUMNS = (SLUG, *(f"FINDER_{name.upper()}" for name in OF_CLINIC))
BY_TITLE = {column.casefold(): column for column in COLUMNS}
FIRST_LINE = f"the first line must be {SLUG}, {NAME} and any other settings of a clinic, in any order"
A_NAME = {NAME: "A clinic"}
"""Stands for the name where another setting is looked at."""


@dataclass(frozen=True, slots=True)
class NewClinic:
    """A clinic of the table, with what it sets for itself."""

    slug: str
    settings: Mapping[str, str]


def read_clinics(
    path: Path, known: Collection[str], installation: Settings
) -> list[NewClinic]:
    """Return the clinics of a file. `known` are the slugs that are there already.
    Raises BrokenClinics with every mistake, each with its line and how to fix it."""
    reading = Reading(path.parent, "en")
    first_lines: dict[str, int] = {}
    found = []
    for row in table(reading, path.name):
        settings = settings_in(row)
        check_slug_of(row, known, first_lines)
        check_settings_of(row, settings, installation)
        found.append(NewClinic(row[SLUG], settings))
    errors = reading.unread or reading.errors
    if not found and not errors:
        reading.place(path.name, 0).wrong(
            "lists no clinics, so nothing was changed; write a row for each clinic under the header"
        )
    if errors:
        raise BrokenClinics(errors)
    return found


def table(reading: Reading, file: str) -> list[Cells]:
    """Return the rows under the header, by column. Report a row of the wrong width, and
    leave it out."""
    lines = reading.rows(file)
    first, titles = next(lines, (1, []))
    columns = [column_of(title) for title in titles]
    mistake = mistake_in_header(titles, columns)
    if not mistake:
        return reading.under(columns, lines, file)
    if not reading.unread:
        reading.unreadable(file, first, f"{FIRST_LINE}; {mistake}")
    return []


def column_of(title: str) -> str:
    """Return the column with this title in any case, empty if there is none."""
    return BY_TITLE.get(title.casefold(), "")


def mistake_in_header(titles: Sequence[str], columns: Sequence[str]) -> str:
    """Return what is wrong with the first line, empty if nothing is."""
    missing = [column for column in (SLUG, NAME) if column not in columns]
    if missing:
        return f"there is no column {missing[0]}"
    by_title = zip(titles, columns, strict=True)
    unknown = [title for title, column in by_title if not column]
    if unknown:
        name = unknown[0] or "an empty title"
        return f"{name} is none of these"
    repeated = [column for column in columns if columns.count(column) > 1]
    if repeated:
        return f"{repeated[0]} is there twice"
    return ""


def settings_in(row: Cells) -> dict[str, str]:
    """Return the settings of a row that are not empty."""
    names = [name for name in row.by_name if name != SLUG]
    return {name: row[name] for name in names if row[name]}


def check_slug_of(
    row: Cells, known: Collection[str], first_lines: dict[str, int]
) -> None:
    """Report what is wrong with the slug of a row. `first_lines` holds the first line
    of each slug."""
    slug = row[SLUG]
    line = row.place.line
    if not slug:
        row.place.wrong(
            "slug is empty; write the short name for the clinic's address, such as north-side"
        )
        return
    try:
        check_slug(slug)
    except ClinicRefused as error:
        row.place.wrong(str(error))
    if slug in known:
        fix = f"delete this row, and change the clinic with `finder clinic set {slug}`"
        row.place.wrong(f"there is already a clinic {slug}; {fix}")
    first = first_lines.setdefault(slug, line)
    if first != line:
        row.place.wrong(f"slug {slug} is also in line {first}; write each clinic once")


def check_settings_of(
    row: Cells, settings: Mapping[str, str], installation: Settings
) -> None:
    """Report each setting of a row that cannot be used, and a name that is missing."""
    to_check = {NAME: "", **settings}
    for name, text in to_check.items():
        own = {**A_NAME, name: text}
        try:
            settings_of_clinic(installation, own)
        except BadSetting as error:
            row.place.wrong(str(error))
