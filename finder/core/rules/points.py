"""Points of all backgrounds in one integer, a field each. Why: one addition then adds them all."""

import struct
from collections.abc import Sequence
from functools import lru_cache

FIELD = 16
ROOM = (1 << FIELD) - 1
"""The most points of a field. The loader refuses tables in which the points of all rows for one background, added up,
are more: whatever rows hold, a sum then stays in its field."""


def pack_points(points: Sequence[int]) -> int:
    """The points in one int. Those of the first background stand lowest."""
    return sum(number << (FIELD * place) for place, number in enumerate(points))


def unpack_points(bits: int, width: int) -> tuple[int, ...]:
    return struct.unpack(f"<{width}H", bits.to_bytes(2 * width, "little"))


@lru_cache(maxsize=4096)
def capped(bits: int, cap: int, width: int) -> int:
    """No background has more than the cap."""
    return pack_points([min(number, cap) for number in unpack_points(bits, width)])
