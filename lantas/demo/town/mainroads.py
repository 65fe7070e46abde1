"""The roads everybody knows: laid out before any street is."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import geography, toll
from lantas.demo.town.courses import MAINS, ROUNDABOUTS, Main
from lantas.demo.town.geography import Point, beside, rounded, smooth
from lantas.demo.town.plan import Plan, Street

DUAL_HALF_M = 8.0  # from the middle of a dual carriageway to each of the two
STUB_M = 50.0  # what runs on past the last crossing by less is cut off


def lay(plan: Plan) -> None:
    """Lay out the main roads, their roundabouts, and the toll road above them."""
    circles = [_roundabout(*said) for said in ROUNDABOUTS]
    islands = shapely.unary_union([shapely.Polygon(c.points) for c in circles])
    for main in MAINS:
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
    toll.lay(plan)


def _streets(main: Main) -> list[Street]:
    line = smooth(main.course)
    if not main.dual:
        return [Street(line, main.road_class, main.name, dict(main.tags))]
    tags = {**main.tags, "oneway": "yes"}
    # One drives on the left: the carriageway on the left runs as the course does.
    left = [line[0], *beside(line, DUAL_HALF_M)[1:-1], line[-1]]
    right = [line[-1], *beside(line, -DUAL_HALF_M)[-2:0:-1], line[0]]
    return [
        Street(left, main.road_class, main.name, dict(tags)),
        Street(right, main.road_class, main.name, dict(tags)),
    ]


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


def barriers() -> BaseGeometry:
    """Return the ground no street is built on."""
    return shapely.unary_union(
        [
            geography.sea().buffer(35),
            geography.great_river().buffer(14),
            geography.small_river().buffer(10),
            geography.creek().buffer(6),
            toll.corridor(),
            geography.airport(),
        ]
    )
