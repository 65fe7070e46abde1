"""What every turn costs today: arc weights under given conditions."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lantas.science.roads.conditions import CLOSED, Conditions
from lantas.science.roads.network import Floats, Ints, Network
from lantas.science.roads.turns import Turns

Ints32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Arcs:
    """A graph in compressed sparse rows, as SciPy wants it."""

    first: Ints32
    onto: Ints32
    cost: Floats


class Weights:
    """Costs of edges and arcs; the cost of an arc is of its first edge and its turn.

    A graph node stands for "at the beginning of this edge". So an arc from edge *e* to
    edge *f* costs driving *e* to its end, and turning; and a trip that begins or ends
    in the middle of an edge pays exactly for the part it drives.

    Parameters
    ----------
    turns : Turns
    edge_cost : (2 S,) array
        What driving a whole edge costs; infinite where one may not drive.
    through_cost : (2 S,) array
        The same for driving through it from end to end: infinite where closed.
    turn_cost : (A,) array
        What each turn costs.
    """

    def __init__(
        self, turns: Turns, edge_cost: Floats, through_cost: Floats, turn_cost: Floats
    ) -> None:
        self.turns = turns
        self.edge_cost = edge_cost
        self.through_cost = through_cost
        self.turn_cost = turn_cost
        self.forward = Arcs(
            first=turns.first.astype(np.int32),
            onto=np.asarray(turns.onto),
            cost=np.repeat(through_cost, np.diff(turns.first)) + turn_cost,
        )

    @cached_property
    def backward(self) -> Arcs:
        """The same arcs turned round, to search from where trips end."""
        onto = self.forward.onto
        order = np.argsort(onto, kind="stable")
        counts = np.bincount(onto, minlength=len(self.edge_cost))
        return Arcs(
            first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            onto=self.turns.off()[order].astype(np.int32),
            cost=self.forward.cost[order],
        )


def seconds(network: Network, turns: Turns, conditions: Conditions) -> Weights:
    """Return weights in seconds; a change to a segment not here changes nothing."""
    speed_ms = network.speed_kmh / 3.6
    usual = np.where(network.may_drive, network.length_m[:, None] / speed_ms, np.inf)
    usual, through = usual.ravel(), np.array(usual.ravel())
    edges, factors = _changed(network, conditions)
    closed = factors == CLOSED
    usual[edges[~closed]] /= factors[~closed]
    through[edges[~closed]] = usual[edges[~closed]]
    through[edges[closed]] = np.inf
    return Weights(turns, usual, through, turns.turn_s)


def metres(network: Network, turns: Turns, u_turn_m: float = 0.0) -> Weights:
    """Return weights in metres; turns are free, but for turning round."""
    length = np.where(network.may_drive, network.length_m[:, None], np.inf).ravel()
    turn_m = np.where(turns.onto == turns.off() ^ 1, u_turn_m, 0.0)
    return Weights(turns, length, length, turn_m)


def _changed(network: Network, conditions: Conditions) -> tuple[Ints, Floats]:
    """Return the changed edges the network has, and their factors."""
    if not conditions.changes:
        return np.zeros(0, np.int64), np.zeros(0)
    segment, way, factor = zip(*conditions.changes, strict=True)
    wanted = np.array(segment, np.int64)
    rows = np.searchsorted(network.segment_id, wanted)
    rows = np.minimum(rows, len(network) - 1)
    known = network.segment_id[rows] == wanted
    return (2 * rows + np.array(way))[known], np.array(factor, float)[known]
