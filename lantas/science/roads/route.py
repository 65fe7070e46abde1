"""The way from one point to another: which stretches of which segments."""

from dataclasses import dataclass

import numpy as np

from lantas.science.roads import search
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Floats, Ints, Network, distance_m
from lantas.science.roads.plane import Plane, cut
from lantas.science.roads.search import Ends
from lantas.science.roads.weights import Weights

FIRST_LOOK_MS = 4.0  # a trip is first looked for where this straight speed reaches


class NoWay(Exception):
    """There is no way from the one point to the other within the limit."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a segment, driven one way.

    ``from_m`` and ``to_m`` are offsets along the segment's own line, so ``from_m`` is
    the greater one where it is driven against the line. ``seconds`` include the turn
    off its end onto the next stretch.
    """

    segment: int
    direction: int
    from_m: float
    to_m: float
    seconds: float

    @property
    def length_m(self) -> float:
        """How far one drives on it."""
        return abs(self.to_m - self.from_m)


@dataclass(frozen=True, slots=True)
class Route:
    """A way along roads, in the order it is driven.

    ``line`` is its shape as (lon, lat) pairs.
    """

    start: RoadPoint
    end: RoadPoint
    stretches: tuple[Stretch, ...]
    line: tuple[tuple[float, float], ...]
    length_m: float
    seconds: float


def find(
    network: Network,
    plane: Plane,
    weights: Weights,
    start: RoadPoint,
    end: RoadPoint,
    limit: float = search.LONGEST_S,
    ways: tuple[int, int] = (search.EITHER, search.EITHER),
) -> Route:
    """Return the cheapest route, looking near first and then farther and farther.

    ``ways`` are the directions one drives at its start and its end.

    Raises
    ------
    NoWay
        No way costs at most ``limit``.
    """
    source, target = (
        Ends.of(network, [point], [way])
        for point, way in zip((start, end), ways, strict=True)
    )
    at_once = float(search.direct(weights, source, target)[0, 0])
    straight = distance_m(start.lon, start.lat, end.lon, end.lat)
    near = max(120.0, straight / FIRST_LOOK_MS)
    for look in (near, 4 * near, limit):
        found, edges = _around(weights, source, target, min(look, limit, at_once))
        best = min(found, at_once)
        if best <= look:
            break
    if best > limit or not np.isfinite(best):
        raise NoWay(f"no way from segment {start.segment} to segment {end.segment}")
    if at_once <= found:
        edges = [_direct_edge(weights, source, target)]
    fractions = float(source.fraction[0]), float(target.fraction[0])
    return _route(network, plane, weights, edges, (start, end), fractions)


def _around(
    weights: Weights, source: Ends, target: Ends, limit: float
) -> tuple[float, list[int]]:
    """Return the cost and the edges of the best way that leaves the first segment."""
    starts, ends = search.exits(weights, source), search.entries(weights, target)
    costs, before = search.explore_one(weights.forward, starts, limit)
    totals = costs[ends.edge] + ends.cost
    if not len(totals) or not np.isfinite(totals.min()):
        return np.inf, []
    best = int(np.argmin(totals))
    edges = _walk_back(int(ends.edge[best]), before)
    here = starts.edge == edges[0]
    first = starts.off[here][np.argmin(starts.cost[here])]
    return float(totals[best]), [int(first), *edges]


def _walk_back(edge: int, before: Ints) -> list[int]:
    """Return the edges up to this one, leaving out the point they began from."""
    edges = []
    while edge != len(before):
        edges.append(edge)
        edge = int(before[edge])
    return edges[::-1]


def _direct_edge(weights: Weights, source: Ends, target: Ends) -> int:
    """Return the direction in which one segment is driven from point to point."""
    edge = 2 * int(source.row[0])
    ahead = float(target.fraction[0] - source.fraction[0])
    if ahead == 0:
        forward = np.isfinite(weights.edge_cost[edge])
        return edge if forward and source.may(0)[0] and target.may(0)[0] else edge + 1
    return edge if ahead > 0 else edge + 1


def _route(
    network: Network,
    plane: Plane,
    weights: Weights,
    edges: list[int],
    points: tuple[RoadPoint, RoadPoint],
    fractions: tuple[float, float],
) -> Route:
    """Put the stretches, their times and their shape together."""
    stretches, lines = [], []
    last = len(edges) - 1
    for index, edge in enumerate(edges):
        row, direction = divmod(edge, 2)
        begin = fractions[0] if index == 0 else float(direction)
        finish = fractions[1] if index == last else 1.0 - direction
        cost = abs(finish - begin) * weights.edge_cost[edge]
        if index < last:
            cost += _turn_cost(weights, edge, edges[index + 1])
        length = float(network.length_m[row])
        stretches.append(
            Stretch(
                segment=int(network.segment_id[row]),
                direction=direction,
                from_m=begin * length,
                to_m=finish * length,
                seconds=float(cost),
            )
        )
        line = network.line_of(row)
        lines.append(cut(line, plane.metres(line), begin, finish))
    return Route(
        start=points[0],
        end=points[1],
        stretches=tuple(stretches),
        line=_joined(lines),
        length_m=sum(stretch.length_m for stretch in stretches),
        seconds=sum(stretch.seconds for stretch in stretches),
    )


def _turn_cost(weights: Weights, off: int, onto: int) -> float:
    begin, end = weights.turns.first[off : off + 2]
    arcs = np.flatnonzero(weights.turns.onto[begin:end] == onto)
    return float(weights.turn_cost[begin + arcs[0]])


def _joined(lines: list[Floats]) -> tuple[tuple[float, float], ...]:
    """Return one line of all parts, each point once."""
    points = np.concatenate(lines).round(7)
    moved = np.concatenate([[True], np.any(np.diff(points, axis=0) != 0, axis=1)])
    kept = points[moved].tolist()
    return tuple((lon, lat) for lon, lat in (kept if len(kept) > 1 else kept * 2))
