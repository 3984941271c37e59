"""The printed sheet: a summary, its date, and the reference of a shared visit."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from finder.core.rules.sheet import day_in_words
from finder.core.rules.voice import Voice
from finder.core.sharing.reference import written
from finder.core.summarizing.figure import highlighted_regions
from finder.core.summarizing.summary import AdviceBlock, BackgroundLine, Card, Summary
from finder.paper.calls import Calls
from finder.paper.cautions import cautions
from finder.paper.glyphs import cleaned_within
from finder.paper.labels import SHEET, Say, labels
from finder.paper.press import SheetCompiler
from finder.paper.qr import qr_picture
from finder.paths import FIGURE, TEMPLATES

NAME = "summary.pdf"
REASONS_OF_TWO = 2
"""The number of reasons under a lead if two pains share the sheet."""
POINTS = (12, 11.5, 11, 10.5)
POINTS_OF_TWO = (*POINTS, 10)
"""Font sizes for two pains. The additional smaller size helps to fit both on one
sheet."""
COMPACT_POINTS = (10.5, 10)
"""Font sizes for one pain in the compact layout, which has more parts side by side. Two
pains always have it."""
LARGE_POINTS = (18,)
INK = ".part{fill:#fff;stroke:#211d18;stroke-width:1.3}.lit{fill:#3d3d3d}"


class Size(StrEnum):
    LETTER = "us-letter"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """A reference, and the address where the front desk looks it up."""

    reference: str
    address: str

    @property
    def link(self) -> str:
        """The address in the QR code. Browsers do not send the part after the `#`, so
        no server, proxy or log sees it."""
        return f"{self.address}#{written(self.reference)}"


@cache
def press() -> SheetCompiler:
    return SheetCompiler(TEMPLATES / "sheet.typ")


def print_sheet(
    summary: Summary,
    day: date,
    *,
    size: Size = Size.LETTER,
    large: bool = False,
    shared: PrintedReference | None = None,
    parted: bool = False,
    say: Say = str,
    calls: Calls | None = None,
) -> bytes:
    """Return the sheet as an accessible PDF, in the largest font size that fits on one
    sheet of paper. The compact layout comes last.

    `parted` means that the clinic has other answers. `say` returns labels in the
    language of the summary. The content depends on the arguments alone.
    """
    form_data = contents(
        summary,
        day,
        size=size,
        large=large,
        shared=shared,
        parted=parted,
        say=say,
        calls=calls,
    )
    candidates = [{**form_data, **layout} for layout in layouts(summary, large=large)]
    return press().pdf_on_fewest_sheets(candidates, day)


def layouts(summary: Summary, *, large: bool) -> Iterator[Mapping[str, object]]:
    """Yield the font sizes to try, with the layout of each, the most readable first."""
    if large:
        yield from ({"points": points} for points in LARGE_POINTS)
    elif summary.second:
        yield from ({"points": points} for points in POINTS_OF_TWO)
    else:
        yield from ({"points": points} for points in POINTS)
        yield from ({"points": points, "compact": True} for points in COMPACT_POINTS)


def contents(
    summary: Summary,
    day: date,
    *,
    size: Size = Size.LETTER,
    large: bool = False,
    shared: PrintedReference | None = None,
    parted: bool = False,
    say: Say = str,
    calls: Calls | None = None,
) -> dict[str, object]:
    """Return the data for the template: cleaned texts, pictures, and the font size to
    begin with."""
    form = {
        "size": size,
        "large": large,
        "compact": bool(summary.second) and not large,
        "points": (LARGE_POINTS if large else POINTS)[0],
    }
    pictures = {
        "figure": figure(summary.regions),
        "shared": share(shared) if shared else None,
    }
    words = {
        **words_of(summary, day, say),
        "parted": summary.words.share.parted if parted else "",
    }
    words["doctors"] = asdict(calls) if calls else None
    return {**form, **cleaned_within(words), **pictures}


def words_of(summary: Summary, day: date, say: Say) -> dict[str, object]:
    words, call = summary.words, summary.next_steps.call_words
    return {
        "labels": labels(SHEET, say),
        "language": summary.language,
        "date": say(day_in_words(day, say)),
        "version": summary.rules_version,
        "reviewed": summary.reviewed,
        "advice": [advice(block, words.urgent.checked) for block in summary.advice],
        "ticked_label": words.urgent.told,
        "crisis": crisis(summary),
        "taken_back": summary.taken_back,
        "help": words.urgent.footer,
        "always": words.crisis.always,
        "after_check": summary.after_check,
        "headline": summary.headline,
        "pain": summary.pain,
        "lines": [
            text
            for text in (summary.text, summary.regular_doctor, summary.sure)
            if text
        ],
        "leads": [
            lead(line, REASONS_OF_TWO if summary.second else None)
            for line in summary.leads
        ],
        "helps": summary.voice is Voice.HELPER,
        "more": [
            text
            for text in (
                summary.more_counts,
                summary.team,
                summary.mood,
                summary.impact,
            )
            if text
        ],
        "also": [f"{line.background.name}: {line.word}" for line in summary.also],
        "facts": [asdict(fact) for fact in summary.facts],
        "own_words": summary.own_words,
        "also_see": summary.also_see,
        "steps": [
            {"heading": step.heading, "cards": list(map(card, step.cards))}
            for step in summary.steps
        ],
        "cautions": list(cautions(summary)),
        "board": words.certification.points[0],
        "call_heading": call.heading,
        "call_columns": [call.question, call.answer],
        "scripts": [asdict(each) for each in summary.next_steps.calls],
        "access": [line.words for line in summary.next_steps.access],
        "access_heading": summary.next_steps.access_heading,
        "ask": [asdict(each) for each in summary.ask],
        "warnings": asdict(summary.warnings),
        "not": [
            words.result.not_a_diagnosis,
            words.result.foot,
            words.result.nothing_proved,
        ],
        "referral": asdict(summary.referral) if summary.leads else None,
        "second": second_pain(summary.second) if summary.second else None,
    }


def second_pain(summary: Summary) -> dict[str, object]:
    """Return the data about a second pain."""
    return {
        "pain": summary.pain,
        "headline": summary.headline,
        "lines": [
            text
            for text in (summary.regular_doctor, summary.sure, summary.more_counts)
            if text
        ],
        "leads": [lead(line, REASONS_OF_TWO) for line in summary.leads],
        "also": [f"{line.background.name}: {line.word}" for line in summary.also],
        "more": summary.impact,
        "facts": [asdict(fact) for fact in summary.facts],
        "steps": [
            {"heading": step.heading, "cards": list(map(card, step.cards))}
            for step in summary.steps
        ],
        "also_see": summary.also_see,
        "clinic_facts": [asdict(fact) for fact in summary.referral.facts],
        "suggested": summary.referral.suggested,
    }


def advice(block: AdviceBlock, checked: str) -> dict[str, object]:
    return {
        "emergency": block.level >= block.level.EMERGENCY_ROOM,
        "urgent": block.level > block.level.SOON,
        "heading": block.heading,
        "text": block.text,
        "ticked": block.ticked,
        "sentences": block.sentences,
        "checked": checked if block.checked else "",
    }


def crisis(summary: Summary) -> dict[str, object] | None:
    words = summary.words.crisis
    if not summary.crisis:
        return None
    safe = words.told_safe if summary.crisis_safe else ""
    return {
        "heading": words.heading,
        "safe": safe,
        "first": words.first,
        "ways": words.ways,
        "danger": words.danger,
    }


def lead(line: BackgroundLine, most: int | None = None) -> dict[str, object]:
    background, reasons = line.background, line.reasons[:most]
    return {
        "name": background.name,
        "plain": background.plain,
        "reasons": reasons,
        "anyway": line.anyway,
    }


def card(each: Card) -> dict[str, object]:
    return {
        "name": each.treatment.name,
        "label": each.treatment.label,
        "under": each.under,
    }


def figure(regions: tuple[str, ...]) -> str:
    """Return the body with the painful places filled in, dark enough for a
    black-and-white printer. Empty if there are none."""
    if not regions:
        return ""
    head, mark, rest = highlighted_regions(
        FIGURE.read_text(encoding="utf-8"), regions
    ).partition(">")
    return f"{head}{mark}<style>{INK}</style>{rest}"


def share(shared: PrintedReference) -> dict[str, str]:
    return {
        "reference": written(shared.reference),
        "address": shared.address,
        "code": qr_picture(shared.link),
    }
