"""Read a table of clinics: a row for each, with every mistake and how to fix it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.config import OF_CLINIC, BadSetting, Settings, settings_of_clinic
from finder.core.loading.csv_cells import Cells
from finder.core.loading.file_errors import BrokenClinics
from finder.core.loading.reading import Reading
from finder.store.clinics import ClinicRefused, check_slug

SLUG, NAME = "slug", "FINDER_CLINIC"
COLUMNS = (SLUG, *(f"FINDER_{name.upper()}" for name in OF_CLINIC))
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
    first: dict[str, int] = {}
    found = []
    for row in table(reading, path.name):
        tell_slug(row, known, first)
        settings = {
            name: row[name] for name in row.by_name if name != SLUG and row[name]
        }
        tell_settings(row, settings, installation)
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
    """Return the rows under the header, by column; a row of the wrong width is told and
    left out."""
    lines = reading.rows(file)
    first, titles = next(lines, (1, []))
    columns = [column_of(title) for title in titles]
    if wrong := wrong_header(titles, columns):
        if not reading.unread:
            reading.unreadable(file, first, f"{FIRST_LINE}; {wrong}")
        return []
    return reading.under(columns, lines, file)


def column_of(title: str) -> str:
    """Return the column that a title means; empty where it means none."""
    return {column.casefold(): column for column in COLUMNS}.get(title.casefold(), "")


def wrong_header(titles: Sequence[str], columns: Sequence[str]) -> str:
    """Return what is wrong with the first line; empty where nothing is."""
    if missing := [column for column in (SLUG, NAME) if column not in columns]:
        return f"there is no column {missing[0]}"
    if strange := [
        title for title, column in zip(titles, columns, strict=True) if not column
    ]:
        return f"{strange[0] or 'an empty title'} is none of these"
    doubled = [column for column in columns if columns.count(column) > 1]
    return f"{doubled[0]} is there twice" if doubled else ""


def tell_slug(row: Cells, known: Collection[str], first: dict[str, int]) -> None:
    """Tell what is wrong with the slug of a row. `first` holds the line in which each
    stands first."""
    slug, line = row[SLUG], row.place.line
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
    if (before := first.setdefault(slug, line)) != line:
        row.place.wrong(f"slug {slug} is also in line {before}; write each clinic once")


def tell_settings(
    row: Cells, settings: Mapping[str, str], installation: Settings
) -> None:
    """Tell each setting of a row that cannot be used, and a name that is missing."""
    for name in {NAME: "", **settings}:
        own = (
            {NAME: settings.get(NAME, "")}
            if name == NAME
            else {**A_NAME, name: settings[name]}
        )
        try:
            settings_of_clinic(installation, own)
        except BadSetting as error:
            row.place.wrong(str(error))
