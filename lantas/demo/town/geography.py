"""The ground the town stands on: coast, rivers, hills; metres east and north."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]

# The middle of the town, at sea off a coast where no city is.
LON, LAT = 116.9, -1.9
_METRES_PER_DEGREE = 111_195.08
_SCALE = math.cos(math.radians(LAT))

# From west to east; the land lies on the left, as a coastline in OpenStreetMap has it.
COAST: Sequence[Point] = (
    (-200000, -61000),
    (-120000, -52000),
    (-70000, -26000),
    (-36000, -17500),
    (-18600, -6820),
    (-7440, -2670),
    (-5080, -1920),
    (-3910, -1640),
    (-3100, -1670),
    (-2670, -1890),
    (-2290, -1830),
    (-1860, -1520),
    (-1180, -1210),
    (-560, -970),
    (90, -880),
    (380, -930),
    (930, -1120),
    (1430, -1460),
    (1800, -1830),
    (2170, -2140),
    (2600, -2170),
    (2910, -1860),
    (3190, -1360),
    (3660, -840),
    (4150, -190),
    (4650, 500),
    (5700, 1300),
    (8680, 3470),
    (18600, 9300),
    (38000, 17000),
    (60000, 36000),
    (84000, 78000),
    (96000, 130000),
)
GREAT_RIVER: Sequence[Point] = (
    (-1610, 8680),
    (-1430, 5580),
    (-810, 4030),
    (-280, 3040),
    (-90, 2290),
    (-310, 1670),
    (-220, 1180),
    (160, 710),
    (320, 250),
    (190, -310),
    (240, -810),
    (250, -1300),
)
SMALL_RIVER: Sequence[Point] = (
    (-5580, 5890),
    (-4460, 3840),
    (-3470, 2670),
    (-3040, 1610),
    (-2540, 930),
    (-2450, 250),
    (-2140, -430),
    (-2170, -1050),
    (-2050, -1860),
)
CREEK: Sequence[Point] = (
    (2670, 4650),
    (2290, 3220),
    (2450, 2230),
    (2050, 1430),
    (2170, 810),
    (1890, 310),
    (1550, -190),
    (1460, -810),
    (1210, -1550),
)
GREAT_WIDTH_M, SMALL_WIDTH_M, CREEK_WIDTH_M = 84.0, 28.0, 12.0
AIRPORT: Point = (4260, 783)
FRAME = shapely.box(-190_000, -150_000, 190_000, 120_000)
# Where streets are built: inside it blocks are cut, outside are fields and forest.
URBAN = shapely.Polygon(
    [
        (-4530, -1980),
        (-4460, -370),
        (-4030, 1050),
        (-3470, 1860),
        (-2230, 2670),
        (-1240, 3220),
        (-120, 3410),
        (1180, 3220),
        (1980, 2910),
        (3290, 2670),
        (4340, 1980),
        (5080, 870),
        (3720, -1860),
        (2790, -2600),
        (0, -1860),
    ]
)


def degrees(point: Point) -> Point:
    """Return longitude and latitude, as exact as OpenStreetMap keeps them."""
    east, north = point
    return (
        round(LON + east / _METRES_PER_DEGREE / _SCALE, 7),
        round(LAT + north / _METRES_PER_DEGREE, 7),
    )


def smooth(points: Sequence[Point], step_m: float = 45.0) -> list[Point]:
    """Return a curve through all points (Catmull-Rom), every ``step_m`` a vertex."""
    first, last = points[0], points[-1]
    ends = [_beyond(points[1], first), *points, _beyond(points[-2], last)]
    found: list[Point] = []
    for n in range(len(points) - 1):
        a, b, c, d = ends[n : n + 4]
        count = max(2, round(math.dist(b, c) / step_m))
        found += [_catmull(a, b, c, d, k / count) for k in range(count)]
    return [rounded(p) for p in [*found, last]]


def beside(line: Sequence[Point], metres: float) -> list[Point]:
    """Return the line moved to the left by so many metres."""
    found = []
    for n, (x, y) in enumerate(line):
        a, b = line[max(0, n - 1)], line[min(len(line) - 1, n + 1)]
        dx, dy = b[0] - a[0], b[1] - a[1]
        long = math.hypot(dx, dy)
        found.append(rounded((x - dy / long * metres, y + dx / long * metres)))
    return found


def rounded(point: Sequence[float]) -> Point:
    """Return a point to the decimetre, so that equal places are equal."""
    return round(point[0], 1), round(point[1], 1)


def sea() -> BaseGeometry:
    """Return the sea inside the frame."""
    line = coastline()
    ring = [*line, (200_000, 130_000), (200_000, -200_000), (-200_000, -200_000)]
    return shapely.Polygon(ring).intersection(FRAME)


def land() -> BaseGeometry:
    """Return the land inside the frame."""
    return FRAME.difference(sea())


def coastline() -> list[Point]:
    """Return the coast as a line with the land on its left."""
    return [
        point
        for n, point in enumerate(smooth(COAST))
        if math.hypot(*point) < 12_000 or n % 12 == 0
    ]


def river(points: Sequence[Point], width_m: float, mouth: float = 1.0) -> BaseGeometry:
    """Return a river's surface, ``mouth`` times as wide at its end."""
    line = smooth(points)
    last = len(line) - 1
    parts = []
    for n, (a, b) in enumerate(pairwise(line)):
        grown = 1 + (mouth - 1) * max(0.0, (n / last - 0.55) / 0.45) ** 1.5
        width = width_m * grown * (1 + 0.12 * math.sin(n / 4.3))
        parts.append(shapely.LineString([a, b]).buffer(width / 2, quad_segs=4))
    return shapely.simplify(shapely.unary_union(parts), 2.0)


def great_river() -> BaseGeometry:
    """Return the surface of the Sungai Muara."""
    return river(GREAT_RIVER, GREAT_WIDTH_M, mouth=2.0)


def small_river() -> BaseGeometry:
    """Return the surface of the Sungai Kecil."""
    return river(SMALL_RIVER, SMALL_WIDTH_M, mouth=1.8)


def creek() -> BaseGeometry:
    """Return the surface of the Kali Bening."""
    return river(CREEK, CREEK_WIDTH_M)


def airport() -> BaseGeometry:
    """Return the ground of the airport: as the coast there runs."""
    (x, y), along, across = AIRPORT, (0.59, 0.81), (-0.81, 0.59)
    corners = [
        (x + a * along[0] + b * across[0], y + a * along[1] + b * across[1])
        for a, b in ((-950, -200), (950, -200), (950, 200), (-950, 200))
    ]
    return shapely.Polygon([rounded(p) for p in corners])


def runway() -> list[Point]:
    """Return the middle line of the runway."""
    (x, y), along = AIRPORT, (0.59 * 860, 0.81 * 860)
    return [
        rounded((x - along[0] + 32, y - along[1] - 23)),
        rounded((x + along[0] + 32, y + along[1] - 23)),
    ]


def _beyond(a: Point, b: Point) -> Point:
    return 2 * b[0] - a[0], 2 * b[1] - a[1]


def _catmull(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def one(k: int) -> float:
        p, q, r, s = a[k], b[k], c[k], d[k]
        return 0.5 * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t * t
            + (3 * q - p - 3 * r + s) * t**3
        )

    return one(0), one(1)
