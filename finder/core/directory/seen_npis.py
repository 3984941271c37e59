"""The NPIs that were seen before, in 25 MB for all possible ones."""

from finder.core.rules.npi import SHAPE

FIRST = 100_000_000
LAST = 299_999_999


class NpiSet:
    """A set of NPIs: one bit for each, without its check digit."""

    def __init__(self) -> None:
        self.bits = bytearray((LAST - FIRST + 8) // 8)

    def add(self, npi: str) -> bool:
        """Add an NPI, and return whether it is new."""
        place, bit = divmod(int(npi) // 10 - FIRST, 8)
        is_new = not self.bits[place] >> bit & 1
        self.bits[place] |= 1 << bit
        return is_new

    def __contains__(self, npi: object) -> bool:
        """Return whether an NPI was added. A text that is not an NPI never was."""
        if not (isinstance(npi, str) and SHAPE.fullmatch(npi)):
            return False
        place, bit = divmod(int(npi) // 10 - FIRST, 8)
        return bool(self.bits[place] >> bit & 1)
