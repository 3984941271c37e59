"""Inspect a finished PDF: its pages as pictures, its text, and its tags."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on a page, in points from the lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str

    def covers(self, other: "Piece") -> float:
        """Return the share of the smaller piece that overlaps the other."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        least = min(area(self), area(other))
        return max(width, 0) * max(height, 0) / least if least else 0


def area(piece: Piece) -> float:
    return (piece.right - piece.left) * (piece.top - piece.bottom)


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def pieces(pdf: bytes) -> Iterator[Piece]:
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        text = page.get_textpage()
        for index in range(text.count_rects()):
            box = text.get_rect(index)
            left, bottom, right, top = box
            yield Piece(
                number, left, bottom, right, top, text.get_text_bounded(*box).strip()
            )


FOOT = re.compile(
    r"(Indanger[^.]*\.Thinkingofsuicide\?Callortext988\.)?Painvisitsummary,[^.]*\.Rules.{12,80}?Page\d+of\d+"
)


def words(pdf: bytes) -> str:
    """Return all text of the pages except the footer, for comparison with `plain`
    texts."""
    found = " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)
    )
    return FOOT.sub("", plain(found))


def plain(text: str) -> str:
    """Return a text for comparison, without spaces and marks that a line break may
    swallow."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "-").split())


def pictures(pdf: bytes, scale: float = 2) -> list[Image]:
    return [page.render(scale=scale).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def qr_codes(pdf: bytes) -> list[str]:
    return [
        code.text
        for picture in pictures(pdf, 3)
        for code in zxingcpp.read_barcodes(picture)
    ]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(pdf))


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the structure tree, with its standard role. The title of a heading
    is its text."""

    role: str
    alt: str
    title: str
    attributes: Mapping[str, str]
    inside: tuple["Tag", ...]

    def every(self, *roles: str) -> list["Tag"]:
        here = [self] if self.role in roles else []
        return here + [found for each in self.inside for found in each.every(*roles)]


def tags(pdf: pikepdf.Pdf) -> Tag:
    root: Any = pdf.Root.StructTreeRoot
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}

    def tag(node: Any) -> Tag:
        inside = tuple(
            tag(kid)
            for kid in several(node.get("/K"))
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        )
        role = str(node.get("/S", "/Root"))
        attributes = {
            str(key): str(value)
            for each in several(node.get("/A"))
            for key, value in each.items()
        }
        alt, title = str(node.get("/Alt", "")), str(node.get("/T", ""))
        return Tag(
            roles.get(role, role).removeprefix("/"), alt, title, attributes, inside
        )

    return tag(root)


def several(value: Any) -> list[Any]:
    """Return a value as a list. In a PDF, a list of one may be a single value."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


PAINTS = frozenset(
    ["Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"]
)


def unmarked(page: pikepdf.Page) -> list[str]:
    """Return what a page paints that is neither in the structure tree nor marked as
    decoration."""
    depth, found = 0, []
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
        if operator in PAINTS and depth == 0:
            found.append(operator)
    return found


def marks(page: pikepdf.Page) -> list[int]:
    """Return the numbers that the structure tree uses for the content of a page."""
    steps = [
        step
        for step in pikepdf.parse_content_stream(page)
        if str(step.operator) == "BDC"
    ]
    given: list[Any] = [step.operands[1] for step in steps]
    return [int(each.MCID) for each in given if "/MCID" in each]


def owners(pdf: pikepdf.Pdf) -> dict[int, list[Any]]:
    """Return, for each page's key, the element that owns each of its marks."""
    numbers: Any = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {
        int(numbers[place]): list(numbers[place + 1])
        for place in range(0, len(numbers), 2)
    }
