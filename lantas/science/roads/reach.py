"""How far one gets in a given time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from lantas.science.roads import search
from lantas.science.roads.nearest import NearestRoads, RoadPoint
from lantas.science.roads.network import Floats, Network
from lantas.science.roads.plane import cut
from lantas.science.roads.search import Ends
from lantas.science.roads.weights import Weights

BESIDE_M = 60.0  # land this near to a reached road counts as reached
SIMPLER_M = 10.0
WHOLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Reached:
    """A part of a segment that is reached, driving one way.

    ``begin`` and ``end`` are fractions of the segment's own line, as in `Stretch`
    offsets are; ``seconds`` is when ``begin`` is reached.
    """

    segment: int
    direction: int
    begin: float
    end: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Reach:
    """All that is reached, as parts of roads and as an area (longitude, latitude)."""

    parts: tuple[Reached, ...]
    area: shapely.Geometry


def reach(
    roads: NearestRoads, weights: Weights, sources: Sequence[RoadPoint], seconds: float
) -> Reach:
    """Return what is reached from the nearest of the sources within so many seconds.

    Nobody gets *onto* a closed road here; see `Conditions` for trips that end on one.
    """
    network = roads.network
    ends = Ends.of(network, sources)
    costs = _costs(weights, ends, seconds)
    drive = weights.edge_cost
    edges = np.flatnonzero((costs <= seconds) & np.isfinite(weights.through_cost))
    share = np.minimum((seconds - costs[edges]) / drive[edges], 1.0)
    parts = [
        _part(network, edge, float(edge & 1), driven, at)
        for edge, driven, at in zip(
            edges.tolist(), share.tolist(), costs[edges].tolist(), strict=True
        )
    ]
    parts += _first_parts(network, weights, ends, seconds)
    return Reach(tuple(parts), _area(roads, parts))


def _costs(weights: Weights, ends: Ends, seconds: float) -> Floats:
    """Return when the beginning of each edge is first reached, (2 S,)."""
    starts = search.exits(weights, ends)
    best = np.full(len(weights.edge_cost), np.inf)
    for _, costs in search.explore(weights.forward, starts, len(ends), seconds):
        best = np.minimum(best, costs.min(axis=0))
    return best


def _first_parts(
    network: Network, weights: Weights, ends: Ends, seconds: float
) -> list[Reached]:
    """Return the parts of the sources' own segments driven before the first turn."""
    parts = []
    for row, at in zip(ends.row.tolist(), ends.fraction.tolist(), strict=True):
        for edge in (2 * row, 2 * row + 1):
            cost = weights.edge_cost[edge]
            left = at if edge & 1 else 1 - at
            if np.isfinite(cost) and left > 0:
                driven = min(seconds / float(cost), left)
                parts.append(_part(network, edge, at, driven, 0.0))
    return parts


def _part(
    network: Network, edge: int, begin: float, driven: float, seconds: float
) -> Reached:
    row, direction = divmod(edge, 2)
    end = begin - driven if direction else begin + driven
    return Reached(int(network.segment_id[row]), direction, begin, end, seconds)


def _area(roads: NearestRoads, parts: Sequence[Reached]) -> shapely.Geometry:
    """Return the land beside the reached parts, in degrees."""
    whole, lines = set(), []
    for part in parts:
        if abs(part.end - part.begin) > WHOLE:
            whole.add(roads.network.row(part.segment))
        elif part.begin != part.end:
            lines.append(shapely.LineString(_metres(roads, part)))
    shapes = np.array([*roads.lines[sorted(whole)], *lines], object)
    if not len(shapes):
        return shapely.Polygon()
    # One buffer each and their union is seven times as quick as a buffer of all.
    strips = shapely.buffer(shapes, BESIDE_M, quad_segs=2)
    area = shapely.simplify(shapely.union_all(strips), SIMPLER_M)
    return shapely.transform(_without_yards(area), roads.plane.degrees)


def _without_yards(area: shapely.Geometry) -> shapely.Geometry:
    """Return an area without holes no larger than a few blocks of houses."""
    largest = (4 * BESIDE_M) ** 2
    whole = [
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area > largest],
        )
        for part in shapely.get_parts(area)
    ]
    return shapely.union_all(whole)


def _metres(roads: NearestRoads, part: Reached) -> Floats:
    network = roads.network
    row = network.row(part.segment)
    line: Floats = roads.metres[network.line_at[row] : network.line_at[row + 1]]
    return cut(line, line, part.begin, part.end)
