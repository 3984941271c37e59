"""The drawing of the body, with the painful places highlighted."""

import re
from collections.abc import Collection
from functools import lru_cache

CLASSES = re.compile(r'class="part ([^"]+)"')


def lit(figure: str, regions: Collection[str]) -> str:
    """Return the figure with the class `lit` added to the shapes of these regions."""
    # The drawing is one file for pages and paper, so it cannot be a template.
    shapes, end = cut_up(figure)
    parts = []
    for before, classes, names in shapes:
        mark = "" if names.isdisjoint(regions) else " lit"
        parts.append(f'{before}class="part {classes}{mark}"')
    return "".join([*parts, end])


Shape = tuple[str, str, frozenset[str]]
"""The text before a shape, its classes, and its regions."""


@lru_cache(1)
def cut_up(figure: str) -> tuple[tuple[Shape, ...], str]:
    """Return the shapes of a figure, and the text after the last one."""
    *pieces, end = CLASSES.split(figure)
    befores = pieces[::2]
    classes = pieces[1::2]
    regions = map(regions_of, classes)
    return tuple(zip(befores, classes, regions, strict=True)), end


def regions_of(classes: str) -> frozenset[str]:
    """Return the regions that the classes of a shape name."""
    names = classes.split()
    return frozenset(name.removeprefix("at-") for name in names)


def regions_in(figure: str) -> frozenset[str]:
    """Return the regions that the figure can highlight."""
    found: set[str] = set()
    for classes in CLASSES.findall(figure):
        found |= regions_of(classes)
    return frozenset(found)
