"""Map matching: on which roads a trace of position fixes was driven.

A hidden Markov model after Newson, P., Krumm, J. (2009), Hidden Markov map matching
through noise and sparseness, ACM SIGSPATIAL GIS, 336-343: a fix lies about a road point
as GPS errors do, and the way between two road points is about as long as the fixes are
apart. Unlike there, a state is a road point *and* the direction driven, and turning
round costs something; else every noisy corner grows a spur.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from lantas.science.roads import route, search, weights
from lantas.science.roads.nearest import NearestRoads, RoadPoint
from lantas.science.roads.network import Floats, Ints, distances_m
from lantas.science.roads.route import Stretch
from lantas.science.roads.search import Ends
from lantas.science.roads.turns import Turns

SAME_M = 1e-3
State = tuple[RoadPoint, int]  # where, and in which direction


@dataclass(frozen=True, slots=True)
class MatchRules:
    """What the model believes about receivers and drivers.

    ``sigma_m`` is the usual error of a fix, ``beta_m`` how much longer the way usually
    is than the straight line. A road farther than ``radius_m`` from a fix is none. A
    way longer than ``detour`` times the straight line plus ``slack_m``, or faster than
    ``fastest_ms``, was not driven: then up to ``outliers`` fixes in a row are left out,
    and if that does not mend it the trace breaks. A step back of up to ``standing_m``
    is a receiver that wanders, not a car driving round the block. Turning round, at a
    junction or in the middle of a road, counts as ``u_turn_m`` driven.
    """

    sigma_m: float = 10.0
    beta_m: float = 30.0
    radius_m: float = 60.0
    candidates: int = 8
    detour: float = 3.0
    slack_m: float = 500.0
    fastest_ms: float = 60.0
    outliers: int = 3
    standing_m: float = 15.0
    u_turn_m: float = 60.0


@dataclass(frozen=True, eq=False)
class Match:
    """What a trace says.

    Attributes
    ----------
    points : list of RoadPoint or None
        Where each fix was; None for those that were left out.
    pieces : list of list of int
        Which fixes hang together; between pieces nothing is known.
    paths : list of list of Stretch
        What was driven in each piece; ``seconds`` mean nothing here and are 0.
    """

    points: list[RoadPoint | None]
    pieces: list[list[int]]
    paths: list[list[Stretch]]


@dataclass(frozen=True, eq=False)
class _Layer:
    """A fix that is kept: its candidates and how well each explains the trace."""

    fix: int
    states: list[State]
    score: Floats
    before: Ints


def match(
    roads: NearestRoads,
    turns: Turns,
    fixes: ArrayLike,
    at_s: ArrayLike | None = None,
    rules: MatchRules | None = None,
) -> Match:
    """Return the most probable road points of a trace (Viterbi's algorithm).

    Parameters
    ----------
    roads : NearestRoads
    turns : Turns
    fixes : (n, 2) array
        Longitudes and latitudes in the order of time.
    at_s : (n,) array, optional
        When each fix was taken, in seconds from any beginning. Without it a fix far off
        cannot be told from a fast car.
    """
    array = np.asarray(fixes, float).reshape(-1, 2)
    times = None if at_s is None else np.asarray(at_s, float)
    model = _Model(roads, turns, rules or MatchRules(), array, times)
    found = Match([None] * len(array), [], [])
    fix = 0
    while fix < len(array):
        layers, fix = model.piece(fix)
        if layers:
            found.pieces.append([layer.fix for layer in layers])
            found.paths.append(model.path(_best(layers, found)))
    return found


class _Model:
    """The probabilities, as logarithms."""

    def __init__(
        self,
        roads: NearestRoads,
        turns: Turns,
        rules: MatchRules,
        fixes: Floats,
        times: Floats | None,
    ) -> None:
        self.roads = roads
        self.metres = weights.metres(roads.network, turns, rules.u_turn_m)
        self.rules = rules
        self.fixes = fixes
        self.times = times

    def piece(self, fix: int) -> tuple[list[_Layer], int]:
        """Return the layers from this fix up to a break, and where to go on."""
        layers: list[_Layer] = []
        missed: list[int] = []
        while fix < len(self.fixes):
            states = self._candidates(fix)
            layer = self._follow(layers[-1] if layers else None, fix, states)
            if layer is not None:
                layers.append(layer)
                missed = []
            elif states and layers:
                missed.append(fix)
                if len(missed) > self.rules.outliers:
                    return layers, missed[0]
            fix += 1
        return layers, missed[0] if missed and len(missed) > 1 else fix

    def _candidates(self, fix: int) -> list[State]:
        """Return where a fix may have been, and driving which way."""
        lon, lat = self.fixes[fix].tolist()
        near = self.roads.within(lon, lat, self.rules.radius_m)
        network = self.roads.network
        return [
            (point, way)
            for point in near[: self.rules.candidates]
            for way in (0, 1)
            if network.may_drive[network.row(point.segment), way]
        ]

    def _follow(
        self, last: _Layer | None, fix: int, states: list[State]
    ) -> _Layer | None:
        """Return the layer after another, or None when no way leads there."""
        if not states:
            return None
        off = np.array([point.distance_m for point, _ in states])
        emission = -0.5 * (off / self.rules.sigma_m) ** 2
        if last is None:
            return _Layer(fix, states, emission, np.zeros(0, np.int64))
        straight = float(distances_m(*self.fixes[last.fix], *self.fixes[fix]))
        limit = self._limit_m(last.fix, fix, straight)
        ways = self._ways(last.states, states, limit)
        ways = self._or_wanders(last.states, states, ways, straight)
        scores = last.score[:, None] - np.abs(ways - straight) / self.rules.beta_m
        before = np.argmax(scores, axis=0)
        best = scores[before, np.arange(len(states))]
        if not np.isfinite(best).any():
            return None
        return _Layer(fix, states, best + emission, before)

    def _limit_m(self, last: int, fix: int, straight: float) -> float:
        limit = self.rules.detour * straight + self.rules.slack_m
        if self.times is None:
            return limit
        seconds = max(float(self.times[fix] - self.times[last]), 1.0)
        return min(limit, seconds * self.rules.fastest_ms)

    def _ways(self, sources: list[State], targets: list[State], limit: float) -> Floats:
        """Return driving distances between candidates, (k, l) metres."""
        network = self.roads.network
        a, b = (Ends.of(network, *zip(*s, strict=True)) for s in (sources, targets))
        return search.matrix(self.metres, a, b, limit)

    def _or_wanders(
        self,
        sources: list[State],
        targets: list[State],
        ways: Floats,
        straight: float,
    ) -> Floats:
        """Let a receiver wander back a little, and a car turn round on the spot."""
        a, b = (
            np.array([(p.segment, way) for p, way in s]) for s in (sources, targets)
        )
        at, to = (np.array([p.offset_m for p, _ in s]) for s in (sources, targets))
        same, along = a[:, None, 0] == b[:, 0], a[:, None, 1] == b[:, 1]
        step = np.abs(to - at[:, None])
        wanders = same & along & (step <= self.rules.standing_m)
        back = straight + 2 * self.rules.standing_m
        ways = np.where(wanders, np.minimum(ways, back), ways)
        turned = step + self.rules.u_turn_m
        return np.where(same & ~along, np.minimum(ways, turned), ways)

    def path(self, states: Sequence[State]) -> list[Stretch]:
        """Return what was driven from state to state."""
        path: list[Stretch] = []
        last = states[0]
        for state in states[1:]:
            driven = self._between(last, state)
            if driven is None:
                continue
            for stretch in driven:
                _join(path, stretch)
            last = state
        return path

    def _between(self, a: State, b: State) -> Sequence[Stretch] | None:
        """Return the way between two states, None where it is only wandering."""
        step = b[0].offset_m - a[0].offset_m
        ahead = -step if b[1] else step
        if a[0].segment == b[0].segment:
            if ahead >= 0:  # perhaps after turning round on the spot
                offsets = a[0].offset_m, b[0].offset_m
                return [Stretch(a[0].segment, b[1], *offsets, 0.0)]
            if a[1] != b[1] or -ahead <= self.rules.standing_m:
                return None
        found = route.find(
            self.roads.network,
            self.roads.plane,
            self.metres,
            a[0],
            b[0],
            ways=(a[1], b[1]),
        )
        return [replace(stretch, seconds=0.0) for stretch in found.stretches]


def _best(layers: Sequence[_Layer], found: Match) -> list[State]:
    """Walk the best way back through a piece and write its points down."""
    chosen = int(np.argmax(layers[-1].score))
    states = []
    for layer in reversed(layers):
        states.append(layer.states[chosen])
        found.points[layer.fix] = layer.states[chosen][0]
        if len(layer.before):
            chosen = int(layer.before[chosen])
    return states[::-1]


def _join(path: list[Stretch], stretch: Stretch) -> None:
    """Add a stretch, making one of two that follow each other on a segment."""
    goes_on = path and _edge(path[-1]) == _edge(stretch)
    if goes_on and abs(path[-1].to_m - stretch.from_m) < SAME_M:
        path[-1] = replace(path[-1], to_m=stretch.to_m)
    elif stretch.length_m > SAME_M:
        path.append(stretch)


def _edge(stretch: Stretch) -> tuple[int, int]:
    return stretch.segment, stretch.direction
