"""A road network as plain arrays, made from nodes, segments and turn restrictions.

Whoever has roads (an OpenStreetMap reader, a town generator, a drawing in a test)
makes `Node`, `Segment` and `Restriction` values and calls `Network.of`; no more:

>>> network = Network.of(
...     nodes=[Node(1, lon=116.80, lat=-1.24), Node(2, lon=116.81, lat=-1.24)],
...     segments=[
...         Segment(
...             id=10, start=1, end=2,
...             line=[(116.80, -1.24), (116.81, -1.24)],
...             length_m=1113.0, road_class="primary", name="Jalan Sudirman",
...             speed_kmh=50, back=False,
...         )
...     ],
... )
>>> network.segment(10).name
'Jalan Sudirman'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FORWARD, BACK = 0, 1
EARTH_RADIUS_M = 6_371_008.8


class BadNetwork(ValueError):
    """These values do not make a road network; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place where segments meet. ``signals`` means traffic lights stand there."""

    id: int
    lon: float
    lat: float
    signals: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A road between two junctions.

    ``line`` runs from node ``start`` to node ``end``: (lon, lat) pairs in degrees, both
    ends included. ``forward`` and ``back`` say in which directions one may drive along
    it; a one-way road has ``back=False``. ``road_class`` is OpenStreetMap's ``highway``
    value, ``lanes`` 0 means unknown, ``speed_back_kmh`` None means the same as forward.
    ``id`` should stay the same from one import to the next, for closures and cases name
    segments by it.
    """

    id: int
    start: int
    end: int
    line: Sequence[tuple[float, float]]
    length_m: float
    road_class: str = "residential"
    name: str = ""
    ref: str = ""
    lanes: int = 0
    speed_kmh: float = 30.0
    speed_back_kmh: float | None = None
    forward: bool = True
    back: bool = True
    bridge: bool = False
    tunnel: bool = False
    roundabout: bool = False
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn that may not, or alone may, be taken: segment, via node, segment.

    ``kind`` is OpenStreetMap's word: ``no_left_turn``, ``only_straight_on`` …; what
    counts is whether it begins with ``no_`` or ``only_``.
    """

    start: int
    via: int
    end: int
    kind: str


@dataclass(frozen=True, eq=False)
class Network:
    """The roads as columns; row *i* of every ``segment`` column is one segment.

    Attributes
    ----------
    node_id, node_lon, node_lat, node_signals : (N,) arrays
        Nodes: id, degrees, traffic lights.
    segment_id : (S,) int64
        Sorted, so that an id is found by bisection.
    start, end : (S,) int64
        Rows of the nodes at the ends.
    line_at : (S + 1,) int64
        ``line[line_at[i]:line_at[i + 1]]`` is the line of segment *i*.
    line : (P, 2) float64
        Longitude and latitude, degrees.
    length_m : (S,) float64
    speed_kmh, may_drive : (S, 2) float64, bool
        Column 0 along the line (`FORWARD`), column 1 against it (`BACK`).
    road_class, name, ref, surface : (S,) int64
        Numbers of words in ``words``.
    lanes : (S,) int64
    bridge, tunnel, roundabout : (S,) bool
    restriction : (R, 4) int64
        Row of segment, row of node, row of segment, 1 when only this turn may be taken.
    words : tuple of str
    """

    node_id: Ints
    node_lon: Floats
    node_lat: Floats
    node_signals: Flags
    segment_id: Ints
    start: Ints
    end: Ints
    line_at: Ints
    line: Floats
    length_m: Floats
    speed_kmh: Floats
    may_drive: Flags
    road_class: Ints
    name: Ints
    ref: Ints
    surface: Ints
    lanes: Ints
    bridge: Flags
    tunnel: Flags
    roundabout: Flags
    restriction: Ints
    words: tuple[str, ...]

    @classmethod
    def of(
        cls,
        nodes: Iterable[Node],
        segments: Iterable[Segment],
        restrictions: Iterable[Restriction] = (),
    ) -> "Network":
        """Make a network of these values, or refuse them and say what is wrong.

        A restriction whose segments or node are not among the roads is left out, since
        extracts are cut through junctions.

        Raises
        ------
        BadNetwork
            An id comes twice, a segment ends at no node, a number is no number …
        """
        nodes = sorted(nodes, key=lambda node: node.id)
        segments = sorted(segments, key=lambda segment: segment.id)
        _check(nodes, segments)
        words = _Words()
        node_row = {node.id: row for row, node in enumerate(nodes)}
        segment_row = {segment.id: row for row, segment in enumerate(segments)}
        return cls(
            node_id=np.array([node.id for node in nodes], np.int64),
            node_lon=np.array([node.lon for node in nodes], float),
            node_lat=np.array([node.lat for node in nodes], float),
            node_signals=np.array([node.signals for node in nodes], bool),
            segment_id=np.array([s.id for s in segments], np.int64),
            start=np.array([node_row[s.start] for s in segments], np.int64),
            end=np.array([node_row[s.end] for s in segments], np.int64),
            line_at=np.cumsum([0, *(len(s.line) for s in segments)], dtype=np.int64),
            line=np.array([point for s in segments for point in s.line], float),
            length_m=np.array([s.length_m for s in segments], float),
            speed_kmh=np.array([_speeds(s) for s in segments], float),
            may_drive=np.array([(s.forward, s.back) for s in segments], bool),
            road_class=words.numbers(s.road_class for s in segments),
            name=words.numbers(s.name for s in segments),
            ref=words.numbers(s.ref for s in segments),
            surface=words.numbers(s.surface for s in segments),
            lanes=np.array([s.lanes for s in segments], np.int64),
            bridge=np.array([s.bridge for s in segments], bool),
            tunnel=np.array([s.tunnel for s in segments], bool),
            roundabout=np.array([s.roundabout for s in segments], bool),
            restriction=_restrictions(restrictions, node_row, segment_row),
            words=tuple(words.known),
        )

    def __len__(self) -> int:
        """Return how many segments there are."""
        return len(self.segment_id)

    def row(self, segment: int) -> int:
        """Return the row of a segment id; `KeyError` when there is no such segment."""
        row = int(np.searchsorted(self.segment_id, segment))
        if row == len(self) or self.segment_id[row] != segment:
            raise KeyError(f"there is no segment {segment}")
        return row

    def segment(self, segment: int) -> Segment:
        """Return one segment by its id."""
        row = self.row(segment)
        return Segment(
            id=int(self.segment_id[row]),
            start=int(self.node_id[self.start[row]]),
            end=int(self.node_id[self.end[row]]),
            line=[(float(lon), float(lat)) for lon, lat in self.line_of(row)],
            length_m=float(self.length_m[row]),
            road_class=self.words[self.road_class[row]],
            name=self.words[self.name[row]],
            ref=self.words[self.ref[row]],
            lanes=int(self.lanes[row]),
            speed_kmh=float(self.speed_kmh[row, FORWARD]),
            speed_back_kmh=float(self.speed_kmh[row, BACK]),
            forward=bool(self.may_drive[row, FORWARD]),
            back=bool(self.may_drive[row, BACK]),
            bridge=bool(self.bridge[row]),
            tunnel=bool(self.tunnel[row]),
            roundabout=bool(self.roundabout[row]),
            surface=self.words[self.surface[row]],
        )

    def line_of(self, row: int) -> Floats:
        """Return the line of the segment in this row, (n, 2) degrees."""
        return self.line[self.line_at[row] : self.line_at[row + 1]]


def length_m(line: Sequence[tuple[float, float]]) -> float:
    """Return the length of a line of (lon, lat) pairs on the mean sphere, in metres.

    Examples
    --------
    >>> round(length_m([(116.80, -1.24), (116.81, -1.24)]))
    1112
    """
    return sum(distance_m(*a, *b) for a, b in pairwise(line))


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the great-circle distance of two points, in metres (haversine).

    Examples
    --------
    >>> round(distance_m(0, 0, 0, 1))
    111195
    """
    return float(distances_m(lon_a, lat_a, lon_b, lat_b))


