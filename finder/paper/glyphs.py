"""Replace characters that the sheet's typeface cannot print, so that no character stops
a sheet."""

import re
import struct
from collections.abc import Mapping
from functools import cache
from itertools import chain, groupby
from unicodedata import normalize

from fontpkg_atkinson_hyperlegible import ROOT

FONTS = ROOT / "files"
REGULAR = FONTS / "AtkinsonHyperlegible-Regular.ttf"
CAPITAL_GREEK = range(0x391, 0x3A2)
OTHER_GREEK = range(0x3A3, 0x3CA)
CYRILLIC = range(0x400, 0x460)
IN_FALLBACK_FONT = frozenset(map(chr, chain(CAPITAL_GREEK, OTHER_GREEK, CYRILLIC)))
"""Greek and Cyrillic letters, which Typst's own serif typeface has."""
UNPRINTABLE = "[?]"
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
"""Invisible characters that only control how others join or break. They do not count as
missing."""
EMPTY_LINES = re.compile(r"\n\s*\n\s*")
AGAIN = re.compile(r"\[\?\]\s*(?=\[\?\])")
ZERO_WIDTH_SPACE = "\u200b"
LONG = re.compile(r"\S{30}(?=\S)")
NUMBER_OF_TABLES = struct.Struct(">H")
TABLE = struct.Struct(">4sLLL")
"""An entry of the list of tables: tag, checksum, offset, length."""
FIRST_TABLE = 12
OFFSET_OF_MAP = struct.Struct(">L")
DOUBLED_SEGMENTS = struct.Struct(">H")
"""Twice the number of segments, which is also the bytes of each list of codes."""
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
    (doubled,) = DOUBLED_SEGMENTS.unpack_from(font, start + 6)
    codes = struct.Struct(f">{doubled // 2}H")
    last_codes = codes.unpack_from(font, start + 14)
    first_codes = codes.unpack_from(font, start + 16 + doubled)
    found: set[str] = set()
    for first, last in zip(first_codes, last_codes, strict=True):
        segment = range(first, last + 1)
        found.update(map(chr, segment))
    found.discard(NO_SIGN)
    return frozenset(found)


def map_of(font: bytes) -> int:
    """Return the offset of the map of the first encoding."""
    start = table_of(font, b"cmap")
    (within,) = OFFSET_OF_MAP.unpack_from(font, start + 8)
    return start + int(within)


def table_of(font: bytes, wanted: bytes) -> int:
    """Return the offset of a table of the font."""
    (count,) = NUMBER_OF_TABLES.unpack_from(font, 4)
    offsets = {}
    for place in range(count):
        entry = FIRST_TABLE + TABLE.size * place
        tag, _, offset, _ = TABLE.unpack_from(font, entry)
        offsets[tag] = offset
    found: int = offsets[wanted]
    return found


def unprintable(text: str) -> list[str]:
    """Return the characters that the sheet cannot print, once each, in order."""
    composed = normalize("NFC", text)
    signs = set(INVISIBLE.sub("", composed))
    missing = signs - printable()
    visible = [sign for sign in missing if not sign.isspace()]
    return sorted(visible)


def cleaned(text: str) -> str:
    """Return the text with each run of unprintable characters replaced by one mark.

    Several empty lines become one. A word longer than a line may break.
    """
    composed = normalize("NFC", text)
    without_tabs = composed.replace("\t", " ")
    without_empty_lines = EMPTY_LINES.sub("\n\n", without_tabs)
    visible = INVISIBLE.sub("", without_empty_lines)
    marked = ""
    for can_print, run in groupby(visible, key=is_printable):
        marked += "".join(run) if can_print else UNPRINTABLE
    marked_once = AGAIN.sub("", marked)
    return LONG.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", marked_once)


def is_printable(sign: str) -> bool:
    """Return whether a character is the end of a line, or has a glyph."""
    return sign == "\n" or sign in printable()


def cleaned_within(texts: Mapping[str, object]) -> dict[str, object]:
    """Return the same mapping, with every text inside it cleaned."""
    found = {}
    for key, value in texts.items():
        found[key] = cleaned_value(value)
    return found


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
