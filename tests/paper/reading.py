"""Looking at a finished PDF: its pages as pictures, its words, and its tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on a page, in points from the page's lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str

    def covers(self, other: "Piece") -> float:
        """The share of the smaller one that lies under the other."""
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
            yield Piece(number, left, bottom, right, top, text.get_text_bounded(*box).strip())


FOOT = re.compile(r"Painvisitsummary,[^.]*\.Rules.{12,80}?Page\d+of\d+")


def words(pdf: bytes) -> str:
    """Everything on the pages but the line at their foot, to compare with `plain` texts."""
    found = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return FOOT.sub("", plain(found))


def plain(text: str) -> str:
    """A text for comparing: without spaces and marks, which a line's end may swallow."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "-").split())


def pictures(pdf: bytes, scale: float = 2) -> list[Image]:
    return [page.render(scale=scale).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def qr_codes(pdf: bytes) -> list[str]:
    return [code.text for picture in pictures(pdf, 3) for code in zxingcpp.read_barcodes(picture)]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(pdf))


@dataclass(frozen=True, slots=True)
class Tag:
    """One element of the structure tree, with its role in the standard's own words."""

    role: str
    alt: str
    inside: tuple["Tag", ...]

    def every(self, role: str) -> list["Tag"]:
        here = [self] if self.role == role else []
        return here + [found for each in self.inside for found in each.every(role)]


def tags(pdf: pikepdf.Pdf) -> Tag:
    root: Any = pdf.Root.StructTreeRoot
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}

    def tag(node: Any) -> Tag:
        kids = node.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        inside = tuple(tag(kid) for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)
        role = str(node.get("/S", "/Root"))
        return Tag(roles.get(role, role).removeprefix("/"), str(node.get("/Alt", "")), inside)

    return tag(root)
