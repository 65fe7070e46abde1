"""Cuts drivable ways into segments, from junction to junction; no database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lantas.kernel.places import tags
from lantas.kernel.places.osm import Extract, Turn, Way
from lantas.kernel.places.terms import RoadClass, SpeedSource
from lantas.science.roads.network import (
    Node,
    Restriction,
    Segment,
    distance_m,
    length_m,
)

Speeds = Mapping[str, float]
Point = tuple[float, float]

# A segment's number is its way's with the piece's in the last twelve bits: the same
# road keeps its number from one import to the next, and JavaScript can still read it.
PIECE_BITS = 12
PRIVATE_KMH = 10.0  # a route goes through a gate only where there is no other way
STOP_LINE_M = 40.0  # signals are often mapped at the stop line, before the junction


@dataclass(slots=True)
class Origin:
    """What the table of segments keeps besides what routing needs."""

    way: int
    speed_source: SpeedSource
    private: bool
    layer: int
    lanes: int | None


@dataclass
class Roads:
    """Segments, their junctions and their turn restrictions."""

    nodes: list[Node] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Piece:
    nodes: list[int]
    points: list[Point]


def cut(extract: Extract, speeds: Speeds) -> Roads:
    """Return the segments of an extract; ``speeds`` are the defaults by road class."""
    roads = Roads()
    junctions = _junctions(extract)
    where: dict[int, Point] = {}
    signals: set[int] = set()
    for way in extract.ways:
        for seq, piece in enumerate(_pieces(way, junctions)):
            _add(way, seq, piece, roads, speeds)
            where[piece.nodes[0]] = piece.points[0]
            where[piece.nodes[-1]] = piece.points[-1]
            signals |= _signals(piece, extract.signals)
    roads.nodes = [Node(n, lon, lat, n in signals) for n, (lon, lat) in where.items()]
    _restrict(extract.turns, roads)
    return roads


def _junctions(extract: Extract) -> set[int]:
    uses: Counter[int] = Counter()
    ends: set[int] = {turn.via_node for turn in extract.turns}
    for way in extract.ways:
        uses.update(way.nodes)
        ends.add(way.nodes[0])
        ends.add(way.nodes[-1])
    return ends | {node for node, times in uses.items() if times > 1}


def _pieces(way: Way, junctions: set[int]) -> Iterator[_Piece]:
    piece = _Piece([], [])
    for node, point in zip(way.nodes, way.points, strict=True):
        if point is None:
            if len(piece.nodes) > 1:
                yield piece
            piece = _Piece([], [])
            continue
        if piece.nodes and piece.points[-1] == point:
            piece.nodes[-1] = node if node in junctions else piece.nodes[-1]
            continue
        piece.nodes.append(node)
        piece.points.append(point)
        if node in junctions and len(piece.nodes) > 1:
            yield piece
            piece = _Piece([node], [point])
    if len(piece.nodes) > 1:
        yield piece


def _add(way: Way, seq: int, piece: _Piece, roads: Roads, speeds: Speeds) -> None:
    line, nodes = piece.points, piece.nodes
    direction = tags.oneway(way.tags)
    if direction < 0:
        line, nodes = line[::-1], nodes[::-1]
    metres = length_m(line)
    if metres <= 0:
        roads.counts["segments_without_length"] += 1
        return
    private = tags.is_private(way.tags)
    there, back, source = _speeds(way, speeds)
    if private:
        there, back = min(there, PRIVATE_KMH), min(back, PRIVATE_KMH)
    lanes = tags.lanes(way.tags)
    roads.segments.append(
        Segment(
            id=way.id << PIECE_BITS | seq,
            start=nodes[0],
            end=nodes[-1],
            line=line,
            length_m=metres,
            road_class=str(way.road_class.value),
            name=tags.street_name(way.tags),
            ref=way.tags.get("ref", "")[:60],
            lanes=lanes or 0,
            speed_kmh=there,
            speed_back_kmh=back,
            back=direction == 0,
            bridge=tags.has(way.tags, "bridge"),
            tunnel=tags.has(way.tags, "tunnel"),
            roundabout=way.tags.get("junction") in {"roundabout", "circular"},
            surface=way.tags.get("surface", "")[:40],
        )
    )
    layer = tags.layer(way.tags)
    roads.origins.append(Origin(way.id, source, private, layer, lanes))


def _speeds(way: Way, speeds: Speeds) -> tuple[float, float, SpeedSource]:
    default = speeds[way.road_class.value]
    signed = tags.speed_kmh(way.tags)
    if isinstance(signed, RoadClass):
        signed = speeds[signed.value]
    found = [
        tags.speed_kmh({"maxspeed": way.tags.get(f"maxspeed:{side}", "")}) or signed
        for side in ("forward", "backward")
    ]
    there, back = (side if isinstance(side, float) else default for side in found)
    tagged = any(isinstance(side, float) for side in found)
    return there, back, SpeedSource.TAGGED if tagged else SpeedSource.ASSUMED


def _signals(piece: _Piece, signals: set[int]) -> set[int]:
    """Return the ends of a piece where traffic lights stand, at or before them."""
    found = {node for node in (piece.nodes[0], piece.nodes[-1]) if node in signals}
    for node, point in zip(piece.nodes[1:-1], piece.points[1:-1], strict=True):
        if node in signals:
            ends = (
                (distance_m(*point, *piece.points[n]), piece.nodes[n]) for n in (0, -1)
            )
            metres, nearest = min(ends)
            if metres <= STOP_LINE_M:
                found.add(nearest)
    return found


def _restrict(turns: list[Turn], roads: Roads) -> None:
    arriving: dict[tuple[int, int], list[int]] = defaultdict(list)
    leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
    for segment, origin in zip(roads.segments, roads.origins, strict=True):
        arriving[origin.way, segment.end].append(segment.id)
        leaving[origin.way, segment.start].append(segment.id)
        if segment.back:
            arriving[origin.way, segment.start].append(segment.id)
            leaving[origin.way, segment.end].append(segment.id)
    for turn in turns:
        starts = arriving[turn.from_way, turn.via_node]
        ends = leaving[turn.to_way, turn.via_node]
        if len(starts) == 1 and len(ends) == 1:
            roads.turns.append(turn)
            roads.restrictions.append(
                Restriction(starts[0], turn.via_node, ends[0], turn.kind)
            )
        else:
            # Cut off by the extract's edge, or a way that runs on past the junction.
            why = "outside" if not starts or not ends else "ambiguous"
            roads.counts[f"restrictions_{why}"] += 1