def distances_m(
    lon_a: Floats | float,
    lat_a: Floats | float,
    lon_b: Floats | float,
    lat_b: Floats | float,
) -> Floats:
    """Return great-circle distances in metres; shapes broadcast as NumPy's do."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat, half_lon = (phi_b - phi_a) / 2, np.radians(np.subtract(lon_b, lon_a)) / 2
    square = (
        np.sin(half_lat) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lon) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(square, 1))))


@dataclass
class _Words:
    """Each different word once, in the order of first use."""

    known: dict[str, int] = field(default_factory=dict)

    def numbers(self, words: Iterable[str]) -> Ints:
        known = self.known
        return np.array([known.setdefault(w, len(known)) for w in words], np.int64)


def _speeds(segment: Segment) -> tuple[float, float]:
    back = segment.speed_back_kmh
    return segment.speed_kmh, segment.speed_kmh if back is None else back


def _restrictions(
    restrictions: Iterable[Restriction],
    node_row: dict[int, int],
    segment_row: dict[int, int],
) -> Ints:
    rows = [
        (
            segment_row[r.start],
            node_row[r.via],
            segment_row[r.end],
            r.kind.startswith("only_"),
        )
        for r in restrictions
        if r.start in segment_row and r.via in node_row and r.end in segment_row
    ]
    return np.array(rows, np.int64).reshape(-1, 4)


def _check(nodes: Sequence[Node], segments: Sequence[Segment]) -> None:
    if not segments:
        raise BadNetwork("there is no road in it")
    _check_nodes(nodes)
    known = {node.id for node in nodes}
    for first, second in pairwise(segments):
        if first.id == second.id:
            raise BadNetwork(f"segment {first.id} comes twice")
    for segment in segments:
        if wrong := _wrong(segment, known):
            raise BadNetwork(f"segment {segment.id} {wrong}")


def _check_nodes(nodes: Sequence[Node]) -> None:
    for first, second in pairwise(nodes):
        if first.id == second.id:
            raise BadNetwork(f"node {first.id} comes twice")
    for node in nodes:
        if not (abs(node.lon) <= 180 and abs(node.lat) <= 90):
            raise BadNetwork(f"node {node.id} is not on the earth")


def _wrong(segment: Segment, nodes: set[int]) -> str:
    """Return what is wrong with a segment, or nothing."""
    speeds = _speeds(segment)
    checks = (
        (segment.start in nodes, f"starts at no known node ({segment.start})"),
        (segment.end in nodes, f"ends at no known node ({segment.end})"),
        (len(segment.line) > 1, "has fewer than two points"),
        (0 < segment.length_m < 1e7, f"has the length {segment.length_m} m"),
        (all(0 < speed < 1000 for speed in speeds), f"has the speeds {speeds} km/h"),
        (
            all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in segment.line),
            "leaves the earth",
        ),
    )
    return next((why for fine, why in checks if not fine), "")
