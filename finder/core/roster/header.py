"""The header of a roster: the column that each title means, in any order."""

from collections.abc import Mapping, Sequence

from finder.core.loading.csv_cells import Cells
from finder.core.loading.reading import Reading
from finder.core.roster import plain_names
from finder.core.rules.sentence import Sentence

HEADER = (
    "npi", "name", "background", "board", "certified_until", "offers", "languages", "accepting", "place", "phone",
    "link",
)  # fmt: skip
NEEDED = HEADER[:8]
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
"""The names of the columns for people. Both names are accepted."""


def table(reading: Reading, file: str, text: str) -> list[Cells]:
    """Return the rows under the header, by column. A row of the wrong width is reported
    and left out."""
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
    names = {
        plain_names.normal(name): column
        for column, title in PLAIN_HEADER.items()
        for name in (column, title)
    }
    return names.get(plain_names.normal(title), "")


def wrong_header(titles: Sequence[str], columns: Sequence[str]) -> Sentence:
    """Return what is wrong with the header, or an empty sentence."""
    wanted = ",".join(PLAIN_HEADER.values())
    if missing := [column for column in NEEDED if column not in columns]:
        return Sentence(
            "the first line must be %(columns)s, in any order; there is no column %(column)s",
            {"columns": wanted, "column": PLAIN_HEADER[missing[0]]},
        )
    if strange := [
        title for title, column in zip(titles, columns, strict=True) if not column
    ]:
        if not strange[0]:
            return Sentence(
                "the first line must be %(columns)s, in any order; an empty title is none of these",
                {"columns": wanted},
            )
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
