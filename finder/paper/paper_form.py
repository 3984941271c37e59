"""The paper form as a PDF."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import cache

from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.paper_form import PaperPage
from finder.paper.glyphs import cleaned_within
from finder.paper.labels import FORM, Say, labels
from finder.paper.press import SheetCompiler
from finder.paper.sheet import Size
from finder.paths import TEMPLATES

NAME = "questionnaire.pdf"


@cache
def press() -> SheetCompiler:
    return SheetCompiler(TEMPLATES / "paper_form.typ")


def print_paper_form(
    ruleset: Ruleset,
    pages: Sequence[PaperPage],
    day: date,
    *,
    size: Size = Size.LETTER,
    say: Say = str,
) -> bytes:
    words = contents(ruleset, pages, size, say)
    return press().pdf(words, day)


def contents(
    ruleset: Ruleset, pages: Sequence[PaperPage], size: Size, say: Say
) -> dict[str, object]:
    """Return what the template prints."""
    first = ruleset.questionnaire.pages[0]
    advice = ruleset.advice
    words = {
        "size": size,
        "labels": labels(FORM, say),
        "language": ruleset.language,
        "version": ruleset.version,
        "title": first.heading,
        "intro": advice.result.not_a_diagnosis,
        "help": advice.urgent.footer,
        "no_names": advice.privacy.lines[0],
        "pages": list(map(asdict, pages)),
    }
    return cleaned_within(words)
