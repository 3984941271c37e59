"""Typst: JSON data in, PDF out. This module is imported only where a PDF is made."""

import json
import logging
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Literal

from typst import Compiler, Fonts, TypstError

from finder.paper.glyphs import FONTS

ACCESSIBLE: Literal["ua-1"] = "ua-1"
SIDES = 2

log = logging.getLogger("finder.paper")


@dataclass(frozen=True, slots=True)
class SheetCompiler:
    """One compiler for one template. It caches what it has parsed, and compiles one
    sheet at a time."""

    template: Path
    compiler: Compiler = field(init=False, repr=False)
    lock: Lock = field(init=False, repr=False, default_factory=Lock)

    def __post_init__(self) -> None:
        fonts = Fonts(include_system_fonts=False, font_paths=[FONTS])
        # Reading the fonts takes most of a second, so the compiler is created once and
        # stored in this frozen object.
        object.__setattr__(
            self,
            "compiler",
            Compiler(self.template, root=self.template.parent, font_paths=fonts),
        )

    def pdf(self, data: Mapping[str, object], day: date) -> bytes:
        """Return the PDF. The same data gives the same bytes.

        If the accessibility standard refuses the data, the PDF is made without it.
        """
        with self.lock:
            return self.compiled(data, day)

    def pdf_on_fewest_sheets(
        self, candidates: Iterable[Mapping[str, object]], day: date
    ) -> bytes:
        """Return the first candidate that fits on one sheet of two sides, or else the
        first with the fewest sheets.

        The template reports its number of pages as `<pages>`.
        """
        fewest, best = sys.maxsize, b""
        for data in candidates:
            with self.lock:
                found = self.compiled(data, day)
                sheets = ceil(
                    json.loads(self.compiler.query("<pages>", field="value", one=True))
                    / SIDES
                )
            if sheets < fewest:
                fewest, best = sheets, found
            if sheets == 1:
                break
        return best

    def compiled(self, data: Mapping[str, object], day: date) -> bytes:
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        stamp = datetime.combine(day, time(), UTC)
        try:
            found = self.compiler.compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=ACCESSIBLE,
                timestamp=stamp,
            )
        except TypstError as error:
            log.error(  # noqa: TRY400
                "a sheet is printed without the PDF accessibility standard: %s",
                type(error).__name__,
            )
            found = self.compiler.compile(
                format="pdf", sys_inputs=inputs, timestamp=stamp
            )
        assert isinstance(found, bytes)  # noqa: S101 - a PDF is one bytes object
        return found

    def warnings(self, data: Mapping[str, object]) -> list[str]:
        """Return Typst's warnings about a sheet, such as a missing typeface."""
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        with self.lock:
            _, minded = self.compiler.compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards=ACCESSIBLE
            )
        return [each.message for each in minded]
