"""The points of all backgrounds in one integer, each in its own field, so that one
addition adds them all."""

import struct
from collections.abc import Sequence
from functools import lru_cache

FIELD = 16
ROOM = (1 << FIELD) - 1
"""The most points that a field holds.

The loader refuses rules if the points of all rows for one background add up to more, so
a sum always fits into its field.
"""


def pack_points(points: Sequence[int]) -> int:
    """Return the points in one int. The first background has the lowest field."""
    found = 0
    for place, number in enumerate(points):
        found |= number << (FIELD * place)
    return found


def unpack_points(bits: int, width: int) -> tuple[int, ...]:
    """Return the points of each background from one int."""
    data = bits.to_bytes(2 * width, "little")
    return struct.unpack(f"<{width}H", data)


@lru_cache(maxsize=4096)
def capped(bits: int, cap: int, width: int) -> int:
    """Return the packed points, with no background above the cap."""
    points = unpack_points(bits, width)
    return pack_points([min(number, cap) for number in points])
