"""The body picture: every region of the questionnaire, highlighted if it hurts."""

import re

from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.figure import highlighted_regions
from finder.paths import FIGURE, STATIC

FIGURE_TEXT = FIGURE.read_text(encoding="utf-8")
REGIONS = set(re.findall(r"\bat-(\w+)", FIGURE_TEXT))
"""The regions that the figure can highlight."""


def test_every_region_of_the_list_is_drawn(ruleset: Ruleset) -> None:
    where = ruleset.questionnaire.question("where")

    assert where.option_ids == REGIONS


def test_the_list_highlights_every_region(ruleset: Ruleset) -> None:
    style = (STATIC / "finder.css").read_text(encoding="utf-8")

    lighting = re.findall(r":has\(#where-(\w+):checked\) \.at-(\w+)", style)

    assert {listed for listed, _ in lighting} == REGIONS
    assert all(listed == shown for listed, shown in lighting)


def test_only_the_chosen_regions_are_highlighted() -> None:
    shapes = re.findall(
        r'class="part ([^"]+)"', highlighted_regions(FIGURE_TEXT, {"knee_l"})
    )

    assert [shape for shape in shapes if "lit" in shape.split()] == 2 * [
        "at-all_over at-knee_l lit"
    ]


def test_pain_all_over_highlights_the_whole_body() -> None:
    assert highlighted_regions(FIGURE_TEXT, {"all_over"}).count(
        " lit"
    ) == FIGURE_TEXT.count("<path")
