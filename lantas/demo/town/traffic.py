"""Traffic rules of the town: one-ways, signals, forbidden turns, bridges."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import geography
from lantas.demo.town.geography import Point, rounded
from lantas.demo.town.plan import Plan, Street
from lantas.demo.town.quarters import DOWNTOWN, quarter_at

MAIN = {"trunk", "primary", "secondary"}
_RULED = {"Jalan Lingkar Dalam", "Jalan Niaga", "Jalan Tirta", "Jalan Cakrawala"}


def make_oneways(plan: Plan) -> int:
    """Make every third street downtown one-way, where all stays reachable."""
    able = [
        street
        for street in plan.streets
        if street.road_class in {"residential", "tertiary"}
        and street.joined
        and street.line.length > 120
        and quarter_at(street.points[len(street.points) // 2]) is DOWNTOWN
    ]
    whole, done = _reachable(plan), 0
    for street in able[::3]:
        street.tags["oneway"] = "yes"
        if _reachable(plan) < whole:
            del street.tags["oneway"]
        else:
            done += 1
    return done


def _reachable(plan: Plan) -> int:
    """Return how many vertices one can get to and come back from."""
    number: dict[Point, int] = {}
    edges = []
    for street in plan.streets:
        both = street.tags.get("oneway") != "yes"
        for a, b in pairwise(street.points):
            i = number.setdefault(a, len(number))
            j = number.setdefault(b, len(number))
            edges.append((i, j))
            if both:
                edges.append((j, i))
    rows, columns = np.array(edges).T
    ones = np.ones(len(edges), np.int8)
    graph: Any = csr_array(  # type: ignore[no-untyped-call]
        (ones, (rows, columns)), shape=(len(number), len(number))
    )
    _, labels = connected_components(graph, connection="strong")
    return int(np.bincount(labels).max())


def signals(plan: Plan) -> list[Point]:
    """Return the junctions of main roads, where traffic lights stand."""
    meeting: dict[Point, set[str]] = defaultdict(set)
    rings = set()
    for street in plan.streets:
        if street.road_class in MAIN and street.joined:
            for point in street.points:
                meeting[point].add(street.name)
            if "junction" in street.tags:
                rings.update(street.points)
    corners = plan.corners()
    return [
        point
        for point, names in meeting.items()
        if len(names) > 1 and point not in rings and corners.get(point, 0) > 2
    ]


@dataclass(frozen=True)
class Arm:
    """A street at a junction, driven towards it or away from it.

    ``side`` says whether the piece of street meant "ends" or "starts" at the junction,
    as the street is drawn; ``beside`` is its vertex next to the junction.
    """

    street: Street
    side: str
    beside: Point


def forbidden_turns(
    plan: Plan, lights: Iterable[Point]
) -> list[tuple[Arm, Point, Arm]]:
    """Return right turns forbidden at lights, from one arm onto another.

    They cross the oncoming traffic, so at busy lights the way is round the block.
    """
    found = []
    for spot in lights:
        streets = [s for s in plan.streets if s.joined and spot in s.points]
        ruled = [s for s in streets if s.name in _RULED]
        for arriving in (a for s in ruled for a in _arms(s, spot, towards=True)):
            for leaving in (a for s in streets for a in _arms(s, spot, towards=False)):
                if leaving.street.road_class in {"trunk", "primary"} and _is_right(
                    arriving.beside, spot, leaving.beside
                ):
                    found.append((arriving, spot, leaving))
    return found


def _arms(street: Street, spot: Point, *, towards: bool) -> list[Arm]:
    at, last = street.points.index(spot), len(street.points) - 1
    both = street.tags.get("oneway") != "yes"
    arms = []
    if at > 0 and (towards or both):
        arms.append(Arm(street, "ends", street.points[at - 1]))
    if at < last and (not towards or both):
        arms.append(Arm(street, "starts", street.points[at + 1]))
    return arms


def _is_right(before: Point, spot: Point, after: Point) -> bool:
    one = (spot[0] - before[0], spot[1] - before[1])
    other = (after[0] - spot[0], after[1] - spot[1])
    turn = one[0] * other[1] - one[1] * other[0]
    return turn < -0.5 * math.hypot(*one) * math.hypot(*other)


def bridged(street: Street, over: BaseGeometry) -> list[tuple[list[Point], bool]]:
    """Cut a street at the banks; return its parts and whether each is a bridge."""
    line = street.line
    wet = line.intersection(over)
    if wet.is_empty or line.length < 5:
        return [(street.points, False)]
    spans = sorted(
        (
            line.project(shapely.Point(p.coords[0])),
            line.project(shapely.Point(p.coords[-1])),
        )
        for p in shapely.get_parts(wet)
        if p.geom_type == "LineString" and p.length > 4
    )
    parts: list[tuple[list[Point], bool]] = []
    rest, gone = street.points, 0.0
    for start, end in spans:
        dry, rest = _split(rest, max(0.0, start - 6 - gone))
        gone = max(gone, start - 6)
        span, rest = _split(rest, end + 6 - gone)
        gone = end + 6
        parts += [(dry, False), (span, True)]
    parts.append((rest, False))
    return [part for part in parts if len(part[0]) > 1]


def _along(line: shapely.LineString, point: tuple[float, ...]) -> float:
    return float(line.project(shapely.Point(point)))


def _split(points: list[Point], metres: float) -> tuple[list[Point], list[Point]]:
    """Cut a line after so many metres, at a vertex if one is near."""
    walked = 0.0
    for n, (a, b) in enumerate(pairwise(points)):
        step = math.dist(a, b)
        if walked + step >= metres:
            t = (metres - walked) / step if step else 0.0
            if t * step < 4:
                return points[: n + 1], points[n:]
            if (1 - t) * step < 4:
                return points[: n + 2], points[n + 1 :]
            spot = rounded((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
            return [*points[: n + 1], spot], [spot, *points[n + 1 :]]
        walked += step
    return points, points[-1:]


def waters() -> BaseGeometry:
    """Return the water that roads cross on bridges."""
    return shapely.unary_union(
        [geography.great_river(), geography.small_river(), geography.creek()]
    )
