"""The street plan: streets that share a vertex wherever they meet."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import shapely

from lantas.demo.town.geography import Point, rounded

_CELL_M = 150.0


@dataclass(eq=False)
class Street:
    """One street: its line, its tags, and whether others may join it."""

    points: list[Point]
    road_class: str
    name: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    joined: bool = True  # False: a toll carriageway, which streets only pass

    @property
    def line(self) -> shapely.LineString:
        """Return the street as a line."""
        return shapely.LineString(self.points)

    def insert(self, point: Point, snap_m: float = 1.0) -> Point:
        """Make ``point`` a vertex; one within ``snap_m`` is taken instead."""
        at, metres = _nearest_edge(self.points, point)
        if metres > 3.0:
            raise ValueError(f"{point} is {metres:.1f} m off {self.name}")
        near = min(self.points[at : at + 2], key=lambda p: math.dist(p, point))
        if math.dist(near, point) <= snap_m:
            return near
        spot = rounded(point)
        self.points.insert(at + 1, spot)
        return spot


@dataclass
class Plan:
    """All streets, found by where they are."""

    streets: list[Street] = field(default_factory=list)
    _cells: dict[tuple[int, int], list[Street]] = field(
        default_factory=lambda: defaultdict(list)
    )

    # How many streets end at a vertex in the middle of another.
    _used: dict[Point, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, street: Street) -> Street:
        """Add a street; its ends must already be vertices of what they meet."""
        self.streets.append(street)
        if street.joined:
            for cell in _cells_along(street.points):
                self._cells[cell].append(street)
        return street

    def join(
        self, point: Point, reach_m: float = 1.5, snap_m: float = 1.0
    ) -> Point | None:
        """Make a point a vertex of the street there; None where no street is.

        A corner of that street within ``snap_m`` is taken instead.
        """
        cell = (int(point[0] // _CELL_M), int(point[1] // _CELL_M))
        near = [
            (_nearest_edge(street.points, point)[1], n, street)
            for n, street in enumerate(self._cells[cell])
        ]
        near = [found for found in near if found[0] <= reach_m]
        if not near:
            return None
        street = min(near)[2]
        corner = self._corner(street, point, snap_m)
        vertex = corner or street.insert(point)
        self._used[vertex] += 1
        return vertex

    def _corner(self, street: Street, point: Point, snap_m: float) -> Point | None:
        ends = (street.points[0], street.points[-1])
        corners = [p for p in street.points if p in ends or self._used[p]]
        near = min(corners, key=lambda p: math.dist(p, point))
        return near if math.dist(near, point) <= snap_m else None

    def cross(self) -> None:
        """Give every two streets that cross a vertex in common."""
        streets = [street for street in self.streets if street.joined]
        tree = shapely.STRtree([street.line for street in streets])
        for n, street in enumerate(streets):
            for other in tree.query(street.line, predicate="intersects").tolist():
                if other > n:
                    for vertex in _meet(street, streets[other]):
                        self._used[vertex] += 1

    def corners(self) -> dict[Point, int]:
        """Return every vertex where streets meet or end, and how many arms it has."""
        arms: dict[Point, int] = defaultdict(int)
        for street in self.streets:
            for n, point in enumerate(street.points):
                arms[point] += 1 if n in (0, len(street.points) - 1) else 2
        inner = {p for s in self.streets for p in s.points[1:-1]}
        return {p: k for p, k in arms.items() if k > 2 or p not in inner}


def _meet(one: Street, other: Street) -> list[Point]:
    shared = one.line.intersection(other.line)
    met = []
    for part in shapely.get_parts(shared):
        spot = rounded(part.representative_point().coords[0])
        vertex = one.insert(spot, snap_m=6.0)
        if vertex not in other.points:
            at, _ = _nearest_edge(other.points, vertex)
            near = min(other.points[at : at + 2], key=lambda p: math.dist(p, vertex))
            if math.dist(near, vertex) <= 6.0:
                _move(other, near, vertex)
            else:
                other.points.insert(at + 1, vertex)
        met.append(vertex)
    return met


def _move(street: Street, was: Point, now: Point) -> None:
    street.points = [now if p == was else p for p in street.points]


def _cells_along(points: list[Point]) -> list[tuple[int, int]]:
    found: dict[tuple[int, int], None] = {}
    for a, b in pairwise(points):
        steps = max(1, int(math.dist(a, b) // 40) + 1)
        for k in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * k / steps
            y = a[1] + (b[1] - a[1]) * k / steps
            for dx in (-3, 3):
                for dy in (-3, 3):
                    cell = (int((x + dx) // _CELL_M), int((y + dy) // _CELL_M))
                    found[cell] = None
    return list(found)


def _nearest_edge(points: list[Point], spot: Point) -> tuple[int, float]:
    """Return the index of the edge nearest to a spot, and how far it is."""
    best, best_m = 0, math.inf
    for n, (a, b) in enumerate(pairwise(points)):
        metres = _distance(a, b, spot)
        if metres < best_m:
            best, best_m = n, metres
    return best, best_m


def _distance(a: Point, b: Point, spot: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    t = ((spot[0] - a[0]) * dx + (spot[1] - a[1]) * dy) / long if long else 0.0
    t = min(1.0, max(0.0, t))
    return math.hypot(a[0] + t * dx - spot[0], a[1] + t * dy - spot[1])
