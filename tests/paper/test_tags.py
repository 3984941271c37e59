"""The sheet for people who listen to it: the tags that PDF/UA-1 requires, as far as a
program can check."""

from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest

from finder.core.summarizing.summary import Summary
from finder.paper.sheet import print_sheet
from tests.paper.reading import Tag, marks, opened, owners, several, tags, unmarked
from tests.paper.test_sheet import DAY, HARD, SHARED

HEADINGS = ("H1", "H2", "H3")
EVERYWHERE = "It hurts 😢 王小明 here, \u202eback\u202c and \u0627\u0644\u0623\u0644\u0645.\n\nE\u0301te\u0301"


@pytest.fixture(
    scope="module",
    params=[(name, large) for name in HARD for large in (False, True)],
    ids=str,
)
def sheet(
    request: pytest.FixtureRequest, people: dict[str, Summary]
) -> tuple[Summary, pikepdf.Pdf]:
    """Return a sheet whose own words contain characters that it cannot print."""
    name, large = request.param
    summary = replace(people[name], own_words=EVERYWHERE)
    return summary, opened(print_sheet(summary, DAY, large=large, shared=SHARED))


def test_the_file_says_its_language_and_title_and_the_standard_it_keeps(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet

    assert pdf.Root.MarkInfo.Marked
    assert not pdf.Root.MarkInfo.get("/Suspects", False)
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Pain visit summary"
        assert metadata["pdfuaid:part"] == "1"


def test_everything_on_a_page_is_tagged_or_marked_as_decoration(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet
    known = owners(pdf)

    for page in pdf.pages:
        assert unmarked(page) == []
        here = marks(page)
        assert sorted(here) == list(range(len(here)))
        owned = known[int(page.StructParents)]
        assert len(owned) == len(here)
        assert all("/S" in owner for owner in owned)


def test_tab_follows_the_structure_of_each_page(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet

    assert [str(page.Tabs) for page in pdf.pages] == ["/S"] * len(pdf.pages)


def test_the_only_first_heading_comes_first_and_no_level_is_left_out(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    summary, pdf = sheet
    headings = tags(pdf).every(*HEADINGS)
    levels = [int(each.role[1]) for each in headings]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    first = summary.advice[0].heading if summary.advice else summary.headline
    assert headings[0].title == first
    assert all(each.title for each in headings)


def test_lists_are_lists_of_items_with_a_label_and_a_body(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet
    tree = tags(pdf)

    assert tree.every("L")
    for each in tree.every("L"):
        assert {item.role for item in each.inside} == {"LI"}
        assert "/ListNumbering" in each.attributes
    for item in tree.every("LI"):
        assert [part.role for part in item.inside] == ["Lbl", "LBody"]


def test_the_table_has_heads_for_its_columns(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    summary, pdf = sheet
    tables = tags(pdf).every("Table")

    assert len(tables) == (1 if summary.leads else 0)
    for table in tables:
        assert [each.role for each in table.inside] == ["THead", "TBody"]
        heads = [each.attributes["/Scope"] for each in table.every("TH")]
        assert heads in (["/Column"] * 2, ["/Column"] * 4)
        assert {len(row.inside) for row in table.every("TR")} == {len(heads)}


def test_every_picture_has_a_description(sheet: tuple[Summary, pikepdf.Pdf]) -> None:
    summary, pdf = sheet
    pictures = tags(pdf).every("Figure")

    assert len(pictures) == (2 if summary.leads else 0)
    assert all(len(each.alt) > 20 and "/BBox" in each.attributes for each in pictures)


def test_text_is_in_a_paragraph_heading_list_or_table(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet

    def loose(tag: Tag) -> list[str]:
        here = (
            [each.role for each in tag.inside if each.role == "Span"]
            if tag.role in ("Document", "Div")
            else []
        )
        return here + [role for each in tag.inside for role in loose(each)]

    assert loose(tags(pdf)) == []


def test_every_letter_can_be_read_back_and_every_typeface_is_inside(
    sheet: tuple[Summary, pikepdf.Pdf],
) -> None:
    _, pdf = sheet

    for page in pdf.pages:
        for font in page.Resources.Font.values():
            assert "/ToUnicode" in font
            for inner in several(font.get("/DescendantFonts")):
                assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
