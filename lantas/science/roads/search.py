"""Bounded shortest paths between points on roads, exact at both ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Flags, Floats, Ints, Network
from lantas.science.roads.weights import Arcs, Weights

EITHER = -1
LONGEST_S = 1e9  # finite, so that closed arcs are never followed
CELLS = 8_000_000  # how many distances are held at once


@dataclass(frozen=True, eq=False)
class Ends:
    """Points on roads as columns, (n,).

    ``row`` is of the segment, ``fraction`` of its length; ``way`` is the direction one
    drives there, or `EITHER`.
    """

    row: Ints
    fraction: Floats
    way: Ints

    @classmethod
    def of(
        cls,
        network: Network,
        points: Sequence[RoadPoint],
        ways: Sequence[int] | None = None,
    ) -> "Ends":
        """Look the points' segments up; `KeyError` for a segment that is not there."""
        wanted = np.array([point.segment for point in points], np.int64)
        row = np.searchsorted(network.segment_id, wanted)
        row = np.minimum(row, len(network) - 1)
        lost = network.segment_id[row] != wanted
        if lost.any():
            raise KeyError(f"there is no segment {wanted[lost][0]}")
        offset = np.array([point.offset_m for point in points], float)
        return cls(
            row,
            np.clip(offset / network.length_m[row], 0, 1),
            np.full(len(row), EITHER) if ways is None else np.array(ways, np.int64),
        )

    def __len__(self) -> int:
        """Return how many points there are."""
        return len(self.row)

    def may(self, direction: int) -> Flags:
        """Return at which points one may drive in this direction, (n,)."""
        return np.isin(self.way, (EITHER, direction))

    def edges(self, weights: Weights) -> tuple[Ints, Ints]:
        """Return the edges each point may be driven on: point and edge, in order."""
        edges = np.column_stack([2 * self.row, 2 * self.row + 1])
        usable = np.isfinite(weights.edge_cost[edges])
        usable &= np.column_stack([self.may(0), self.may(1)])
        return np.nonzero(usable)[0], edges[usable]


@dataclass(frozen=True, eq=False)
class Seeds:
    """Where a search may enter the graph: point, edge, and the cost up to there."""

    owner: Ints
    edge: Ints
    cost: Floats
    off: Ints  # the edge the point itself is on


def exits(weights: Weights, ends: Ends) -> Seeds:
    """Return how one gets from each point to the beginnings of the next edges."""
    owner, edges = ends.edges(weights)
    left = np.abs(1 - (edges & 1) - ends.fraction[owner])
    first, ways = weights.turns.first[edges], np.diff(weights.turns.first)[edges]
    arcs = np.repeat(first - np.cumsum(ways) + ways, ways) + np.arange(ways.sum())
    rest = np.repeat(weights.edge_cost[edges] * left, ways)
    return Seeds(
        owner=np.repeat(owner, ways),
        edge=weights.forward.onto[arcs].astype(np.int64),
        cost=rest + weights.turn_cost[arcs],
        off=np.repeat(edges, ways),
    )


def entries(weights: Weights, ends: Ends) -> Seeds:
    """Return how one gets from the beginnings of edges to each point on them."""
    owner, edges = ends.edges(weights)
    part = np.abs((edges & 1) - ends.fraction[owner])
    return Seeds(owner, edges, weights.edge_cost[edges] * part, edges)


def direct(weights: Weights, sources: Ends, targets: Ends) -> Floats:
    """Return the costs of trips that never leave their segment, (n, m)."""
    same = sources.row[:, None] == targets.row[None, :]
    ahead = targets.fraction[None, :] - sources.fraction[:, None]
    found = np.full(same.shape, np.inf)
    for direction, part in ((0, ahead), (1, -ahead)):
        cost = weights.edge_cost[2 * sources.row + direction][:, None]
        may = sources.may(direction)[:, None] & targets.may(direction)
        fits = same & may & (part >= 0) & np.isfinite(cost)
        found[fits] = np.minimum(found, np.where(fits, cost, 0) * part)[fits]
    return found


