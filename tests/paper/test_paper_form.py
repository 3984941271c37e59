"""The blank questionnaire as a PDF."""

from datetime import date

import pytest

from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.paper_form import on_paper
from finder.paper.paper_form import contents, press, print_paper_form
from finder.paper.sheet import Size
from tests.paper.reading import opened, pages, pieces, plain, tags, words

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("size", Size)
def test_every_box_is_on_it_and_nothing_overlaps(ruleset: Ruleset, size: Size) -> None:
    pdf = print_paper_form(ruleset, on_paper(ruleset), DAY, size=size)
    found = words(pdf)

    for page in on_paper(ruleset):
        for question in page.questions:
            assert plain(question.words) in found
            for box in question.options:
                assert plain(f"{box.number} {box.words}")[:24] in found
    here = list(pieces(pdf))
    for place, piece in enumerate(here):
        for other in here[:place]:
            assert piece.page != other.page or piece.covers(other) < 0.2, (piece, other)
    assert pages(pdf) <= 8


def test_it_is_tagged_and_the_same_each_time(ruleset: Ruleset) -> None:
    pdf = print_paper_form(ruleset, on_paper(ruleset), DAY)
    tree = tags(opened(pdf))

    assert len(tree.every("H1")) == 1
    assert len(tree.every("H2")) == len(on_paper(ruleset)) == 23
    assert len(tree.every("LI")) > 150
    assert pdf == print_paper_form(ruleset, on_paper(ruleset), DAY)
    assert press().warnings(contents(ruleset, on_paper(ruleset), Size.A4, str)) == []
