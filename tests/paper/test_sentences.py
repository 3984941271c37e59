"""The sentences of a sheet are separated."""

import re
from datetime import date

import pypdfium2

from finder.core.deciding.assess import assess
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.summarize import summarize
from finder.paper.sheet import print_sheet
from finder.paths import RULES

RUN_TOGETHER = re.compile(r"[a-z]{2}\.[A-Z][a-z]")
WITH_OTHERS = 4
"""The number of printed worked patients with another background and a sentence after
it."""


def text_of(pdf: bytes) -> str:
    """Return the text of a sheet with the spaces and line breaks that a reader sees."""
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)
    )


def test_a_sentence_after_the_other_backgrounds_begins_with_a_space(
    ruleset: Ruleset,
) -> None:
    printed = 0
    for vignette in load_vignettes(RULES, ruleset):
        summary = summarize(
            ruleset, vignette.answers, assess(ruleset, vignette.answers)
        )
        if summary.also and summary.impact and printed < WITH_OTHERS:
            printed += 1
            assert (
                RUN_TOGETHER.findall(text_of(print_sheet(summary, date(2026, 11, 26))))
                == []
            )
    assert printed
