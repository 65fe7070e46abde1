"""One road network, ready to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lantas.science.roads import file, matching, reach, route, search, steps, weights
from lantas.science.roads.conditions import NOTHING_CHANGED, Conditions
from lantas.science.roads.matching import Match, MatchRules
from lantas.science.roads.nearest import NearestRoads, RoadPoint
from lantas.science.roads.network import Floats, Network
from lantas.science.roads.reach import Reach
from lantas.science.roads.route import Route
from lantas.science.roads.search import Ends
from lantas.science.roads.steps import Step
from lantas.science.roads.turns import TurnCosts, Turns
from lantas.science.roads.weights import Weights

KEPT = 4  # how many conditions keep their weights


class RoadGraph:
    """A network with its turns: nearest road, travel times, routes.

    It never changes and may be shared by threads. What changes, closures and speeds,
    comes with each question as `Conditions`; the weights for the last few conditions
    are kept.

    Examples
    --------
    >>> from lantas.science.roads.sketch import sketch
    >>> town = sketch('''
    ... A---B
    ... |   |
    ... C---D
    ... ''')
    >>> graph = RoadGraph.of(town.network)
    >>> a, d = town.at("A"), town.at("D")
    >>> graph.route(graph.near(*a), graph.near(*d)).length_m
    600.0
    """

    def __init__(self, network: Network, turns: Turns) -> None:
        self.network = network
        self.turns = turns
        self._weights: dict[Conditions, Weights] = {}
        self._lock = Lock()

    @classmethod
    def of(cls, network: Network, costs: TurnCosts | None = None) -> "RoadGraph":
        """Return the graph of a network."""
        return cls(network, Turns.of(network, costs or TurnCosts()))

    def save(self, path: Path, notes: Mapping[str, Any] | None = None) -> None:
        """Write the graph to a file, replacing it in one step."""
        arrays = {
            f"{part}.{field.name}": getattr(values, field.name)
            for part, values in (("network", self.network), ("turns", self.turns))
            for field in fields(values)
            if field.name != "words"
        }
        own = {"words": self.network.words, "about": dict(notes or {})}
        file.write(path, arrays, own)

    @classmethod
    def load(cls, path: Path) -> "RoadGraph":
        """Map a written graph into memory.

        Raises
        ------
        BrokenRoads
            What is wrong with the file.
        """
        arrays, notes = file.read(path)
        try:
            network = {
                field.name: arrays[f"network.{field.name}"]
                for field in fields(Network)
                if field.name != "words"
            }
            turns = {f.name: arrays[f"turns.{f.name}"] for f in fields(Turns)}
            words = tuple(notes["words"])
        except KeyError as error:
            raise file.BrokenRoads(f"{path} lacks the column {error}") from None
        return cls(Network(**network, words=words), Turns(**turns))

    @cached_property
    def roads(self) -> NearestRoads:
        """The spatial index of the segments, made when first asked for."""
        return NearestRoads(self.network)

    @cached_property
    def connected_roads(self) -> NearestRoads:
        """The index of those segments from which and to which all others are driven.

        Roads cut off by the edge of a map, or never joined by its mappers, are left
        out: whoever wants a way is better off on the next road beside them.
        """
        usual = weights.seconds(self.network, self.turns, NOTHING_CHANGED)
        edges = search.largest_component(usual.forward)
        return self.roads.among(np.unique(edges >> 1))

    def near(self, lon: float, lat: float, limit_m: float = np.inf) -> RoadPoint:
        """Return the nearest point on a road; `LookupError` where none is that near."""
        (found,) = self.snap([(lon, lat)], limit_m)
        if found is None:
            raise LookupError(f"no road within {limit_m:g} m of {lon:.5f}, {lat:.5f}")
        return found

    def nearest(
        self, lon: float, lat: float, k: int = 1, limit_m: float = 200.0
    ) -> list[RoadPoint]:
        """Return the nearest points on up to ``k`` segments, nearest first."""
        return self.roads.within(lon, lat, limit_m)[:k]

    def snap(
        self, points: ArrayLike, limit_m: float = np.inf, *, connected: bool = False
    ) -> list[RoadPoint | None]:
        """Return the nearest road point of each of many (lon, lat); None if too far.

        ``connected``: only on roads that all others can be reached from and that can
        be reached from all others (`connected_roads`).
        """
        array = np.asarray(points, float).reshape(-1, 2)
        roads = self.connected_roads if connected else self.roads
        return roads.snap(array, limit_m if np.isfinite(limit_m) else 1e8)

    def point(self, segment: int, offset_m: float) -> RoadPoint:
        """Return the point this many metres along a segment."""
        return self.roads.point(segment, offset_m)

    def travel_times(
        self,
        sources: Sequence[RoadPoint],
        targets: Sequence[RoadPoint],
        *,
        limit_s: float = search.LONGEST_S,
        conditions: Conditions = NOTHING_CHANGED,
        escort: bool = False,
    ) -> Floats:
        """Return the seconds from every source to every target.

        Parameters
        ----------
        sources, targets : sequences of RoadPoint, n and m long
        limit_s : float
            Do not look farther than this.
        conditions : Conditions
            Closures and slowed segments; they hold for this call.
        escort : bool
            Whether closures do not bind.

        Returns
        -------
        (n, m) float64
            Infinite where there is no way within the limit.
        """
        return search.matrix(
            self.weights(conditions, escort),
            Ends.of(self.network, sources),
            Ends.of(self.network, targets),
            limit_s,
        )

    def distances(
        self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint]
    ) -> Floats:
        """Return the shortest driving distances, (n, m) metres, turns free."""
        return search.matrix(
            self.metres,
            Ends.of(self.network, sources),
            Ends.of(self.network, targets),
        )

    def route(
        self,
        start: RoadPoint,
        end: RoadPoint,
        *,
        limit_s: float = search.LONGEST_S,
        conditions: Conditions = NOTHING_CHANGED,
        escort: bool = False,
    ) -> Route:
        """Return the quickest route; `NoWay` where there is none."""
        return route.find(
            self.network,
            self.roads.plane,
            self.weights(conditions, escort),
            start,
            end,
            limit_s,
        )

    def steps(self, route: Route) -> list[Step]:
        """Return the turn-by-turn steps of a route; `sentences` says them."""
        return steps.steps(self.network, self.turns, route)

    def reach(
        self,
        sources: RoadPoint | Sequence[RoadPoint],
        seconds: float,
        *,
        conditions: Conditions = NOTHING_CHANGED,
        escort: bool = False,
    ) -> Reach:
        """Return what is reached from a point, or the nearest of many, in this time."""
        points = [sources] if isinstance(sources, RoadPoint) else sources
        return reach.reach(
            self.roads, self.weights(conditions, escort), points, seconds
        )

    def match(
        self,
        fixes: ArrayLike,
        at_s: ArrayLike | None = None,
        rules: MatchRules | None = None,
    ) -> Match:
        """Return on which roads a trace of (lon, lat) fixes was driven."""
        return matching.match(self.roads, self.turns, fixes, at_s, rules)

    def weights(self, conditions: Conditions, escort: bool = False) -> Weights:
        """Return the weights in seconds under these conditions."""
        if escort:
            conditions = conditions.for_escort()
        with self._lock:
            found = self._weights.pop(conditions, None)
            if found is None:
                found = weights.seconds(self.network, self.turns, conditions)
            self._weights[conditions] = found  # now the youngest
            while len(self._weights) > KEPT:
                self._weights.pop(next(iter(self._weights)))
        return found

    @cached_property
    def metres(self) -> Weights:
        """The weights in metres."""
        return weights.metres(self.network, self.turns)