def matrix(
    weights: Weights, sources: Ends, targets: Ends, limit: float = LONGEST_S
) -> Floats:
    """Return the cheapest cost of every trip, (n, m); infinite beyond the limit.

    The search runs from the side with fewer points, on the graph turned round where
    that is the side of the targets.
    """
    found = direct(weights, sources, targets)
    starts, ends = exits(weights, sources), entries(weights, targets)
    if len(sources) <= len(targets):
        for rows, costs in explore(weights.forward, starts, len(sources), limit):
            best = cheapest(costs[:, ends.edge] + ends.cost, ends, len(targets))
            found[rows] = np.minimum(found[rows], best)
    else:
        for rows, costs in explore(weights.backward, ends, len(targets), limit):
            best = cheapest(costs[:, starts.edge] + starts.cost, starts, len(sources))
            found[:, rows] = np.minimum(found[:, rows], best.T)
    found[found > limit] = np.inf
    return found


def explore(
    arcs: Arcs, seeds: Seeds, count: int, limit: float
) -> Iterator[tuple[slice, Floats]]:
    """Yield the costs to reach every edge from ``count`` points, some at a time.

    Yields
    ------
    rows, costs : slice, (rows, 2 S) float64
    """
    edges = len(arcs.first) - 1
    chunk = max(1, CELLS // (edges + 1))
    for begin in range(0, count, chunk):
        rows = slice(begin, min(begin + chunk, count))
        graph = _with_points(arcs, seeds, rows)
        points = np.arange(edges, graph.shape[0])
        costs = dijkstra(graph, indices=points, limit=min(limit, LONGEST_S))
        yield rows, costs[:, :edges]


def explore_one(arcs: Arcs, seeds: Seeds, limit: float) -> tuple[Floats, Ints]:
    """Return the costs from one point to all edges, and the edge before each.

    Returns
    -------
    costs : (2 S,) float64
    before : (2 S,) int32
        The edge the cheapest way comes from; the point itself is ``2 S``.
    """
    edges = len(arcs.first) - 1
    graph = _with_points(arcs, seeds, slice(0, 1))
    costs, before = dijkstra(
        graph, indices=edges, limit=min(limit, LONGEST_S), return_predecessors=True
    )
    return costs[:edges], before[:edges]


def largest_component(arcs: Arcs) -> Ints:
    """Return the edges of the largest set in which each can be reached from each."""
    edges = len(arcs.first) - 1
    graph = csr_array(  # type: ignore[no-untyped-call]
        (arcs.cost, arcs.onto, arcs.first), shape=(edges, edges)
    )
    _, label = connected_components(graph, connection="strong")
    return np.flatnonzero(label == np.bincount(label).argmax())


def cheapest(costs: Floats, seeds: Seeds, count: int) -> Floats:
    """Return the least cost of each owner's columns: (k, seeds) to (k, count)."""
    best = np.full((len(costs), count), np.inf)
    if costs.shape[1]:
        begins = np.flatnonzero(np.diff(seeds.owner, prepend=-1))
        best[:, seeds.owner[begins]] = np.minimum.reduceat(costs, begins, axis=1)
    return best


def _with_points(arcs: Arcs, seeds: Seeds, rows: slice) -> csr_array:
    """Return the graph with one more node for each point, and its ways in."""
    edges, count = len(arcs.first) - 1, rows.stop - rows.start
    begin, end = np.searchsorted(seeds.owner, [rows.start, rows.stop])
    ways = np.bincount(seeds.owner[begin:end] - rows.start, minlength=count)
    first = np.concatenate([arcs.first, arcs.first[-1] + np.cumsum(ways)])
    onto = np.concatenate([arcs.onto, seeds.edge[begin:end]])
    cost = np.concatenate([arcs.cost, seeds.cost[begin:end]])
    size = edges + count
    parts = cost, onto.astype(np.int32), first.astype(np.int32)
    return csr_array(parts, shape=(size, size))  # type: ignore[no-untyped-call]
