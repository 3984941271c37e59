"""Replace characters that the sheet's typeface cannot print, so that no character stops
a sheet."""

import re
import struct
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from unicodedata import normalize

from fontpkg_atkinson_hyperlegible import ROOT

FONTS = ROOT / "files"
REGULAR = FONTS / "AtkinsonHyperlegible-Regular.ttf"
IN_FALLBACK_FONT = frozenset(
    map(chr, (*range(0x391, 0x3A2), *range(0x3A3, 0x3CA), *range(0x400, 0x460)))
)
"""Greek and Cyrillic letters, which Typst's own serif typeface has."""
UNPRINTABLE = "[?]"
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
"""Invisible characters that only control how others join or break. They do not count as
missing."""
EMPTY_LINES = re.compile(r"\n\s*\n\s*")
AGAIN = re.compile(r"\[\?\]\s*(?=\[\?\])")
ZERO_WIDTH_SPACE = "\u200b"
LONG = re.compile(r"\S{30}(?=\S)")
TABLE = struct.Struct(">4sLLL")
NO_SIGN = "\uffff"
"""The end of the character map."""


@cache
def printable() -> frozenset[str]:
    """Return every character that has a glyph."""
    font = REGULAR.read_bytes()
    return covered(font) | IN_FALLBACK_FONT


def covered(font: bytes) -> frozenset[str]:
    """Return the characters of a TrueType font, read from its first map.

    The map has format 4, which holds Unicode's first plane.
    """
    start = map_of(font)
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    codes = struct.Struct(f">{doubled // 2}H")
    last = codes.unpack_from(font, start + 14)
    first = codes.unpack_from(font, start + 16 + doubled)
    found: set[str] = set()
    for low, high in zip(first, last, strict=True):
        found.update(map(chr, range(low, high + 1)))
    return frozenset(found - {NO_SIGN})


def map_of(font: bytes) -> int:
    """Return the offset of the map of the first encoding."""
    (count,) = struct.unpack_from(">H", font, 4)
    starts = {}
    for place in range(count):
        tag, _, offset, _ = TABLE.unpack_from(font, 12 + 16 * place)
        starts[tag] = offset
    start: int = starts[b"cmap"]
    (within,) = struct.unpack_from(">L", font, start + 8)
    return start + int(within)


def unprintable(text: str) -> list[str]:
    """Return the characters that the sheet cannot print, once each, in order."""
    composed = normalize("NFC", text)
    signs = set(INVISIBLE.sub("", composed))
    missing = signs - printable()
    return sorted(sign for sign in missing if not sign.isspace())


def cleaned(text: str) -> str:
    """Return the text with each run of unprintable characters replaced by one mark.

    Several empty lines become one. A word longer than a line may break.
    """
    composed = normalize("NFC", text).replace("\t", " ")
    without_empty_lines = EMPTY_LINES.sub("\n\n", composed)
    seen = INVISIBLE.sub("", without_empty_lines)
    runs = groupby(seen, key=fits)
    marked = ["".join(run) if has_glyphs else UNPRINTABLE for has_glyphs, run in runs]
    marked_once = AGAIN.sub("", "".join(marked))
    return LONG.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", marked_once)


def fits(sign: str) -> bool:
    return sign == "\n" or sign in printable()


def cleaned_within(texts: Mapping[str, object]) -> dict[str, object]:
    """Return the same mapping, with every text inside it cleaned."""
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
