"""The roads everybody knows: laid out by hand before any street is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import geography
from lantas.demo.town.geography import Point, rounded, smooth
from lantas.demo.town.plan import Plan, Street

TOLL_HALF_M = 11.0  # from the middle of the toll road to its carriageways
DUAL_HALF_M = 8.0
STUB_M = 50.0  # what runs on past the last crossing by less is cut off


@dataclass(frozen=True)
class Main:
    """One main road: its course, and what the sign says."""

    name: str
    road_class: str
    course: Sequence[Point]
    dual: bool = False
    tags: dict[str, str] = field(default_factory=dict)


_MAINS = (
    Main(
        "Jalan Pesisir Barat",
        "trunk",
        (
            (-8370, -2670),
            (-5580, -1670),
            (-4530, -1460),
            (-3720, -1310),
            (-3040, -1330),
            (-2670, -1480),
            (-2230, -1400),
            (-1800, -1150),
        ),
        tags={"ref": "N9", "maxspeed": "60", "lanes": "2"},
    ),
    Main(
        "Jalan Pesisir Raya",
        "trunk",
        (
            (-1800, -1150),
            (-1180, -820),
            (-590, -600),
            (0, -530),
            (430, -560),
            (870, -730),
            (1270, -970),
            (1740, -1100),
        ),
        dual=True,
        tags={"ref": "N9", "maxspeed": "50", "lanes": "2"},
    ),
    Main(
        "Jalan Pesisir Timur",
        "trunk",
        (
            (1740, -1100),
            (2230, -990),
            (2570, -650),
            (2670, -90),
            (2640, 560),
            (2880, 1300),
            (3410, 2020),
            (4150, 2670),
            (5330, 3350),
            (7750, 5080),
        ),
        tags={"ref": "N9", "maxspeed": "60", "lanes": "2"},
    ),
    Main(
        "Jalan Lingkar Barat",
        "primary",
        (
            (-3190, -1320),
            (-3380, -740),
            (-3290, -90),
            (-3070, 460),
            (-2670, 1240),
            (-1980, 1800),
            (-1180, 2080),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Lingkar Utara",
        "primary",
        (
            (-1180, 2080),
            (-560, 2100),
            (60, 2020),
            (650, 1950),
            (1330, 1700),
            (1830, 1270),
            (2230, 780),
            (2650, 310),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Bahari",
        "primary",
        (
            (-404, -587),
            (-450, -220),
            (-590, 250),
            (-710, 740),
            (-930, 1360),
            (-1180, 2080),
            (-1330, 2670),
        ),
        dual=True,
        tags={"lanes": "2", "maxspeed": "50"},
    ),
    Main(
        "Jalan Bahari Utara",
        "secondary",
        ((-1330, 2670), (-1550, 3470), (-2050, 4710), (-2230, 6820)),
    ),
    Main(
        "Jalan Cakrawala",
        "secondary",
        (
            (620, -650),
            (730, -120),
            (650, 430),
            (590, 1050),
            (650, 1950),
            (780, 2700),
            (1050, 3470),
            (1610, 4710),
            (1800, 6510),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Tirta",
        "secondary",
        (
            (-450, -220),
            (-990, -160),
            (-1550, 90),
            (-2050, 160),
            (-2600, 340),
            (-3070, 460),
            (-3780, 710),
            (-4960, 1610),
            (-7440, 2600),
        ),
    ),
    Main(
        "Jalan Niaga",
        "secondary",
        (
            (-450, -220),
            (0, -200),
            (430, -160),
            (730, -120),
            (1180, -30),
            (1670, 90),
            (2170, 0),
            (2670, -90),
        ),
    ),
    Main(
        "Jalan Lingkar Dalam",
        "secondary",
        (
            (-1270, -870),
            (-1490, -370),
            (-1550, 90),
            (-1400, 590),
            (-710, 740),
            (-190, 780),
            (190, 1050),
            (590, 1050),
            (1180, 930),
            (1610, 590),
            (1670, 90),
            (1610, -430),
            (1465, -1085),
        ),
    ),
    Main(
        "Jalan Pelabuhan",
        "primary",
        ((1740, -1100), (1950, -1400), (2260, -1670), (2420, -1890)),
        tags={"lanes": "4"},
    ),
    Main("Jalan Dermaga", "tertiary", ((2050, -1830), (2420, -1890), (2730, -1800))),
    Main(
        "Jalan Bandara",
        "secondary",
        ((2640, 560), (3000, 600), (3500, 760), (4080, 915)),
    ),
    Main(
        "Jalan Pantai Pasir Putih",
        "tertiary",
        (
            (-4115, -1335),
            (-3940, -1540),
            (-3530, -1560),
            (-3100, -1590),
            (-2760, -1750),
            (-2420, -1750),
            (-2170, -1600),
            (-2075, -1245),
        ),
    ),
    Main(
        "Jalan Tepi Muara",
        "tertiary",
        ((20, -530), (70, -260), (40, -20), (170, 260), (40, 630), (-190, 780)),
    ),
    Main(
        "Jalan Seberang",
        "tertiary",
        (
            (430, -560),
            (300, -190),
            (410, 190),
            (300, 680),
            (190, 1050),
            (-50, 1400),
            (-140, 1700),
            (60, 2020),
        ),
    ),
    Main(
        "Jalan Waduk",
        "tertiary",
        ((-1980, 1800), (-1670, 1300), (-1400, 590)),
    ),
    Main(
        "Jalan Tanjung Karang",
        "tertiary",
        ((-2670, -1480), (-2730, -930), (-2600, -310), (-2600, 340)),
    ),
    Main(
        "Jalan Bukit Asri",
        "tertiary",
        ((-1180, 2080), (-1860, 2360), (-2600, 2420), (-3220, 1860), (-3070, 460)),
    ),
    Main(
        "Jalan Lembah Timur",
        "tertiary",
        ((1330, 1700), (1860, 2050), (2540, 1890), (2880, 1300)),
    ),
)
TOLL: Sequence[Point] = (
    (-8680, 930),
    (-5580, 1610),
    (-4030, 2420),
    (-2670, 2880),
    (-1330, 2780),
    (-190, 2700),
    (780, 2640),
    (1860, 2480),
    (3220, 2390),
    (3970, 2490),
    (5580, 2420),
    (8680, 4220),
)
TOLL_NAME = "Jalan Tol Kota Contoh"
_RAMP_M = 300.0  # how long before the crossing a ramp leaves the toll road
_ROUNDABOUTS = (
    ("Bundaran Bahari", (-1180.0, 2080.0), 40.0),
    ("Bundaran Cakrawala", (650.0, 1950.0), 34.0),
    ("Bundaran Tirta", (-3070.0, 460.0), 32.0),
    ("Bundaran Nelayan", (1740.0, -1100.0), 34.0),
)


def lay(plan: Plan) -> None:
    """Lay out the main roads, their roundabouts, and the toll road above them."""
    circles = [_roundabout(*said) for said in _ROUNDABOUTS]
    islands = shapely.unary_union([shapely.Polygon(c.points) for c in circles])
    for main in _MAINS:
        for street in _streets(main):
            for part in _outside(street, islands):
                plan.add(part)
    for circle in circles:
        _reach(circle, plan)
        plan.add(circle)
    plan.cross()
    for street in plan.streets:
        if "junction" not in street.tags:
            _cut_stubs(street, plan)
    _lay_toll(plan)


def toll_corridor() -> BaseGeometry:
    """Return the ground the toll road takes."""
    return shapely.LineString(smooth(TOLL)).buffer(38)


def _streets(main: Main) -> list[Street]:
    line = smooth(main.course)
    if not main.dual:
        return [Street(line, main.road_class, main.name, dict(main.tags))]
    tags = {**main.tags, "oneway": "yes"}
    # One drives on the left: the carriageway on the left runs as the course does.
    left = [line[0], *_beside(line, DUAL_HALF_M)[1:-1], line[-1]]
    right = [line[-1], *_beside(line, -DUAL_HALF_M)[-2:0:-1], line[0]]
    return [
        Street(left, main.road_class, main.name, dict(tags)),
        Street(right, main.road_class, main.name, dict(tags)),
    ]


def _beside(line: Sequence[Point], metres: float) -> list[Point]:
    """Return the line moved to the left by so many metres."""
    found = []
    for n, (x, y) in enumerate(line):
        a, b = line[max(0, n - 1)], line[min(len(line) - 1, n + 1)]
        dx, dy = b[0] - a[0], b[1] - a[1]
        long = math.hypot(dx, dy)
        found.append(rounded((x - dy / long * metres, y + dx / long * metres)))
    return found


def _roundabout(name: str, middle: Point, radius: float) -> Street:
    # Clockwise, as one goes round where one drives on the left.
    ring = [
        rounded(
            (
                middle[0] + radius * math.sin(k * math.tau / 20),
                middle[1] + radius * math.cos(k * math.tau / 20),
            )
        )
        for k in range(20)
    ]
    tags = {"junction": "roundabout", "oneway": "yes"}
    return Street([*ring, ring[0]], "primary", name, tags)


def _outside(street: Street, islands: BaseGeometry) -> list[Street]:
    """Cut a street where it meets a roundabout; it ends exactly on the ring."""
    parts = []
    rest = street.line.difference(islands)
    for part in shapely.get_parts(rest):
        points = [rounded(p) for p in part.coords]
        if part.length > STUB_M:
            parts.append(
                Street(points, street.road_class, street.name, dict(street.tags))
            )
    return parts


def _reach(circle: Street, plan: Plan) -> None:
    """Make the ends of the streets that come to a roundabout its vertices."""
    for street in plan.streets:
        for n in (0, -1):
            if circle.line.distance(shapely.Point(street.points[n])) < 1:
                street.points[n] = circle.insert(street.points[n])


def _cut_stubs(street: Street, plan: Plan) -> None:
    """Cut off what runs on a little beyond the last street it meets."""
    others = {p for s in plan.streets if s is not street for p in s.points}
    for _end in range(2):
        street.points.reverse()
        length = 0.0
        for n, point in enumerate(street.points[:-1]):
            if n:
                length += math.dist(street.points[n - 1], point)
            if length > STUB_M:
                break
            if point in others:
                street.points = street.points[n:]
                break


def _lay_toll(plan: Plan) -> None:
    middle = smooth(TOLL)
    tags = {"ref": "T1", "oneway": "yes", "lanes": "2", "maxspeed": "80"}
    tags |= {"toll": "yes"}
    # Eastward on the north side: the left, seen along the course.
    east = Street(_beside(middle, TOLL_HALF_M), "motorway", TOLL_NAME, tags, False)
    west = Street(
        _beside(middle, -TOLL_HALF_M)[::-1], "motorway", TOLL_NAME, dict(tags), False
    )
    crossings = [
        (street, spot)
        for street in list(plan.streets)
        if street.road_class in {"trunk", "primary", "secondary"}
        for spot in _spots(street, middle)
    ]
    for street, spot in crossings:
        for toll in (east, west):
            _ramps(plan, street, toll, spot)
    plan.add(east)
    plan.add(west)
    for a, b in ((east, west), (west, east)):  # where the map ends one turns round
        link = [a.points[-1], b.points[0]]
        plan.add(Street(link, "motorway_link", "", {"oneway": "yes"}, False))


def _spots(street: Street, middle: Sequence[Point]) -> list[Point]:
    shared = street.line.intersection(shapely.LineString(middle))
    return [rounded(p) for p in shapely.get_coordinates(shared)]


def _ramps(plan: Plan, street: Street, toll: Street, spot: Point) -> None:
    """Build the way off and the way on of one carriageway at one crossing road."""
    line, road = toll.line, street.line
    here = line.project(shapely.Point(spot))
    there = road.project(shapely.Point(spot))
    if not _RAMP_M + 100 < here < line.length - _RAMP_M - 100:
        return
    # The ramps meet the crossing road on the outer side of their carriageway.
    side = max(
        (there - 105, there + 105),
        key=lambda at: line.distance(road.interpolate(at)) * _outer(toll, road, at),
    )
    foot = street.insert(rounded(_at(road, side)), snap_m=12.0)
    for sign in (-1, 1):
        leave = toll.insert(rounded(_at(line, here + sign * _RAMP_M)))
        bend = _bend(line, foot, here + sign * 135)
        course = [leave, bend, foot] if sign < 0 else [foot, bend, leave]
        points = smooth(course, step_m=30)
        points[0], points[-1] = course[0], course[-1]
        word = "keluar" if sign < 0 else "masuk"
        plan.add(
            Street(points, "motorway_link", "", {"oneway": "yes", "toll": word}, False)
        )


def _outer(toll: Street, road: shapely.LineString, at: float) -> float:
    """Return 1 where the point of the road lies left of the carriageway, else -1."""
    x, y = _at(road, at)
    line = toll.line
    along = line.project(shapely.Point(x, y))
    (ax, ay), (bx, by) = _at(line, along - 5), _at(line, along + 5)
    left = (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
    return 1.0 if left else -1.0


def _bend(line: shapely.LineString, foot: Point, along: float) -> Point:
    x, y = _at(line, along)
    near = line.project(shapely.Point(foot))
    fx, fy = _at(line, near)
    ox, oy = foot[0] - fx, foot[1] - fy
    long = math.hypot(ox, oy) or 1.0
    return rounded((x + ox / long * 34, y + oy / long * 34))


def _at(line: shapely.LineString, along: float) -> Point:
    spot = line.interpolate(along)
    return spot.x, spot.y


def barriers() -> BaseGeometry:
    """Return the ground no street is built on."""
    return shapely.unary_union(
        [
            geography.sea().buffer(35),
            geography.great_river().buffer(14),
            geography.small_river().buffer(10),
            geography.creek().buffer(6),
            toll_corridor(),
            geography.airport(),
        ]
    )
