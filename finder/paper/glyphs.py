"""Keep text to what the sheet's typeface can print, so that no character stops a sheet."""

import re
import struct
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from unicodedata import normalize

from fontpkg_atkinson_hyperlegible import ROOT

FONTS = ROOT / "files"
REGULAR = FONTS / "AtkinsonHyperlegible-Regular.ttf"
WITH_GLYPHS_ELSEWHERE = frozenset(map(chr, (*range(0x391, 0x3A2), *range(0x3A3, 0x3CA), *range(0x400, 0x460))))
"""Greek and Cyrillic: typst's own serif has them."""
UNPRINTABLE = "[?]"
SHOW_NOTHING = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
"""Signs that only say how others join, turn or break: without those, they are no sign that is missing."""
AGAIN = re.compile(r"\[\?\]\s*(?=\[\?\])")
MAY_BREAK = "\u200b"
LONG = re.compile(r"\S{30}(?=\S)")
TABLE = struct.Struct(">4sLLL")


@cache
def printable() -> frozenset[str]:
    """Every sign that has a glyph."""
    return covered(REGULAR.read_bytes()) | WITH_GLYPHS_ELSEWHERE


def covered(font: bytes) -> frozenset[str]:
    """The signs of a TrueType font, read from the map of its first encoding (format 4: Unicode's first plane)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {tag: offset for tag, _, offset, _ in (TABLE.unpack_from(font, 12 + 16 * place) for place in range(count))}
    start = tables[b"cmap"]
    start += struct.unpack_from(">L", font, start + 8)[0]
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    last = struct.unpack_from(f">{doubled // 2}H", font, start + 14)
    first = struct.unpack_from(f">{doubled // 2}H", font, start + 16 + doubled)
    return frozenset(chr(code) for low, high in zip(first, last, strict=True) for code in range(low, high + 1)) - {
        "\uffff"
    }


def unprintable(text: str) -> list[str]:
    """Return the signs that the sheet cannot print, each once, in order."""
    signs = set(SHOW_NOTHING.sub("", normalize("NFC", text)))
    return sorted(sign for sign in signs - printable() if not sign.isspace())


def cleaned(text: str) -> str:
    """The text with each run of signs that cannot be printed as one mark. Line ends stay, but for empty lines in a row;
    a word longer than a line may be broken."""
    composed = re.sub(r"\n\s*\n\s*", "\n\n", normalize("NFC", text).replace("\t", " "))
    seen = SHOW_NOTHING.sub("", composed)
    runs = groupby(seen, key=lambda sign: sign == "\n" or sign in printable())
    marked = "".join("".join(run) if fits else UNPRINTABLE for fits, run in runs)
    return LONG.sub(rf"\g<0>{MAY_BREAK}", AGAIN.sub("", marked))


def cleaned_within(texts: Mapping[str, object]) -> dict[str, object]:
    """The same for every text inside."""
    return {key: cleaned_value(each) for key, each in texts.items()}


def cleaned_value(value: object) -> object:
    match value:
        case str():
            return cleaned(value)
        case dict():
            return cleaned_within(value)
        case list() | tuple():
            return [cleaned_value(each) for each in value]
        case _:
            return value
