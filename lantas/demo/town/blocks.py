"""Cuts the ground between the main roads into blocks, a street at every cut.

Each cut runs across the longer side of a block, so that streets follow the coast, the
rivers and the main roads they lie between, and meet them as a T more often than as a
cross: as towns grow. Every street begins at another, so all of them can be driven to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from lantas.demo.town.geography import Point, rounded
from lantas.demo.town.plan import Plan, Street

SNAP_M = 22.0  # a street that would end this near to a corner ends at the corner
TRIM_M = 18.0  # a street stops short of water by this much
TRIES = 12


@dataclass(frozen=True)
class Quarter:
    """How a part of town is built: how big its blocks are, how straight its streets."""

    name: str
    block_ha: float
    crooked: float  # standard deviation of a street's angle, degrees
    lane: str = "residential"  # the class of its smallest streets
    landuse: str = "residential"


@dataclass(frozen=True)
class Reserved:
    """A place that takes a block of its own."""

    key: str
    spot: Point
    hectares: float


@dataclass
class Block:
    """Ground with streets or water around it and none through it."""

    shape: shapely.Polygon
    quarter: Quarter
    theme: str = ""
    reserved: str = ""


@dataclass
class Cutter:
    """The one who cuts: with the plan, the chance, and what is to be kept whole."""

    plan: Plan
    chance: Random
    quarter_at: Callable[[Point], Quarter]
    name_street: Callable[[str, str, float], str]
    theme_at: Callable[[Point], str]
    reserved: Sequence[Reserved]
    blocks: list[Block] = field(default_factory=list)

    def cut_all(self, ground: Sequence[shapely.Polygon]) -> None:
        """Cut every piece of ground down to blocks."""
        waiting = [(shape, "") for shape in ground]
        while waiting:
            shape, theme = waiting.pop()
            waiting.extend(self._cut(shape, theme))

    def _cut(
        self, shape: shapely.Polygon, theme: str
    ) -> list[tuple[shapely.Polygon, str]]:
        middle = shape.representative_point()
        quarter = self.quarter_at((middle.x, middle.y))
        if not theme and shape.area < 24e4:
            theme = self.theme_at((middle.x, middle.y))
        done = self._is_done(shape, quarter)
        kept = self._kept(shape, done)
        if kept or done:
            self.blocks.append(Block(shape, quarter, theme, kept))
            return []
        for attempt in range(TRIES):
            halves = self._try(shape, quarter, theme, attempt)
            if halves:
                return [(half, theme) for half in halves]
        self.blocks.append(Block(shape, quarter, theme))
        return []

    def _kept(self, shape: shapely.Polygon, done: bool) -> str:
        for one in self.reserved:
            small = done or shape.area < one.hectares * 1e4
            if small and shape.covers(shapely.Point(one.spot)):
                return one.key
        return ""

    def _is_done(self, shape: shapely.Polygon, quarter: Quarter) -> bool:
        _, _, _, short = _sides(shape)
        # The same quarter has big and small blocks, but always the same ones.
        wanted = quarter.block_ha * 1e4 * (0.75 + 0.5 * self.chance.random())
        return shape.area < wanted or short < 42

    def _try(
        self, shape: shapely.Polygon, quarter: Quarter, theme: str, attempt: int
    ) -> list[shapely.Polygon]:
        line = self._line(shape, quarter, attempt)
        if line is None or line.length < 30:
            return []
        ends = [self._end(shape, line, n) for n in (0, -1)]
        points = [rounded(p) for p in line.coords]
        halves = _halves(shape, line)
        least = min(0.22, 0.12 + 0.1 * (attempt < 4)) * shape.area
        if len(halves) != 2 or min(half.area for half in halves) < least:
            return []
        if ends == [None, None]:
            return []
        joined = [self._joined(points, ends)]
        if len(joined[0]) < 2 or shapely.LineString(joined[0]).length < 25:
            return []
        road_class = _class(shape.area, quarter)
        name = self.name_street(theme, road_class, line.length)
        self.plan.add(Street(joined[0], road_class, name))
        return halves

    def _line(
        self, shape: shapely.Polygon, quarter: Quarter, attempt: int
    ) -> shapely.LineString | None:
        middle, angle, long, short = _sides(shape)
        chance = self.chance
        if long < 1.15 * short and chance.random() < 0.5:
            angle, long = angle + math.pi / 2, short
        shift = chance.uniform(-0.09, 0.09) * long * min(4.5, 1 + attempt / 2)
        at = (
            middle[0] + shift * math.cos(angle),
            middle[1] + shift * math.sin(angle),
        )
        crooked = math.radians(quarter.crooked * (1 + attempt / 3))
        across = angle + math.pi / 2 + chance.gauss(0, crooked)
        reach = 3 * math.hypot(long, short)
        step = math.cos(across) * reach, math.sin(across) * reach
        ray = shapely.LineString(
            [(at[0] - step[0], at[1] - step[1]), (at[0] + step[0], at[1] + step[1])]
        )
        inside = [
            part
            for part in shapely.get_parts(ray.intersection(shape))
            if part.length > 1
        ]
        if not inside:
            return None
        longest = max(inside, key=lambda part: part.length)
        return _bent(longest, chance.gauss(0, 0.035 + quarter.crooked / 500))

    def _end(
        self, shape: shapely.Polygon, line: shapely.LineString, n: int
    ) -> Point | None:
        """Return the vertex the street ends at; None where it ends at no street."""
        x, y = line.coords[n]
        return self.plan.join((x, y), snap_m=SNAP_M)

    def _joined(
        self, points: Sequence[Point], ends: Sequence[Point | None]
    ) -> list[Point]:
        first, last = ends
        line = list(points)
        if first is None:
            line = _trimmed(line)
        if last is None:
            line = _trimmed(line[::-1])[::-1]
        if first is not None:
            line[0] = first
        if last is not None:
            line[-1] = last
        return [p for n, p in enumerate(line) if n == 0 or p != line[n - 1]]


def _class(area: float, quarter: Quarter) -> str:
    if area > 55e4 and quarter.landuse != "farmland":
        return "tertiary"
    if quarter.landuse == "farmland":
        return "unclassified"
    return "residential" if area > 4e4 else quarter.lane


def _sides(shape: shapely.Polygon) -> tuple[Point, float, float, float]:
    """Return middle, angle of the longer side, and both sides of a block."""
    frame = shapely.oriented_envelope(shape)
    a, b, c = shapely.get_coordinates(frame)[:3].tolist()
    one, other = math.dist(a, b), math.dist(b, c)
    p, q = (a, b) if one >= other else (b, c)
    angle = math.atan2(q[1] - p[1], q[0] - p[0])
    middle = frame.centroid
    return (middle.x, middle.y), angle, max(one, other), min(one, other)


def _bent(line: shapely.LineString, bend: float) -> shapely.LineString:
    (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
    long = line.length
    if long < 140:
        return line
    points = []
    count = max(2, min(8, round(long / 45)))
    for k in range(count + 1):
        t = k / count
        off = bend * long * 4 * t * (1 - t)
        points.append(
            (
                ax + (bx - ax) * t - (by - ay) / long * off,
                ay + (by - ay) * t + (bx - ax) / long * off,
            )
        )
    return shapely.LineString(points)


def _halves(shape: shapely.Polygon, line: BaseGeometry) -> list[shapely.Polygon]:
    (ax, ay), (px, py) = line.coords[0], line.coords[1]
    (bx, by), (qx, qy) = line.coords[-1], line.coords[-2]
    longer = [
        (ax + (ax - px) * 0.02, ay + (ay - py) * 0.02),
        *line.coords,
        (bx + (bx - qx) * 0.02, by + (by - qy) * 0.02),
    ]
    edges = shapely.unary_union([shape.exterior, shapely.LineString(longer)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    return [face for face in faces if shape.covers(face.representative_point())]


def _trimmed(line: list[Point]) -> list[Point]:
    """Return a line that begins a little later."""
    whole = shapely.LineString(line)
    if whole.length < 2 * TRIM_M:
        return line
    cut = shapely.ops.substring(whole, TRIM_M, whole.length)
    return [rounded(p) for p in cut.coords]
