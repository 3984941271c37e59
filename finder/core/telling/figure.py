"""The drawing of the body, with the painful places highlighted."""

import re
from collections.abc import Collection

CLASSES = re.compile(r'class="part ([^"]+)"')


def lit(figure: str, regions: Collection[str]) -> str:
    """Return the figure with the shapes of these regions marked by the class `lit`."""
    # Why by search and replace: the drawing is one file, the same for pages and paper, and knows no template.

    def mark(shape: re.Match[str]) -> str:
        named = {name.removeprefix("at-") for name in shape[1].split()}
        return f'class="part {shape[1]}{"" if named.isdisjoint(regions) else " lit"}"'

    return CLASSES.sub(mark, figure) if regions else figure


def drawn(figure: str) -> frozenset[str]:
    """The regions that the figure can light."""
    return frozenset(name.removeprefix("at-") for classes in CLASSES.findall(figure) for name in classes.split())
