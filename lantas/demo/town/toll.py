"""The toll road: two carriageways over the plan, and ramps where main roads cross."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from lantas.demo.town.courses import TOLL
from lantas.demo.town.geography import Point, beside, rounded, smooth
from lantas.demo.town.plan import Plan, Street

NAME = "Jalan Tol Kota Contoh"
HALF_M = 11.0  # from the middle of the toll road to its carriageways
RAMP_M = 300.0  # how long before the crossing a ramp leaves the toll road


def corridor() -> BaseGeometry:
    """Return the ground the toll road takes."""
    return shapely.LineString(smooth(TOLL)).buffer(38)


def lay(plan: Plan) -> None:
    """Lay out the toll road and its interchanges."""
    middle = smooth(TOLL)
    tags = {"ref": "T1", "oneway": "yes", "lanes": "2", "maxspeed": "80"}
    tags |= {"toll": "yes"}
    # Eastward on the north side: the left, seen along the course.
    east = Street(beside(middle, HALF_M), "motorway", NAME, tags, False)
    west = Street(beside(middle, -HALF_M)[::-1], "motorway", NAME, dict(tags), False)
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
    if not RAMP_M + 100 < here < line.length - RAMP_M - 100:
        return
    # The ramps meet the crossing road on the outer side of their carriageway.
    side = max(
        (there - 105, there + 105),
        key=lambda at: line.distance(road.interpolate(at)) * _outer(toll, road, at),
    )
    foot = street.insert(rounded(_at(road, side)), snap_m=12.0)
    for sign in (-1, 1):
        leave = toll.insert(rounded(_at(line, here + sign * RAMP_M)))
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
