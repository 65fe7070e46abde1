"""Makes the graph of a network again from its rows, when its file was lost."""

from __future__ import annotations

import shapely

from lantas.kernel.places.files import graph_path
from lantas.kernel.places.models import RoadNetwork, Segment, TurnRestriction
from lantas.science.roads import network as roads
from lantas.science.roads.graph import RoadGraph


def rebuild(network: RoadNetwork) -> RoadGraph:
    """Return the graph of a network as its import made it, and write it down again."""
    lights = set(network.signals)
    segments = [_segment(row) for row in network.segments.order_by("number").iterator()]
    spots = {s.start: s.line[0] for s in segments}
    spots |= {s.end: s.line[-1] for s in segments}
    found = roads.Network.of(
        [roads.Node(n, lon, lat, n in lights) for n, (lon, lat) in spots.items()],
        segments,
        [_restriction(row) for row in network.restrictions.order_by("pk")],
    )
    graph = RoadGraph.of(found)
    graph.save(graph_path(network.pk), {"network": network.pk})
    return graph


def _segment(row: Segment) -> roads.Segment:
    line = shapely.get_coordinates(shapely.from_wkb(bytes(row.geometry))).tolist()
    return roads.Segment(
        id=row.number,
        start=row.from_node,
        end=row.to_node,
        line=[(lon, lat) for lon, lat in line],
        length_m=row.length_m,
        road_class=row.road_class,
        name=row.name,
        ref=row.ref,
        lanes=row.lanes or 0,
        speed_kmh=row.speed_kmh,
        speed_back_kmh=row.speed_back_kmh,
        back=not row.oneway,
        bridge=row.bridge,
        tunnel=row.tunnel,
        roundabout=row.roundabout,
        surface=row.surface,
    )


def _restriction(row: TurnRestriction) -> roads.Restriction:
    return roads.Restriction(row.from_segment, row.via_node, row.to_segment, row.kind)
