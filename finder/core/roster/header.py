"""The header of a roster: the column that each title means, in any order."""

from collections.abc import Mapping, Sequence

from finder.core.loading.csv_cells import Cells
from finder.core.loading.reading import Reading
from finder.core.roster import plain_names
from finder.core.rules.sentence import Sentence

PLAIN_HEADER: Mapping[str, str] = {
    "npi": "NPI",
    "name": "Name",
    "background": "Trained in",
    "board": "Board",
    "certified_until": "Certified until",
    "offers": "Treatments",
    "languages": "Languages",
    "accepting": "Takes new patients",
    "place": "Place",
    "phone": "Phone",
    "link": "Website",
}
"""The columns in order, each with its name for people. Both names are accepted."""
HEADER = tuple(PLAIN_HEADER)
NEEDED = HEADER[:8]


def table(reading: Reading, file: str, text: str) -> list[Cells]:
    """Return the rows under the header, by column. Report rows of the wrong width, and
    leave them out."""
    lines = reading.rows_of(file, text)
    first, titles = next(lines, (1, []))
    columns = [column_of(title) for title in titles]
    if wrong := wrong_header(titles, columns):
        if not reading.unread:
            reading.unreadable(file, first, wrong)
        return []
    return [
        Cells(row.place, {**dict.fromkeys(HEADER, ""), **row.by_name})
        for row in reading.under(columns, lines, file)
    ]


def column_of(title: str) -> str:
    """Return the column that a title means, or "" if it means none."""
    meant = plain_names.normal(title)
    for column, plain_title in PLAIN_HEADER.items():
        names = (column, plain_title)
        if meant in map(plain_names.normal, names):
            return column
    return ""


def wrong_header(titles: Sequence[str], columns: Sequence[str]) -> Sentence:
    """Return what is wrong with the header, or an empty sentence."""
    wanted = ",".join(PLAIN_HEADER.values())
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        return Sentence(
            "the first line must be %(columns)s, in any order; there is no column %(column)s",
            {"columns": wanted, "column": PLAIN_HEADER[missing[0]]},
        )
    named = zip(titles, columns, strict=True)
    strange = [title for title, column in named if not column]
    if strange and not strange[0]:
        return Sentence(
            "the first line must be %(columns)s, in any order; an empty title is none of these",
            {"columns": wanted},
        )
    if strange:
        return Sentence(
            "the first line must be %(columns)s, in any order; %(title)s is none of these",
            {"columns": wanted, "title": strange[0]},
        )
    doubled = [column for column in columns if columns.count(column) > 1]
    if doubled:
        return Sentence(
            "the first line must be %(columns)s, in any order; %(column)s is there twice",
            {"columns": wanted, "column": PLAIN_HEADER[doubled[0]]},
        )
    return Sentence()
