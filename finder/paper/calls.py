"""The doctors that a person chose to call, as the sheet prints them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToCall:
    """A doctor that the person put on the sheet. `contact` is the address and telephone
    number in words."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The doctors to call, with the texts of the table. The person fills in its blanks
    while on the phone."""

    heading: str
    note: str
    columns: tuple[str, ...]
    doctors: tuple[ToCall, ...]
