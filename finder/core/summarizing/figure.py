"""The drawing of the body, with the painful places highlighted."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

CLASSES = re.compile(r'class="part ([^"]+)"')


class Shape(NamedTuple):
    """A shape of the figure: the text before its classes, the classes, and its
    regions."""

    before: str
    classes: str
    regions: frozenset[str]


def highlighted_regions(figure: str, regions: Collection[str]) -> str:
    """Return the figure with the class `lit` added to the shapes of these regions."""
    # The drawing is one file for pages and paper, so it cannot be a template.
    shapes, end = cut_up(figure)
    parts = [lit_shape(shape, regions) for shape in shapes]
    return "".join([*parts, end])


def lit_shape(shape: Shape, regions: Collection[str]) -> str:
    """Return the text of a shape, with the class `lit` if it is in one of these
    regions."""
    classes = shape.classes
    if not shape.regions.isdisjoint(regions):
        classes += " lit"
    return f'{shape.before}class="part {classes}"'


@lru_cache(1)
def cut_up(figure: str) -> tuple[tuple[Shape, ...], str]:
    """Return the shapes of a figure, and the text after the last one."""
    shapes = []
    end = 0
    for found in CLASSES.finditer(figure):
        before = figure[end : found.start()]
        classes = found[1]
        shape = Shape(before, classes, regions_of(classes))
        shapes.append(shape)
        end = found.end()
    return tuple(shapes), figure[end:]


def regions_of(classes: str) -> frozenset[str]:
    """Return the regions that the classes of a shape name."""
    names = classes.split()
    return frozenset(name.removeprefix("at-") for name in names)
