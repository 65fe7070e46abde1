"""Brings a road file into use: all of it in one step, or none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.places import areas, closures, editions, osm, sea, speeds, tiling
from lantas.kernel.places.cell import cells
from lantas.kernel.places.cutting import Roads, cut
from lantas.kernel.places.files import forget_files, graph_path, map_path
from lantas.kernel.places.models import (
    Area,
    RoadNetwork,
    Segment,
    TurnRestriction,
)
from lantas.kernel.places.osm import BadExtract, Extract
from lantas.kernel.places.terms import Turning
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.network import BadNetwork, Network

KEPT_NETWORKS = 3  # the active one and two to look back at
ATTRIBUTION = "© OpenStreetMap contributors"
Progress = Callable[[str, int, int], None]
_COLUMNS = (
    *("network_id", "number", "way", "road_class"),
    *("name", "ref", "lanes"),
    *("speed_kmh", "speed_back_kmh"),
    *("speed_source", "oneway", "private", "roundabout"),
    *("length_m", "bridge", "tunnel", "layer"),
    *("surface", "from_node", "to_node"),
    *("geometry", "lon", "lat", "cell"),
)


class WhichArea(Refusal):
    """The name of the file does not say which city or regency the roads are of."""

    status = 422


@dataclass(frozen=True)
class Order:
    """What is to be imported, and under which name and area."""

    path: Path
    at: datetime
    name: str = ""
    area_code: str = ""
    anywhere: bool = False
    attribution: str = ATTRIBUTION


def import_roads(
    order: Order, progress: Progress = lambda what, done, of: None
) -> RoadNetwork:
    """Put the roads of a file into use, or refuse the file and leave all as it was."""
    area = _area(order)
    progress("read", 0, 1)
    extract = osm.read(order.path, lambda seen: progress("read", seen, 0))
    roads = cut(extract, speeds.defaults(order.at.date()))
    graph = _graph(order.path, roads)
    drawing = tiling.draw(roads, [*extract.features, *sea.features(extract)])
    with transaction.atomic():
        _one_at_a_time()
        network = _record(order, area, extract, roads)
        progress("store", 0, 1)
        _store(network, roads)
        try:
            graph.save(graph_path(network.pk), {"network": network.pk})
            tiling.write(
                drawing,
                map_path(network.pk),
                name=network.name,
                attribution=network.attribution,
                progress=lambda done, of: progress("draw", done, of),
            )
            _use(network, extract, area, graph, order.at)
        except BaseException:
            forget_files(network.pk)
            raise
    _tidy()
    return network


def _area(order: Order) -> Area:
    if order.anywhere:
        return areas.test_area()
    if order.area_code:
        return areas.get_area(order.area_code)
    stem = order.name or order.path.name.partition(".")[0].replace("_", " ")
    found = areas.find_by_name(stem)
    if found is None:
        raise WhichArea(
            _(
                "No city or regency is called like “%(stem)s”. Say which area the"
                " roads are of: --area CODE (for example 64.71), or --anywhere for"
                " roads outside every official area."
            )
            % {"stem": stem},
            field="area",
        )
    return found


def _graph(path: Path, roads: Roads) -> RoadGraph:
    try:
        network = Network.of(roads.nodes, roads.segments, roads.restrictions)
    except BadNetwork as error:
        raise BadExtract(
            _("The roads of %(name)s make no network: %(what)s.")
            % {"name": path.name, "what": error}
        ) from error
    return RoadGraph.of(network)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places.import'))")


def _record(order: Order, area: Area, extract: Extract, roads: Roads) -> RoadNetwork:
    points = np.array([p for segment in roads.segments for p in segment.line])
    west, south = points.min(axis=0).tolist()
    east, north = points.max(axis=0).tolist()
    return RoadNetwork.objects.create(
        name=(order.name or area.name)[:100],
        file_name=order.path.name[:200],
        file_sha256=osm.sha256(order.path),
        attribution=order.attribution,
        imported_at=order.at,
        area=area,
        west=west,
        south=south,
        east=east,
        north=north,
        signals=[node.id for node in roads.nodes if node.signals],
        counts={
            "segments": len(roads.segments),
            "nodes": len(roads.nodes),
            "restrictions": len(roads.restrictions),
            "length_km": round(sum(s.length_m for s in roads.segments) / 1000, 1),
            **extract.counts,
            **roads.counts,
        },
    )


def _store(network: RoadNetwork, roads: Roads) -> None:
    copy = f"COPY {Segment._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(copy) as table:
        for row in _rows(network, roads):
            table.write_row(row)
    TurnRestriction.objects.bulk_create(
        TurnRestriction(
            network=network,
            relation=turn.id,
            kind=turn.kind[:40],
            turning=Turning.ONLY
            if turn.kind.startswith("only_")
            else Turning.FORBIDDEN,
            from_segment=found.start,
            via_node=found.via,
            to_segment=found.end,
        )
        for turn, found in zip(roads.turns, roads.restrictions, strict=True)
    )


def _rows(network: RoadNetwork, roads: Roads) -> Iterator[tuple[Any, ...]]:
    """Yield each segment as a row, in the order of ``_COLUMNS``."""
    lines = np.array([shapely.LineString(segment.line) for segment in roads.segments])
    spots = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    middles = shapely.get_coordinates(spots)
    where = cells(middles[:, 0], middles[:, 1]).tolist()
    wkb, places = shapely.to_wkb(lines), middles.tolist()
    for n, (segment, origin) in enumerate(
        zip(roads.segments, roads.origins, strict=True)
    ):
        back = segment.speed_back_kmh
        yield (
            *(network.pk, segment.id, origin.way, segment.road_class),
            *(segment.name, segment.ref, origin.lanes),
            *(segment.speed_kmh, segment.speed_kmh if back is None else back),
            *(origin.speed_source.value, not segment.back),
            *(origin.private, segment.roundabout),
            *(segment.length_m, segment.bridge, segment.tunnel, origin.layer),
            *(segment.surface, segment.start, segment.end),
            *(wkb[n], *places[n], where[n]),
        )


def _use(
    network: RoadNetwork, extract: Extract, area: Area, graph: RoadGraph, at: datetime
) -> None:
    RoadNetwork.objects.filter(active=True).update(active=False)
    network.active = True
    network.save(update_fields=["active"])
    _draw_areas(network, extract, area, graph)
    closures.carry(graph, at=at)
    editions.bump(roads=True, closures=True)


def _draw_areas(
    network: RoadNetwork, extract: Extract, area: Area, graph: RoadGraph
) -> None:
    """Give areas their polygons: from the file's boundaries, else from the roads."""
    under = {a.code: a for a in Area.objects.filter(code__startswith=area.code)}
    by_name = {a.name.lower(): a for a in under.values()}
    for boundary in extract.boundaries:
        bare = boundary.name.lower().removeprefix("kecamatan ")
        found = under.get(boundary.code) or by_name.get(bare)
        if found:
            areas.set_polygon(
                found, boundary.shape, basis=f"boundary in {network.file_name}"[:200]
            )
    area.refresh_from_db()
    if area.geometry is None or area.geometry_basis.startswith("around the roads"):
        basis = f"around the roads of {network.file_name}"[:200]
        areas.set_polygon(area, areas.around(graph.network.line), basis=basis)


def _tidy() -> None:
    """Remove networks too old to look back at, with their files."""
    old = RoadNetwork.objects.filter(active=False).order_by("-pk")
    for network in old[KEPT_NETWORKS - 1 :]:
        pk = network.pk
        network.delete()
        forget_files(pk)
