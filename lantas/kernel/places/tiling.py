"""Draws an imported extract into vector tiles and keeps them in one PMTiles file."""

from __future__ import annotations

import gzip
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry.base import BaseGeometry

from lantas.kernel.places.cell import LAT_LIMIT
from lantas.kernel.places.cutting import Roads
from lantas.kernel.places.features import Feature

MIN_ZOOM, MAX_ZOOM = 6, 15
EXTENT = 4096
MARGIN = 0.02  # of a tile: lines go on beyond the edge, so that no seam shows
LAYERS = (
    "sea",
    "land",
    "water",
    "waterways",
    "buildings",
    "roads",
    "places",
    "pois",
)
ROAD_ZOOMS = {
    "motorway": 6,
    "trunk": 6,
    "primary": 8,
    "motorway_link": 10,
    "trunk_link": 10,
    "secondary": 9,
    "primary_link": 11,
    "tertiary": 11,
    "secondary_link": 12,
    "tertiary_link": 12,
    "unclassified": 12,
    "residential": 12,
    "living_street": 13,
    "service": 14,
}
# Up to which zoom how much is drawn beyond the roads, in turns of the earth: an
# open sea has as many tiles as a city, and nobody looks at them closely.
_AROUND = ((9, 1.0), (11, 0.6 / 360), (13, 0.2 / 360))
_NEAR = 0.07 / 360
_SPECK = 4.0  # an area of less than this, in units of EXTENT, is not drawn
_ENCODING = {"extents": EXTENT, "y_coord_down": True, "check_winding_order": False}
Properties = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass
class Drawing:
    """The things of one map, in the unit square of Web Mercator."""

    layers: list[str] = field(default_factory=list)
    zooms: list[int] = field(default_factory=list)
    shapes: list[BaseGeometry] = field(default_factory=list)
    properties: list[Properties] = field(default_factory=list)

    def add(
        self, layer: str, zoom: int, shape: BaseGeometry, properties: Properties
    ) -> None:
        """Add one thing, given in degrees."""
        self.layers.append(layer)
        self.zooms.append(zoom)
        self.shapes.append(shapely.transform(shape, unit_square))
        self.properties.append(properties)


