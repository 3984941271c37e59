"""The drawing of the body, with the painful places highlighted."""

import re
from collections.abc import Collection
from functools import lru_cache

CLASSES = re.compile(r'class="part ([^"]+)"')


def lit(figure: str, regions: Collection[str]) -> str:
    """Return the figure with the shapes of these regions marked by the class `lit`."""
    # Why cut up: the drawing is one file, the same for pages and paper, and knows no template.
    parts = []
    for text, classes, names in cut_up(figure):
        mark = "" if names.isdisjoint(regions) else " lit"
        parts.append(f'{text}class="part {classes}{mark}"' if classes else text)
    return "".join(parts)


@lru_cache(1)
def cut_up(figure: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return the text before each shape with the shape's classes and its regions, and the text after the last shape."""
    *pieces, last = CLASSES.split(figure)
    texts, classes = pieces[::2], pieces[1::2]
    shapes = [(text, each, regions_of(each)) for text, each in zip(texts, classes, strict=True)]
    return (*shapes, (last, "", frozenset()))


def regions_of(classes: str) -> frozenset[str]:
    return frozenset(name.removeprefix("at-") for name in classes.split())


def drawn(figure: str) -> frozenset[str]:
    """Return the regions that the figure can light."""
    found: set[str] = set()
    for classes in CLASSES.findall(figure):
        found |= regions_of(classes)
    return frozenset(found)
