"""The printed sheet: complete, readable, private, and the same each time."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from finder.core.deciding.assess import assess
from finder.core.loading.load import load
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import Voice
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.paper.glyphs import cleaned, printable
from finder.paper.press import SheetCompiler
from finder.paper.sheet import (
    POINTS,
    POINTS_OF_TWO,
    PrintedReference,
    Size,
    contents,
    press,
    print_sheet,
)
from finder.paths import RULES
from tests.core.test_summarize import answers_of
from tests.paper.conftest import OWN_WORDS, everything, printed
from tests.paper.reading import (
    Piece,
    opened,
    pages,
    pictures,
    pieces,
    plain,
    qr_codes,
    words,
)

DAY = date(2026, 11, 24)
SHARED = PrintedReference("7KQ2M9XD4TH", "https://clinic.example/desk/look-up")
FORMS = [(size, large) for size in Size for large in (False, True)]
LABELS = [
    "My pain, in short",
    "In my own words",
    "Questions to ask",
    "Treatments to ask about",
]
LABELS += [
    "Ask about your pills today",
    "Be careful with",
    "Tell every doctor",
    "You may also need",
    "What this is not",
]
HARD = ["the shortest", "urgent", "the longest", "a child"]
FOOT_TOP = 50
"""The height of the margin with the footer, in points."""
WIDTHS = {Size.LETTER: (612, 792), Size.A4: (595, 842)}


@pytest.fixture(scope="module")
def printed_sheets(people: dict[str, Summary]) -> dict[tuple[Size, str], bytes]:
    """Return everyone's sheet in both paper sizes, shared with a clinic, which is the
    longest form."""
    return {
        (size, name): print_sheet(each, DAY, size=size, shared=SHARED)
        for size in Size
        for name, each in people.items()
    }


def test_one_sheet_of_paper_is_enough_except_for_the_longest_patient(
    printed_sheets: dict[tuple[Size, str], bytes],
) -> None:
    needed = {who: pages(pdf) for who, pdf in printed_sheets.items()}

    assert {who: count for who, count in needed.items() if count > 2} == {
        (size, "the longest"): 8 for size in Size
    }
    assert {needed[size, "a child"] for size in Size} == {1}


def test_no_page_ends_with_a_heading_or_is_almost_empty(
    people: dict[str, Summary], printed_sheets: dict[tuple[Size, str], bytes]
) -> None:
    for (size, name), pdf in printed_sheets.items():
        for page, lines in groupby(
            filter(above_the_foot, pieces(pdf)), key=lambda piece: piece.page
        ):
            last = (*lines,)
            assert plain(last[-1].text) not in headings(people[name]), (name, page)
            filled = last[0].top - min(piece.bottom for piece in last)
            assert filled > WIDTHS[size][1] / 5, (name, page)


def test_no_page_ends_long_before_its_foot_if_another_follows(
    printed_sheets: dict[tuple[Size, str], bytes],
) -> None:
    for (size, name), pdf in printed_sheets.items():
        for page in range(pages(pdf) - 1):
            here = [piece for piece in pieces(pdf) if piece.page == page]
            lowest = min(piece.bottom for piece in here if piece.bottom > FOOT_TOP)
            assert lowest - FOOT_TOP < WIDTHS[size][1] / 6, (name, page)


def above_the_foot(piece: Piece) -> bool:
    return piece.bottom > 38


def headings(summary: Summary) -> set[str]:
    after = summary.next_steps
    own = [summary.headline, summary.warnings.heading, summary.referral.heading]
    own += [after.call_words.heading, after.access_heading]
    own += [line.background.name for line in summary.leads] + [
        block.heading for block in summary.advice
    ]
    return set(map(plain, (*own, *LABELS)))


def test_print_is_small_only_where_it_saves_a_sheet(
    people: dict[str, Summary], printed_sheets: dict[tuple[Size, str], bytes]
) -> None:
    points = {name: body_points(printed_sheets[Size.LETTER, name]) for name in people}

    assert set(points.values()) <= set(POINTS_OF_TWO)
    assert sum(each == POINTS[0] for each in points.values()) / len(points) > 0.7
    for name in (name for name, each in points.items() if each <= POINTS[-1]):
        larger = contents(people[name], DAY, shared=SHARED)
        assert pages(press().pdf(larger, DAY)) > 2, name
    at_twelve = pages(
        press().pdf(contents(people["the longest"], DAY, shared=SHARED), DAY)
    )
    saved = at_twelve - pages(printed_sheets[Size.LETTER, "the longest"])
    assert (points["the longest"] < POINTS[0]) is (saved > 0)


@pytest.mark.parametrize(("size", "large"), FORMS)
@pytest.mark.parametrize("name", HARD)
def test_nothing_is_clipped_and_nothing_overlaps(
    people: dict[str, Summary], name: str, size: Size, large: bool
) -> None:
    own_words = people[name].own_words + " Ä" + "W" * 300
    pdf = print_sheet(
        replace(people[name], own_words=own_words),
        DAY,
        size=size,
        large=large,
        shared=SHARED,
    )
    width, height = WIDTHS[size]
    on_page: dict[int, list[Piece]] = {}
    for piece in pieces(pdf):
        assert 30 < piece.left < piece.right < width - 30, piece
        assert 10 < piece.bottom < piece.top < height - 20, piece
        for other in on_page.setdefault(piece.page, []):
            assert piece.covers(other) < 0.2, (piece, other)
        on_page[piece.page].append(piece)
    for picture in pictures(pdf, 1):
        assert picture.convert("L").crop((0, 0, 30, picture.height)).getextrema() == (
            255,
            255,
        )


@pytest.mark.parametrize(("size", "large"), FORMS)
@pytest.mark.parametrize("name", HARD)
def test_every_answer_is_on_the_sheet(
    people: dict[str, Summary], name: str, size: Size, large: bool
) -> None:
    summary = people[name]
    found = words(print_sheet(summary, DAY, size=size, large=large))

    expected = [
        summary.headline,
        summary.own_words,
        *summary.warnings.signs,
        *summary.also_see,
    ]
    expected += [reason for line in summary.leads for reason in line.reasons]
    expected += [part for fact in summary.facts for part in (fact.label, *fact.answers)]
    expected += [
        part
        for block in summary.advice
        for part in (block.heading, block.text, *block.ticked, *block.sentences)
    ]
    expected += [card.treatment.name for step in summary.steps for card in step.cards]
    expected += [
        caution
        for step in summary.steps
        for card in step.cards
        for caution in card.cautions
    ]
    printed = {
        caution
        for step in summary.steps
        for card in step.cards
        for caution in card.cautions
    }
    careful = [
        each
        for each in summary.be_careful
        if each in printed or each in summary.tell_clinic
    ]
    expected += [*summary.ask_today, *careful, *summary.tell_doctors]
    expected += [line.words for line in summary.next_steps.access]
    expected += [
        part
        for call in summary.next_steps.calls
        for part in (call.heading, call.say[0], *call.ask)
    ]
    if summary.leads:
        expected += [each.question for each in summary.ask]
        expected += [
            part
            for fact in summary.referral.facts
            for part in (fact.label, *fact.answers, *fact.codes)
        ]
        expected += [
            *summary.referral.missing,
            *summary.referral.attach,
            *summary.referral.suggested,
        ]
    for text in expected:
        assert plain(text) in found, text


@pytest.mark.parametrize("size", Size)
def test_urgent_advice_is_the_first_thing_on_the_first_page(
    people: dict[str, Summary], size: Size
) -> None:
    pdf = print_sheet(people["urgent"], DAY, size=size)

    highest = max(
        (piece for piece in pieces(pdf) if piece.page == 0), key=lambda piece: piece.top
    )
    assert highest.text == "Call 911 now"
    assert highest.top - highest.bottom > 14
    first = next(pieces(pdf))
    assert first.text == "Call 911 now"


def print_sizes(pdf: bytes) -> list[Counter[float]]:
    """Return how often each text size is used, for each page."""
    with opened(pdf) as found:
        contents = [page.Contents.read_bytes() for page in found.pages]
    return [
        Counter(map(float, re.findall(rb"/f\d+ ([\d.]+) Tf", each)))
        for each in contents
    ]


def body_points(pdf: bytes) -> float:
    """Return the most common text size of the first page."""
    return print_sizes(pdf)[0].most_common(1)[0][0]


def test_text_is_large_enough(people: dict[str, Summary]) -> None:
    normal, large = (
        print_sizes(print_sheet(people["the shortest"], DAY, large=large))
        for large in (False, True)
    )

    assert sorted(sum(normal, Counter()))[:3] == [10, 10.5, 12]
    assert sorted(sum(large, Counter()))[:2] == [14, 18]
    assert min(POINTS) == 10.5
    assert min(POINTS_OF_TWO) == 10


def test_what_is_read_aloud_comes_in_the_order_of_the_page(
    people: dict[str, Summary],
) -> None:
    found = words(print_sheet(people["urgent"], DAY))
    order = [
        "Call 911 now",
        "Be seen today",
        "After this has been checked",
        "My pain, in short",
        "In my own words",
    ]
    order += [
        "What to say on the phone",
        "Questions to ask",
        "Get help at once",
        "For the clinic",
    ]

    places = [found.index(plain(heading)) for heading in order]

    assert places == sorted(places)


def test_every_page_says_what_it_is_and_of_how_many(people: dict[str, Summary]) -> None:
    pdf = print_sheet(people["urgent"], DAY)

    last = [
        [piece.text for piece in pieces(pdf) if piece.page == page][-2:]
        for page in range(pages(pdf))
    ]
    for number, foot in enumerate(last, start=1):
        rules = (
            f"Rules {people['urgent'].rules_version}, not yet reviewed by a clinician."
        )
        assert foot == [
            f"Pain visit summary, November 24, 2026. {rules}",
            f"Page {number} of {pages(pdf)}",
        ]


def test_the_metadata_of_the_file_reveals_nothing_about_the_person(
    people: dict[str, Summary],
) -> None:
    pdf = opened(print_sheet(people["urgent"], DAY))

    assert set(map(str, pdf.docinfo)) <= {
        "/Title",
        "/Creator",
        "/Producer",
        "/CreationDate",
        "/ModDate",
    }
    assert str(pdf.docinfo["/Title"]) == "Pain visit summary"
    with pdf.open_metadata() as metadata:
        assert "driving" not in str(metadata)


@pytest.mark.parametrize("name", HARD)
def test_typst_reports_no_warning_such_as_a_missing_typeface(
    people: dict[str, Summary], name: str
) -> None:
    for size, large in FORMS:
        assert (
            press().warnings(
                contents(people[name], DAY, size=size, large=large, shared=SHARED)
            )
            == []
        )


def test_the_same_summary_gives_the_same_bytes(people: dict[str, Summary]) -> None:
    first = print_sheet(people["urgent"], DAY, shared=SHARED)
    print_sheet(people["the shortest"], DAY, size=Size.A4)

    assert print_sheet(people["urgent"], DAY, shared=SHARED) == first


def test_eight_people_may_print_at_once(people: dict[str, Summary]) -> None:
    alone = {name: print_sheet(people[name], DAY) for name in HARD}

    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda name: (name, print_sheet(people[name], DAY)), HARD * 4)
        )

    assert all(sheet == alone[name] for name, sheet in together)


def test_a_sheet_of_older_rules_reads_the_same_after_the_rules_changed(
    ruleset: Ruleset, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(RULES, folder)
    reasons = new / "reasons.toml"
    reasons.write_text(
        reasons.read_text(encoding="utf-8").replace(" rehab", " REHAB"),
        encoding="utf-8",
    )
    answers = answers_of(ruleset, changes=["ache_move"])
    before = print_sheet(summarize(ruleset, answers, assess(ruleset, answers)), DAY)

    changed, older = load(new), load(old)

    assert (
        print_sheet(summarize(changed, answers, assess(changed, answers)), DAY)
        != before
    )
    assert print_sheet(summarize(older, answers, assess(older, answers)), DAY) == before


@pytest.mark.parametrize(("size", "large"), FORMS)
def test_the_code_holds_the_look_up_and_the_reference_only(
    people: dict[str, Summary], size: Size, large: bool
) -> None:
    pdf = print_sheet(people["urgent"], DAY, size=size, large=large, shared=SHARED)

    assert qr_codes(pdf) == ["https://clinic.example/desk/look-up#7KQ2-M9XD-4TH"]
    assert plain("7KQ2-M9XD-4TH") in words(pdf)
    assert plain("https://clinic.example/desk/look-up") in words(pdf)


def test_without_sharing_there_is_no_code_and_no_reference(
    people: dict[str, Summary],
) -> None:
    pdf = print_sheet(people["urgent"], DAY)

    assert qr_codes(pdf) == []
    assert "Reference" not in words(pdf)


def test_private_answers_and_their_effects_are_left_out(ruleset: Ruleset) -> None:
    answers = answers_of(
        ruleset,
        safety_mood="past",
        health=["substance", "diabetes"],
        changes=["ache_move"],
    )
    shared = words(print_sheet(printed(ruleset, answers), DAY))
    whole = words(
        print_sheet(summarize(ruleset, answers, assess(ruleset, answers)), DAY)
    )

    for text in (
        "Dark thoughts",
        "trouble with alcohol",
        "Addiction medicine",
        "very dark thoughts",
        "Be seen today",
    ):
        assert plain(text) not in shared, text
        assert plain(text) in whole, text
    assert plain("Other answers of yours count here, too.") in shared


@pytest.mark.parametrize(
    "typed",
    [
        "王小明 has pain",
        "it hurts 😢😢 a lot",
        "e\u0301te\u0301 ﷽ \u202e",
        "#set page(width: 1pt) $x$ <script> */ \\",
        "Боль, πόνος",
    ],
)
def test_no_name_and_no_character_ever_breaks_a_sheet(
    people: dict[str, Summary], typed: str, caplog: pytest.LogCaptureFixture
) -> None:
    pdf = print_sheet(replace(people["the shortest"], own_words=typed), DAY)

    assert plain(cleaned(typed)) in words(pdf)
    assert (
        "stands for letters"
        in words(pdf).replace("standsforletters", "stands for letters")
    ) is ("[?]" in cleaned(typed))
    assert not caplog.records


def test_every_printable_character_can_be_printed(
    people: dict[str, Summary], caplog: pytest.LogCaptureFixture
) -> None:
    print_sheet(
        replace(people["the shortest"], own_words="".join(sorted(printable()))), DAY
    )

    assert not caplog.records


def test_unprintable_characters_become_one_mark() -> None:
    assert cleaned("王小明 and 😢 😢") == "[?] and [?]"
    assert cleaned("one\n\n\n\ntwo\tthree") == "one\n\ntwo three"
    assert cleaned("a\u200cb \u200fc\ufe0f") == "ab c", (
        "what only joins letters is no missing sign"
    )
    assert cleaned("w" * 31) == "w" * 30 + "\u200bw"


def test_a_sheet_that_the_standard_refuses_is_printed_without_the_standard(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    template = tmp_path / "skips.typ"
    template.write_text('#set document(title: "T")\n= One\n=== Three\n#sys.inputs.data')

    pdf = SheetCompiler(template).pdf({"told": "all of it"}, DAY)

    assert plain("all of it") in words(pdf)
    assert [record.getMessage() for record in caplog.records] == [
        "a sheet is printed without the PDF accessibility standard: TypstError"
    ]


def test_highlighted_regions_are_dark_without_colors_too(ruleset: Ruleset) -> None:
    knee = pictures(
        print_sheet(printed(ruleset, answers_of(ruleset, where=["knee_l"])), DAY), 3
    )[0].convert("L")
    elbow = pictures(
        print_sheet(printed(ruleset, answers_of(ruleset, where=["elbow_arm_l"])), DAY),
        3,
    )[0].convert("L")

    def dark(picture: object) -> int:
        return sum(picture.histogram()[:90])  # type: ignore[attr-defined]

    figure = (int(knee.width * 0.7), 0, knee.width, knee.height)
    assert knee.crop(figure).tobytes() != elbow.crop(figure).tobytes()
    assert dark(knee.crop(figure)) > 500


def test_typst_is_loaded_only_when_a_sheet_is_printed() -> None:
    answers_of = (
        "import finder.web, finder.commands, sys; sys.exit('typst' in sys.modules)"
    )

    assert (
        subprocess.run([sys.executable, "-c", answers_of], check=False).returncode == 0
    )


def test_the_longest_patient_is_longer_than_any_worked_one(
    ruleset: Ruleset, people: dict[str, Summary]
) -> None:
    longest = len(str(contents(people["the longest"], DAY)))

    assert longest == max(len(str(contents(each, DAY))) for each in people.values())
    assert len(everything(ruleset.questionnaire)["safety_area"]) > 25
    assert OWN_WORDS


def test_the_sheet_of_a_helper_speaks_about_the_person() -> None:
    to_helper = load(RULES, voice=Voice.HELPER)
    answers = answers_of(to_helper, who="other", where=["low_back"], tried=["pt"])
    summary = summarize(
        to_helper,
        answers,
        assess(to_helper, answers),
        Context(own_words="He sleeps badly."),
    )
    sheet = words(print_sheet(summary, DAY))

    for label in (
        "The pain, in short",
        "In the words of the helper",
        "Filled in by a helper",
    ):
        assert plain(label) in sheet
    for label in ("My pain, in short", "In my own words"):
        assert plain(label) not in sheet
