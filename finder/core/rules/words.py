"""Field types and metadata for texts that people read, and for their placeholders."""

from typing import Annotated

Words = Annotated[str, "words"]
"""A text for people. Its key in `rules/` ends in the language, as in `heading_en`; a
plain `en` belongs to `words`."""

TAKES, MANY, AS_LONG_AS = "takes", "many", "as_long_as"
TO_HELPERS = "to_helpers"
"""The attribute that a class of texts sets to False if no helper reads them."""
NO_NAMES: frozenset[str] = frozenset()


def with_placeholders(*names: str) -> dict[str, object]:
    """Return field metadata with the placeholders of a text. Placeholders of settings
    are allowed in every text."""
    return {TAKES: frozenset(names)}


def number_of_values(least: int, most: int = 0) -> dict[str, object]:
    """Return field metadata with the fewest and the most values of a list. 0 means no
    upper limit."""
    return {MANY: (least, most)}


def as_long_as(other: str) -> dict[str, object]:
    """Return field metadata for a list that must be as long as the list of another
    field."""
    return {AS_LONG_AS: other}
