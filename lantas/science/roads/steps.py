"""Turn-by-turn steps of a route, as data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from lantas.science.roads.network import Ints, Network
from lantas.science.roads.route import Route, Stretch
from lantas.science.roads.turns import Turns, bearing, bearings, turn_deg

ON_DEG = 20.0  # up to here the road goes on
SLIGHT_DEG = 45.0
SHARP_DEG = 120.0
ROUND_DEG = 170.0  # beyond this one has turned round


class Maneuver(StrEnum):
    """What a driver does at the beginning of a step."""

    DEPART = "depart"
    CONTINUE = "continue"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    U_TURN = "u_turn"
    ROUNDABOUT = "roundabout"
    ARRIVE = "arrive"
    ARRIVE_LEFT = "arrive_left"
    ARRIVE_RIGHT = "arrive_right"


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: what to do, onto which road, and how far it then goes.

    ``first`` is the index of the route's stretch it begins with. ``exit`` counts the
    ways out of a roundabout, its road and length are those after it. ``heading_deg``
    is where the first step goes, clockwise from north.
    """

    maneuver: Maneuver
    road: str
    length_m: float
    seconds: float
    first: int
    exit: int = 0
    heading_deg: float = 0.0


def steps(network: Network, turns: Turns, route: Route) -> list[Step]:
    """Return the steps of a route, the first `DEPART`, the last an arrival.

    A junction where the road goes on under the same name is no step, nor is one where
    there is no choice, unless the name changes.
    """
    drive = _Drive(network, turns, route.stretches)
    found: list[Step] = []
    for index, stretch in enumerate(route.stretches):
        begun = drive.step(index)
        if begun is not None:
            found.append(begun)
        inside = drive.is_round(index) and found[-1].maneuver is Maneuver.ROUNDABOUT
        found[-1] = _longer(found[-1], stretch, not inside)
    arrival = _arrival(route)
    last = len(route.stretches) - 1
    begin = np.array(route.line[:2])
    heading = float(bearing(begin[:1], begin[1:])[0]) % 360
    found[0] = replace(found[0], heading_deg=heading)
    return [*found, Step(arrival, found[-1].road, 0.0, 0.0, last)]


def _longer(step: Step, stretch: Stretch, counts: bool) -> Step:
    """Return a step with one more stretch; inside a roundabout only time counts."""
    length = stretch.length_m if counts else 0.0
    return replace(
        step,
        length_m=step.length_m + length,
        seconds=step.seconds + stretch.seconds,
    )


class _Drive:
    """A route seen stretch by stretch from behind the wheel."""

    def __init__(
        self, network: Network, turns: Turns, stretches: Sequence[Stretch]
    ) -> None:
        self.network = network
        self.turns = turns
        rows = np.array([network.row(part.segment) for part in stretches], np.int64)
        self.rows: Ints = rows
        ways = np.array([part.direction for part in stretches], np.int64)
        self.edges: Ints = 2 * rows + ways
        self.out, self.into = bearings(network, self.edges)

    def step(self, index: int) -> Step | None:
        """Return the step that begins with this stretch, if one does."""
        if index == 0:
            return self._make(Maneuver.DEPART, index)
        was_round, now_round = self.is_round(index - 1), self.is_round(index)
        if now_round and not was_round:
            return self._around(index)
        if now_round or (was_round and self._entered(index)):
            return None
        return self._turn(index)

    def is_round(self, index: int) -> bool:
        """Return whether this stretch is part of a roundabout."""
        return bool(self.network.roundabout[self.rows[index]])

    def _turn(self, index: int) -> Step | None:
        degrees = float(turn_deg(self.into[index - 1], self.out[index]))
        if self.edges[index] == self.edges[index - 1] ^ 1:
            return self._make(Maneuver.U_TURN, index)
        maneuver = _maneuver(degrees)
        same = self._road(index) == self._road(index - 1)
        if same and (maneuver is Maneuver.CONTINUE or not self._has_choice(index)):
            return None
        return self._make(maneuver, index)

    def _around(self, index: int) -> Step:
        """Return the step through a roundabout: which exit, and the road after it."""
        after, passed = index, 0
        while after < len(self.rows) and self.is_round(after):
            after += 1
            passed += self._leaves(after - 1)
        onto = min(after, len(self.rows) - 1)
        step = self._make(Maneuver.ROUNDABOUT, onto)
        return replace(step, first=index, exit=passed if after < len(self.rows) else 0)

    def _leaves(self, index: int) -> bool:
        """Return whether a way leaves the roundabout at the end of this stretch."""
        onward = self._onward(index)
        return bool((~self.network.roundabout[onward >> 1]).any())

    def _entered(self, index: int) -> bool:
        """Return whether the route came into the roundabout that it leaves here."""
        return any(not self.is_round(before) for before in range(index))

    def _has_choice(self, index: int) -> bool:
        onward = self._onward(index - 1)
        return bool((onward != self.edges[index - 1] ^ 1).sum() > 1)

    def _onward(self, index: int) -> Ints:
        begin, end = self.turns.first[self.edges[index] :][:2]
        return self.turns.onto[begin:end].astype(np.int64)

    def _road(self, index: int) -> str:
        row, words = self.rows[index], self.network.words
        return words[int(self.network.name[row])] or words[int(self.network.ref[row])]

    def _make(self, maneuver: Maneuver, index: int) -> Step:
        return Step(maneuver, self._road(index), 0.0, 0.0, index)


def _maneuver(degrees: float) -> Maneuver:
    """Return what a turn of so many degrees, to the right positive, is called."""
    size = abs(degrees)
    if size <= ON_DEG:
        return Maneuver.CONTINUE
    if size > ROUND_DEG:
        return Maneuver.U_TURN
    if size <= SLIGHT_DEG:
        left, right = Maneuver.SLIGHT_LEFT, Maneuver.SLIGHT_RIGHT
    elif size <= SHARP_DEG:
        left, right = Maneuver.LEFT, Maneuver.RIGHT
    else:
        left, right = Maneuver.SHARP_LEFT, Maneuver.SHARP_RIGHT
    return right if degrees > 0 else left


def _arrival(route: Route) -> Maneuver:
    """Return on which side of the road the end lies, as the driver sees it."""
    side = route.end.side
    if side == "on":
        return Maneuver.ARRIVE
    if route.stretches[-1].direction == 1:
        side = "right" if side == "left" else "left"
    return Maneuver.ARRIVE_LEFT if side == "left" else Maneuver.ARRIVE_RIGHT