def unit_square(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees as fractions of the Web Mercator square, from the north-west."""
    lat = np.clip(points[:, 1], -LAT_LIMIT, LAT_LIMIT)
    south = 0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi)
    return np.column_stack([(points[:, 0] + 180) / 360, south])


def draw(roads: Roads, features: Iterable[Feature]) -> Drawing:
    """Return everything that is to be on the map."""
    drawing = Drawing()
    for feature in features:
        what = feature.what
        properties = {"kind": what.kind}
        if feature.name:
            properties["name"] = feature.name
        drawing.add(what.layer, what.min_zoom, feature.shape, properties)
    for properties, line in _streets(roads):
        zoom = ROAD_ZOOMS[properties["class"]]
        drawing.add("roads", zoom, line, properties)
    return drawing


def _streets(roads: Roads) -> Iterator[tuple[Properties, BaseGeometry]]:
    """Join the segments of a street that look the same: fewer lines, better labels."""
    alike: dict[tuple[Any, ...], list[shapely.LineString]] = defaultdict(list)
    for segment, origin in zip(roads.segments, roads.origins, strict=True):
        key = (
            segment.road_class,
            segment.name,
            segment.ref,
            not segment.back,
            segment.bridge,
            segment.tunnel,
            origin.layer,
        )
        alike[key].append(shapely.LineString(segment.line))
    names = ("class", "name", "ref", "oneway", "bridge", "tunnel", "layer")
    for key, lines in alike.items():
        properties = {n: v for n, v in zip(names, key, strict=True) if v != ""}
        joined = shapely.line_merge(
            shapely.MultiLineString(lines), directed=bool(properties["oneway"])
        )
        for line in shapely.get_parts(joined):
            yield properties, line


def write(
    drawing: Drawing,
    path: Path,
    *,
    name: str,
    attribution: str,
    progress: Progress = lambda done, of: None,
) -> int:
    """Write the tiles to ``path`` in one step; return how many there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            writer: Any = Writer(file)  # type: ignore[no-untyped-call]
            count = 0
            for tile_id, tile in sorted(_tiles(drawing, progress)):
                writer.write_tile(tile_id, tile)
                count += 1
            writer.finalize(*_header(drawing, name, attribution))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _tiles(drawing: Drawing, progress: Progress) -> Iterator[tuple[int, bytes]]:
    for zoom in range(MIN_ZOOM, MAX_ZOOM + 1):
        progress(zoom - MIN_ZOOM, MAX_ZOOM + 1 - MIN_ZOOM)
        yield from _tiles_of_zoom(drawing, zoom)


def _tiles_of_zoom(drawing: Drawing, zoom: int) -> Iterator[tuple[int, bytes]]:
    rows = np.flatnonzero(np.array(drawing.zooms) <= zoom)
    if not len(rows):
        return
    shapes = np.array(drawing.shapes, dtype=object)[rows]
    shapes = _simplified(shapes, zoom)
    tree = shapely.STRtree(shapes)
    for x, y in _tiles_touched(shapes, zoom, _window(drawing, zoom)):
        side = 1 << zoom
        box = shapely.box(
            (x - MARGIN) / side,
            (y - MARGIN) / side,
            (x + 1 + MARGIN) / side,
            (y + 1 + MARGIN) / side,
        )
        hits = np.sort(tree.query(box, predicate="intersects"))
        if tile := _tile(drawing, rows[hits], shapes[hits], box, (zoom, x, y)):
            yield zxy_to_tileid(zoom, x, y), tile


def _simplified(shapes: NDArray[Any], zoom: int) -> NDArray[Any]:
    # Half a pixel of a 512-pixel tile; at the last zoom only what EXTENT cannot show.
    tolerance = (0.5 / 512 if zoom < MAX_ZOOM else 0.5 / EXTENT) / (1 << zoom)
    simple = shapely.simplify(shapes, tolerance, preserve_topology=True)
    return np.where(shapely.is_empty(simple), shapes, simple)


def _window(drawing: Drawing, zoom: int) -> NDArray[np.float64]:
    """Return what is drawn at this zoom: far out all, close up the roads' ground."""
    rows = np.flatnonzero(np.array(drawing.layers) == "roads")
    roads = np.array(drawing.shapes, dtype=object)[rows]
    west, north, east, south = shapely.total_bounds(roads)
    around = next((a for z, a in _AROUND if zoom <= z), _NEAR)
    return np.array([west - around, north - around, east + around, south + around])


def _tiles_touched(
    shapes: NDArray[Any], zoom: int, window: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """Return the tiles of the window that the boxes of the shapes reach into."""
    side = 1 << zoom
    bounds = shapely.bounds(shapes)
    bounds = np.column_stack(
        [np.maximum(bounds[:, :2], window[:2]), np.minimum(bounds[:, 2:], window[2:])]
    )
    bounds = bounds[(bounds[:, :2] <= bounds[:, 2:]).all(axis=1)]
    low = np.clip(np.floor(bounds[:, :2] * side - MARGIN), 0, side - 1).astype(int)
    high = np.clip(np.floor(bounds[:, 2:] * side + MARGIN), 0, side - 1).astype(int)
    touched: set[tuple[int, int]] = set()
    for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True):
        touched.update((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))
    return sorted(touched)


def _tile(
    drawing: Drawing,
    rows: NDArray[Any],
    shapes: NDArray[Any],
    box: BaseGeometry,
    address: tuple[int, int, int],
) -> bytes:
    zoom, x, y = address
    side = 1 << zoom

    def to_tile(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round((points * side - (x, y)) * EXTENT)

    inside = shapely.clip_by_rect(shapes, *box.bounds)
    # Rings as the format wants them, all at once: the encoder's own way takes twice
    # as long as everything else together.
    small = shapely.orient_polygons(shapely.transform(inside, to_tile))
    flat = shapely.get_dimensions(small) == 2
    seen = ~shapely.is_empty(small) & ~(flat & (shapely.area(small) < _SPECK))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row, shape in zip(rows[seen].tolist(), small[seen], strict=True):
        found[drawing.layers[row]].append(
            {"geometry": shape, "properties": drawing.properties[row]}
        )
    if not found:
        return b""
    layers = [{"name": n, "features": found[n]} for n in LAYERS if n in found]
    encode: Any = mapbox_vector_tile.encode
    tile = encode(layers, default_options=_ENCODING)
    return gzip.compress(tile, 9, mtime=0)


def _header(
    drawing: Drawing, name: str, attribution: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    west, north, east, south = shapely.total_bounds(np.array(drawing.shapes))
    corners = [_degrees(west, south), _degrees(east, north)]
    (min_lon, min_lat), (max_lon, max_lat) = corners
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
        "min_lon_e7": round(min_lon * 1e7),
        "min_lat_e7": round(min_lat * 1e7),
        "max_lon_e7": round(max_lon * 1e7),
        "max_lat_e7": round(max_lat * 1e7),
        "center_zoom": 12,
        "center_lon_e7": round((min_lon + max_lon) / 2 * 1e7),
        "center_lat_e7": round((min_lat + max_lat) / 2 * 1e7),
    }
    layers = [{"id": layer, "fields": {}} for layer in LAYERS]
    notes = {"name": name, "attribution": attribution, "vector_layers": layers}
    return header, notes


def _degrees(east: float, south: float) -> tuple[float, float]:
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * south))))
    return float(east * 360 - 180), float(lat)
