"""The sea, from coastlines: land lies on their left, the sea on their right."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from lantas.kernel.places.features import Feature, What
from lantas.kernel.places.osm import Extract

OPEN_SEA_DEG = 1.0  # how far beyond the roads the sea is drawn
_SEA = What("sea", "sea", 6)


def features(extract: Extract) -> Iterator[Feature]:
    """Yield the sea around the roads, where the extract has a coastline."""
    if not extract.coastlines:
        return
    frame = _frame(extract)
    whole = shapely.line_merge(shapely.unary_union(extract.coastlines), directed=True)
    coast = shapely.intersection(whole, frame)
    lines = [part for part in shapely.get_parts(coast) if not part.is_empty]
    edges = shapely.unary_union([frame.boundary, *lines])
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))):
        if _is_sea(face, lines):
            yield Feature(_SEA, face)


def _frame(extract: Extract) -> BaseGeometry:
    points = [p for way in extract.ways for p in way.points if p is not None]
    west, south, east, north = shapely.MultiPoint(points).bounds
    # A coastline that ends inside the frame closes no shape, so the frame is cut
    # down to where the coast reaches.
    frame = shapely.box(
        west - OPEN_SEA_DEG,
        south - OPEN_SEA_DEG,
        east + OPEN_SEA_DEG,
        north + OPEN_SEA_DEG,
    )
    reach = shapely.box(*shapely.MultiLineString(extract.coastlines).bounds)
    return frame.intersection(
        reach.union(shapely.box(west, south, east, north)).envelope
    )


def _is_sea(face: shapely.Polygon, lines: list[shapely.LineString]) -> bool:
    """Return whether the face lies on the right of a coastline that bounds it."""
    for line in lines:
        shared = line.intersection(face.exterior)
        if shared.is_empty or shared.length == 0:
            continue
        right = line.parallel_offset(1e-6, "right")
        left = line.parallel_offset(1e-6, "left")
        return bool(right.intersection(face).length > left.intersection(face).length)
    return False
