"""Which turns a driver may take and what each costs: the edge-expanded graph.

A directed edge is a segment in one direction: number ``2 * row + direction``. The
graph's nodes are these edges and its arcs the turns between them, so that a forbidden
turn is a missing arc and a slow turn a dear one (Winter, S. (2002), Modeling costs of
turns in route planning, GeoInformatica 6(4), 345-361).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lantas.science.roads.network import Flags, Floats, Ints, Network

STRAIGHT_DEG = 30.0  # less than this is no turn
SHARP_DEG = 135.0


@dataclass(frozen=True, slots=True)
class TurnCosts:
    """Seconds a turn takes beyond driving its two segments.

    ``across_s`` is the turn that crosses the oncoming traffic: to the right where one
    drives on the left. The defaults are rough values for a city; a unit that measures
    its own passes them in.
    """

    drive_on: Literal["left", "right"] = "left"
    near_s: float = 2.0
    across_s: float = 6.0
    sharp_s: float = 3.0
    signals_s: float = 8.0
    u_turn_s: float = 30.0
    dead_end_u_turn_s: float = 12.0


@dataclass(frozen=True, eq=False)
class Turns:
    """The arcs as compressed sparse rows over the ``2 S`` directed edges.

    Attributes
    ----------
    first : (2 S + 1,) int64
        Arcs out of edge *e* are ``first[e]`` to ``first[e + 1]``.
    onto : (A,) int32
        The edge each arc leads onto.
    turn_s : (A,) float64
        Seconds of the turn alone.
    """

    first: Ints
    onto: np.ndarray[tuple[int], np.dtype[np.int32]]
    turn_s: Floats

    @classmethod
    def of(cls, network: Network, costs: TurnCosts) -> "Turns":
        """Find every allowed turn of a network and what it costs."""
        tail, head = edge_ends(network)
        off, onto = _pairs(tail, head, network.may_drive.ravel(), len(network.node_id))
        allowed = ~_forbidden(network, head, off, onto)
        off, onto = off[allowed], onto[allowed]
        counts = np.bincount(off, minlength=len(tail))
        return cls(
            first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            onto=onto.astype(np.int32),
            turn_s=_costs(network, costs, head, off, onto),
        )

    def off(self) -> Ints:
        """Return the edge each arc leaves, (A,)."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


def edge_ends(network: Network) -> tuple[Ints, Ints]:
    """Return the node rows each directed edge leaves and reaches, two (2 S,) arrays."""
    tail = np.column_stack([network.start, network.end]).ravel()
    head = np.column_stack([network.end, network.start]).ravel()
    return tail, head


def bearings(network: Network, edges: Ints) -> tuple[Floats, Floats]:
    """Return the bearings at the beginning and at the end of directed edges.

    Returns
    -------
    out, into : (n,) float64
        Degrees clockwise from north, from 0 to 360.
    """
    row, back = edges >> 1, (edges & 1).astype(bool)
    line, first, last = network.line, network.line_at[row], network.line_at[row + 1] - 1
    begin = bearing(line[first], line[first + 1])
    finish = bearing(line[last - 1], line[last])
    out = np.where(back, finish + 180, begin) % 360
    into = np.where(back, begin + 180, finish) % 360
    return out, into


def bearing(a: Floats, b: Floats) -> Floats:
    """Return the bearings from (n, 2) lon, lat to others, over short distances."""
    east = (b[:, 0] - a[:, 0]) * np.cos(np.radians(a[:, 1]))
    return np.asarray(np.degrees(np.arctan2(east, b[:, 1] - a[:, 1])))


def turn_deg(into: Floats, out: Floats) -> Floats:
    """Return how far a turn goes, from -179 to 181 degrees, to the right positive.

    Turning right round is one thing, however it is rounded: 180, never -180.
    """
    return np.asarray((out - into + 179) % 360 - 179)


def _pairs(tail: Ints, head: Ints, exists: Flags, nodes: int) -> tuple[Ints, Ints]:
    """Return all pairs of edges, off one and onto the next at the same node."""
    edges = np.flatnonzero(exists)
    by_tail = edges[np.argsort(tail[edges], kind="stable")]
    count = np.bincount(tail[edges], minlength=nodes)
    begin = np.cumsum(count) - count
    ways = count[head[edges]]
    off = np.repeat(edges, ways)
    within = np.arange(len(off)) - np.repeat(np.cumsum(ways) - ways, ways)
    return off, by_tail[np.repeat(begin[head[edges]], ways) + within]


def _forbidden(network: Network, head: Ints, off: Ints, onto: Ints) -> Flags:
    """Return which pairs a turn restriction forbids; ``off`` is ascending."""
    found = np.zeros(len(off), bool)
    commanded: dict[int, set[int]] = {}
    for row, via, target, only in network.restriction.tolist():
        for edge in (2 * row, 2 * row + 1):
            if head[edge] != via:
                continue
            begin, end = np.searchsorted(off, [edge, edge + 1])
            same = onto[begin:end] >> 1 == target
            if not only:
                found[begin:end] |= same
            elif same.any():  # a command to go where no road leads binds nobody
                commanded.setdefault(edge, set()).add(target)
    for edge, targets in commanded.items():
        begin, end = np.searchsorted(off, [edge, edge + 1])
        found[begin:end] |= ~np.isin(onto[begin:end] >> 1, list(targets))
    return found


def _costs(
    network: Network, costs: TurnCosts, head: Ints, off: Ints, onto: Ints
) -> Floats:
    out, into = bearings(network, np.arange(len(head)))
    left = costs.drive_on == "left"
    degrees = turn_deg(into[off], out[onto]) if left else turn_deg(out[onto], into[off])
    seconds = np.zeros(len(off))
    seconds[degrees > STRAIGHT_DEG] = costs.across_s
    seconds[degrees < -STRAIGHT_DEG] = costs.near_s
    seconds[np.abs(degrees) > SHARP_DEG] += costs.sharp_s
    ends = np.bincount(network.start, minlength=len(network.node_id))
    ends += np.bincount(network.end, minlength=len(network.node_id))
    at = head[off]
    seconds[ends[at] < 3] = 0  # the road only bends
    seconds[network.node_signals[at]] += costs.signals_s
    back = onto == off ^ 1
    elsewhere = np.bincount(off[~back], minlength=len(head))
    dead_end = elsewhere[off] == 0
    seconds[back] = np.where(dead_end, costs.dead_end_u_turn_s, costs.u_turn_s)[back]
    return seconds
