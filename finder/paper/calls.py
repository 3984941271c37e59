"""The doctors whom a person wants to call, as they stand on the sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToCall:
    """A doctor whom the person put on the sheet: the name, and the place and telephone number in words."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The doctors to call, with the words of the table; its blanks are filled in on the phone."""

    heading: str
    note: str
    columns: tuple[str, ...]
    doctors: tuple[ToCall, ...]
