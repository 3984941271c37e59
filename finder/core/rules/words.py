"""Mark which fields hold text for people, and which placeholders they have."""

from typing import Annotated

Words = Annotated[str, "words"]
"""A text for people. In the files of rules/ its key ends in the language: `heading_en`; a bare `en` is `words`."""

TAKES, MANY, AS_LONG_AS = "takes", "many", "as_long_as"
TO_HELPERS = "to_helpers"
"""What a class of texts sets to False where no helper reads them."""
NO_NAMES: frozenset[str] = frozenset()


def takes(*names: str) -> dict[str, object]:
    """Return field metadata: the placeholders that are filled when its texts are shown. Settings go into every text."""
    return {TAKES: frozenset(names)}


def many(least: int, most: int = 0) -> dict[str, object]:
    """Return field metadata: how many values its list must have; without `most`, it may have more."""
    return {MANY: (least, most)}


def as_long_as(other: str) -> dict[str, object]:
    """Return field metadata: its list is as long as the list of another field."""
    return {AS_LONG_AS: other}
