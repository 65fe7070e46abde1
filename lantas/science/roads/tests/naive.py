"""Travel times the slow and plain way, to check the fast one against.

Written apart from the graph: it keeps no arrays, looks at segments one by one, and its
states are ends of edges, not beginnings.
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

from lantas.science.roads.conditions import Conditions
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Node, Restriction, Segment
from lantas.science.roads.turns import TurnCosts

Edge = tuple[int, int]  # segment id, direction


@dataclass
class Naive:
    """A town as lists, with today's conditions."""

    nodes: list[Node]
    segments: list[Segment]
    restrictions: list[Restriction]
    conditions: Conditions
    costs: TurnCosts

    def __post_init__(self) -> None:
        self.by_id = {segment.id: segment for segment in self.segments}
        self.lights = {node.id for node in self.nodes if node.signals}
        self.factors = self.conditions.factors()

    def exists(self, edge: Edge) -> bool:
        """Return whether one may drive the segment this way."""
        segment = self.by_id[edge[0]]
        return segment.back if edge[1] else segment.forward

    def closed(self, edge: Edge) -> bool:
        """Return whether it is closed today."""
        return self.factors.get(edge) == 0

    def seconds(self, edge: Edge) -> float:
        """Return how long driving the whole of it takes."""
        segment = self.by_id[edge[0]]
        kmh = segment.speed_kmh
        if edge[1] and segment.speed_back_kmh is not None:
            kmh = segment.speed_back_kmh
        return segment.length_m / (kmh / 3.6) / (self.factors.get(edge) or 1)

    def ends(self, edge: Edge) -> tuple[int, int]:
        """Return the nodes it leaves and reaches."""
        segment = self.by_id[edge[0]]
        pair = segment.start, segment.end
        return pair[::-1] if edge[1] else pair

    def bearing(self, edge: Edge, *, at_end: bool) -> float:
        """Return its bearing at its beginning or end, in degrees."""
        line = list(self.by_id[edge[0]].line)
        if edge[1]:
            line.reverse()
        (west, south), (east, north) = line[-2:] if at_end else line[:2]
        shrink = math.cos(math.radians(north if edge[1] else south))
        return math.degrees(math.atan2((east - west) * shrink, north - south))

    def onward(self, edge: Edge) -> Iterator[tuple[Edge, float]]:
        """Yield each edge one may turn onto, and what the turn costs."""
        node = self.ends(edge)[1]
        ways = [
            (segment.id, direction)
            for segment in self.segments
            for direction in (0, 1)
            if self.exists((segment.id, direction))
            and self.ends((segment.id, direction))[0] == node
        ]
        rules = [r for r in self.restrictions if (r.start, r.via) == (edge[0], node)]
        only = {r.end for r in rules if r.kind.startswith("only_")}
        only &= {way[0] for way in ways}
        never = {r.end for r in rules if r.kind.startswith("no_")}
        ways = [w for w in ways if (not only or w[0] in only) and w[0] not in never]
        others = [way for way in ways if way != (edge[0], 1 - edge[1])]
        for way in ways:
            yield way, self.turn(edge, way, node, dead_end=not others)

    def turn(self, edge: Edge, way: Edge, node: int, *, dead_end: bool) -> float:
        """Return the seconds of one turn."""
        if way == (edge[0], 1 - edge[1]):
            return self.costs.dead_end_u_turn_s if dead_end else self.costs.u_turn_s
        cost = 0.0
        meeting = sum((s.start == node) + (s.end == node) for s in self.segments)
        if meeting >= 3:
            angle = self.bearing(way, at_end=False) - self.bearing(edge, at_end=True)
            angle = (angle + 179) % 360 - 179
            if angle > 30:
                cost += self.costs.across_s
            if angle < -30:
                cost += self.costs.near_s
            if abs(angle) > 135:
                cost += self.costs.sharp_s
        return cost + (self.costs.signals_s if node in self.lights else 0)

    def travel_s(self, a: RoadPoint, b: RoadPoint) -> float:
        """Return the seconds from one point to another, infinite without a way."""
        best = math.inf
        queue: list[tuple[float, Edge]] = []
        for edge in ((a.segment, 0), (a.segment, 1)):
            if not self.exists(edge):
                continue
            done = self._share(a, edge[1])
            if a.segment == b.segment and self._share(b, edge[1]) >= done:
                ahead = self._share(b, edge[1]) - done
                best = min(best, ahead * self.seconds(edge))
            heapq.heappush(queue, ((1 - done) * self.seconds(edge), edge))
        return min(best, self._onward_s(queue, b))

    def _onward_s(self, queue: list[tuple[float, Edge]], b: RoadPoint) -> float:
        best = math.inf
        passed: set[Edge] = set()
        while queue:
            cost, edge = heapq.heappop(queue)
            if edge in passed:
                continue
            passed.add(edge)
            for way, turn in self.onward(edge):
                if way[0] == b.segment:
                    part = self._share(b, way[1]) * self.seconds(way)
                    best = min(best, cost + turn + part)
                if not self.closed(way):
                    heapq.heappush(queue, (cost + turn + self.seconds(way), way))
        return best

    def _share(self, point: RoadPoint, direction: int) -> float:
        share = point.offset_m / self.by_id[point.segment].length_m
        return 1 - share if direction else share
