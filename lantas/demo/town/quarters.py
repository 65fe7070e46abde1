"""Which part of town is built how, and what stands on a block of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely

from lantas.demo.town.blocks import Quarter, Reserved
from lantas.demo.town.geography import Point

DOWNTOWN = Quarter("downtown", 2.4, 4, landuse="commercial")
OLD_TOWN = Quarter("old town", 1.7, 8)
KAMPUNG = Quarter("kampung", 0.95, 11, lane="living_street")
ESTATE = Quarter("estate", 1.7, 2.5)
HOUSES = Quarter("houses", 3.6, 6)
INDUSTRY = Quarter("industry", 7.0, 3, landuse="industrial")
OUTSKIRTS = Quarter("outskirts", 12.0, 8)
FIELDS = Quarter("fields", 45.0, 9, landuse="farmland")

# (middle, radius in metres, what is built there); the first that fits counts.
_CIRCLES: Sequence[tuple[Point, float, Quarter]] = (
    ((-780, -780), 260, KAMPUNG),  # fishermen, by the bay
    ((-90, 430), 240, KAMPUNG),  # on the bend of the river
    ((930, -680), 300, KAMPUNG),
    ((-2480, -1050), 320, KAMPUNG),
    ((480, 1430), 260, KAMPUNG),
    ((-370, -280), 480, DOWNTOWN),
    ((930, 90), 350, DOWNTOWN),
    ((2050, -1550), 620, INDUSTRY),
    ((2910, -1180), 560, INDUSTRY),
    ((-930, 250), 560, OLD_TOWN),
    ((1180, 560), 400, OLD_TOWN),
    ((-2230, 1050), 400, ESTATE),
    ((1360, 1360), 380, ESTATE),
    ((-1430, 2420), 350, ESTATE),
    ((-3470, -740), 400, ESTATE),
    ((2110, 370), 380, ESTATE),
    ((1050, 2290), 300, ESTATE),
)
_CITY: Sequence[Point] = (
    (-3910, -1670),
    (-3660, 430),
    (-2850, 1550),
    (-1430, 2450),
    (0, 2360),
    (1430, 2170),
    (2480, 1300),
    (2940, 310),
    (2910, -1860),
    (0, -1610),
)
_IN_CITY = shapely.Polygon(_CITY)
_NEAR_CITY = _IN_CITY.buffer(460)


RESERVED: Sequence[Reserved] = (
    Reserved("square", (-510, -300), 3.2),
    Reserved("townhall", (-630, -70), 3.0),
    Reserved("police", (-260, -110), 2.2),
    Reserved("market", (-970, -260), 4.2),
    Reserved("mall", (880, 40), 4.5),
    Reserved("hospital", (-1080, 400), 6.0),
    Reserved("stadium", (-2020, 650), 17.0),
    Reserved("university", (1800, 1020), 22.0),
    Reserved("terminal", (-2780, 160), 6.0),
    Reserved("city park", (-1270, -430), 7.5),
    Reserved("hill park", (-1830, 1580), 22.0),
    Reserved("creek park", (2050, -430), 11.0),
    Reserved("cemetery", (-620, 1560), 7.0),
    Reserved("fire station", (-160, -400), 1.9),
    Reserved("courthouse", (240, 930), 2.4),
    Reserved("clinic east", (2360, 220), 2.4),
    Reserved("clinic west", (-3470, -560), 2.6),
    Reserved("school 1", (-1180, 90), 2.2),
    Reserved("school 2", (-430, 370), 2.2),
    Reserved("school 3", (1080, 380), 2.2),
    Reserved("school 4", (1430, 1150), 2.4),
    Reserved("school 5", (-2080, 1080), 2.4),
    Reserved("school 6", (-3130, -680), 2.6),
    Reserved("school 7", (2050, 220), 2.2),
    Reserved("school 8", (-1520, 2260), 2.6),
    Reserved("school 9", (1020, 2080), 2.6),
    Reserved("school 10", (-1480, -900), 2.4),
    Reserved("barracks", (-1650, -620), 7.0),
    Reserved("post west", (-2820, -1080), 1.9),
    Reserved("post north", (-870, 2230), 2.4),
    Reserved("post east", (1150, -430), 2.0),
)


def quarter_at(point: Point) -> Quarter:
    """Return how the ground around a point is built."""
    for middle, radius, quarter in _CIRCLES:
        # The edge of a quarter is no circle.
        turn = math.atan2(point[1] - middle[1], point[0] - middle[0])
        ragged = 1 + 0.18 * math.sin(3 * turn + middle[0])
        if math.dist(point, middle) < radius * ragged:
            return quarter
    spot = shapely.Point(point)
    if _IN_CITY.covers(spot):
        return HOUSES
    return OUTSKIRTS if _NEAR_CITY.covers(spot) else FIELDS
