"""Where a vehicle is on its way, so many seconds after it set off."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

Point = tuple[float, float]
EARTH_M = 6_371_008.8


def metres(a: Point, b: Point) -> float:
    """Return the distance of two (lon, lat) points, good at city size.

    >>> round(metres((116.8, -1.2), (116.8, -1.201)))
    111
    """
    north = math.radians(b[1] - a[1])
    east = math.radians(b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return EARTH_M * math.hypot(north, east)


def bearing(a: Point, b: Point) -> float:
    """Return the compass direction from a to b in degrees.

    >>> bearing((0, 0), (1, 0))
    90.0
    """
    east = (b[0] - a[0]) * math.cos(math.radians(a[1]))
    return math.degrees(math.atan2(east, b[1] - a[1])) % 360


@dataclass(frozen=True)
class Drive:
    """A way along a line, driven in ``seconds``."""

    line: tuple[Point, ...]
    seconds: float

    @classmethod
    def along(cls, answer: dict[str, Any]) -> Drive:
        """Read a drive from what the route door answered."""
        line = tuple((x, y) for x, y in answer["geometry"]["coordinates"])
        return cls(line, max(1.0, float(answer["seconds"])))

    @property
    def length_m(self) -> float:
        """Return how long the way is."""
        return sum(metres(a, b) for a, b in pairwise(self.line))

    def at(self, seconds: float) -> tuple[Point, float]:
        """Return where the vehicle is then and where it heads; it stays at the end.

        >>> Drive(((0.0, 0.0), (0.0, 0.02)), 100).at(50)
        ((0.0, 0.01), 0.0)
        """
        if len(self.line) < 2:
            return self.line[0], 0.0
        steps = [metres(a, b) for a, b in pairwise(self.line)]
        ends = [0.0, *accumulate(steps)]
        gone = min(1.0, max(0.0, seconds / self.seconds)) * ends[-1]
        n = min(bisect_right(ends, gone), len(steps)) - 1
        a, b = self.line[n], self.line[n + 1]
        share = (gone - ends[n]) / steps[n] if steps[n] else 0.0
        here = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        return here, bearing(a, b)
