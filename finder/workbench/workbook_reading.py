"""Read the sheets of a changed workbook: rows of texts, and mistakes with their sheet
and row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from finder.core.exchange.spreadsheet import as_typed
from finder.core.rules.knowledge import Ruleset
from finder.workbench.workbook_layout import Column, FolderContent, Layout


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet, and its cells by title."""

    layout: Layout
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells[column.title]

    @property
    def id(self) -> str:
        """The row's id, from the first column."""
        return self.cells[self.layout.columns[0].title]

    def wrong(self, text: str) -> str:
        """Return a mistake with its sheet and row."""
        return f"{self.layout.title}, row {self.number}: {text}"


@dataclass(slots=True)
class BookReading:
    """One pass over a workbook, with the mistakes found so far."""

    book: Workbook
    ruleset: Ruleset
    content: FolderContent
    mistakes: list[str] = field(default_factory=list)

    def rows(self, layout: Layout) -> list[SheetRow]:
        """Return the rows of a sheet that are not empty. Return none once there are
        mistakes."""
        if layout.title not in self.book.sheetnames:
            self.mistakes.append(
                f"{layout.title}: there is no such sheet; export a new workbook"
            )
            return []
        sheet = self.book[layout.title]
        titles = [str(cell.value or "") for cell in sheet[1]]
        self.mistakes += wrong_titles(layout, titles)
        if self.mistakes:
            return []
        return list(self.read_rows(layout, sheet, titles))

    def read_rows(
        self,
        layout: Layout,
        sheet: Worksheet,
        titles: Sequence[str],
    ) -> Iterator[SheetRow]:
        """Yield the rows under the header that are not empty."""
        for cells in sheet.iter_rows(min_row=2):
            texts = {}
            columns = zip(titles, cells, strict=False)
            for title, cell in columns:
                if title:
                    texts[title] = self.text(layout, cell)
            if any(texts.values()):
                number = cells[0].row or 0
                yield SheetRow(layout, number, texts)

    def text(self, layout: Layout, cell: Cell | MergedCell) -> str:
        """Return the text of a cell as it was typed. Record a mistake if it holds
        neither text nor a whole number."""
        value = cell.value
        is_formula = cell.data_type == "f"
        if isinstance(value, str) and not is_formula:
            words = as_typed(value).split()
            return " ".join(words)
        if value is None:
            return ""
        if is_whole(value):
            return str(int(value))
        place = f"{layout.title}, row {cell.row}: {cell.coordinate}"
        self.mistakes.append(
            f"{place} holds {value}; type the text or the whole number"
        )
        return ""


def wrong_titles(
    layout: Layout,
    titles: Sequence[str],
) -> Iterator[str]:
    """Yield a mistake for each column that is missing, repeated, or unknown."""
    first_row = f"{layout.title}, row 1"
    wanted = [column.title for column in layout.columns]
    for title in wanted:
        if titles.count(title) != 1:
            yield f"{first_row}: there must be exactly one column {title}; export a new workbook"
    used = filter(None, titles)
    unknown = [title for title in used if title not in wanted]
    for title in unknown:
        yield f"{first_row}: the column {title} is not used; delete it"


def is_whole(value: object) -> TypeGuard[int | float]:
    """Return whether a value is a whole number, whether the workbook holds it as int or
    float."""
    if isinstance(value, bool):
        return False
    if not isinstance(value, int | float):
        return False
    return value == int(value)
