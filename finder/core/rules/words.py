"""Mark which fields hold text for people, and which placeholders they have."""

from typing import Annotated

Words = Annotated[str, "words"]
"""A text for people. In the files of rules/ its key ends in the language: `heading_en`; a bare `en` is `words`."""

TAKES, MANY, BESIDE = "takes", "many", "beside"
TO_HELPERS = "to_helpers"
"""What a class of texts sets to False where no helper reads them."""
NO_NAMES: frozenset[str] = frozenset()


def takes(*names: str) -> dict[str, object]:
    """Of a field: the placeholders that are put into its texts when they are said; settings go into every text."""
    return {TAKES: frozenset(names)}


def many(least: int, most: int = 0) -> dict[str, object]:
    """Of a field: how many values are read of its list; without `most`, more are read too."""
    return {MANY: (least, most)}


def beside(other: str) -> dict[str, object]:
    """Of a field: its list is as long as that of another field."""
    return {BESIDE: other}
