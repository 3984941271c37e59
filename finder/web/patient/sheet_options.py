"""The options of the sheet: paper size, print size and languages. They are in the
address."""

from dataclasses import dataclass

from flask import request

A4 = "a4"


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """The chosen options. With `one_language`, the sheet has no side in the clinic's
    language."""

    is_a4: bool
    is_large: bool
    one_language: bool

    def __bool__(self) -> bool:
        """Return whether any option differs from the usual sheet."""
        return self.is_a4 or self.is_large or self.one_language


def chosen_options() -> SheetOptions:
    """Return the options in the address of this request."""
    asked = request.args
    return SheetOptions(asked.get("size") == A4, "large" in asked, "one" in asked)
