"""What an extract holds besides roads, sorted into the layers of the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import osmium
import shapely
from shapely.geometry.base import BaseGeometry

Tags = Mapping[str, str]
_Pairs = dict[tuple[str, str], "What"]
_Table = dict[str, dict[str, "What"]]

_WKB = osmium.geom.WKBFactory()


class What(NamedTuple):
    """The layer of the map a thing belongs to, its kind, and from which zoom on."""

    layer: str
    kind: str
    min_zoom: int


@dataclass(slots=True)
class Feature:
    """One thing to draw."""

    what: What
    shape: BaseGeometry
    name: str = ""


HOUSE = What("buildings", "house", 15)
# (key, value) → what; the first key that fits a thing counts. "*" is any value.
_AREAS: _Pairs = {
    ("natural", "water"): What("water", "lake", 8),
    ("waterway", "riverbank"): What("water", "river", 9),
    ("waterway", "dock"): What("water", "dock", 11),
    ("landuse", "reservoir"): What("water", "reservoir", 9),
    ("landuse", "basin"): What("water", "basin", 12),
    ("leisure", "swimming_pool"): What("water", "pool", 14),
    ("place", "sea"): What("sea", "sea", 6),
    ("natural", "bay"): What("sea", "bay", 8),
    ("aeroway", "aerodrome"): What("land", "airport", 9),
    ("aeroway", "apron"): What("land", "apron", 12),
    ("aeroway", "runway"): What("land", "runway", 10),
    ("landuse", "port"): What("land", "port", 10),
    ("industrial", "port"): What("land", "port", 10),
    ("leisure", "stadium"): What("land", "stadium", 12),
    ("leisure", "pitch"): What("land", "pitch", 14),
    ("leisure", "park"): What("land", "park", 11),
    ("leisure", "garden"): What("land", "park", 13),
    ("leisure", "golf_course"): What("land", "golf", 11),
    ("leisure", "nature_reserve"): What("land", "forest", 9),
    ("natural", "beach"): What("land", "beach", 11),
    ("natural", "sand"): What("land", "beach", 12),
    ("natural", "wood"): What("land", "forest", 9),
    ("natural", "wetland"): What("land", "wetland", 9),
    ("natural", "scrub"): What("land", "scrub", 11),
    ("natural", "grassland"): What("land", "grass", 11),
    ("landuse", "forest"): What("land", "forest", 9),
    ("landuse", "grass"): What("land", "grass", 13),
    ("landuse", "cemetery"): What("land", "cemetery", 12),
    ("landuse", "farmland"): What("land", "farmland", 10),
    ("landuse", "residential"): What("land", "residential", 9),
    ("landuse", "commercial"): What("land", "commercial", 10),
    ("landuse", "retail"): What("land", "commercial", 10),
    ("landuse", "industrial"): What("land", "industrial", 10),
    ("landuse", "military"): What("land", "military", 11),
    ("amenity", "hospital"): What("land", "hospital", 13),
    ("amenity", "school"): What("land", "school", 13),
    ("amenity", "university"): What("land", "school", 12),
    ("amenity", "marketplace"): What("land", "market", 13),
    ("amenity", "parking"): What("land", "parking", 14),
    ("amenity", "police"): What("land", "civic", 14),
    ("amenity", "townhall"): What("land", "civic", 14),
    ("amenity", "fire_station"): What("land", "civic", 14),
    ("amenity", "courthouse"): What("land", "civic", 14),
    ("amenity", "clinic"): What("land", "hospital", 14),
    ("amenity", "bus_station"): What("land", "civic", 14),
    ("man_made", "pier"): What("land", "pier", 12),
    ("man_made", "breakwater"): What("land", "pier", 12),
    ("place", "island"): What("land", "island", 8),
    ("building", "house"): HOUSE,
    ("building", "*"): What("buildings", "building", 14),
}
_LINES: _Pairs = {
    ("waterway", "river"): What("waterways", "river", 8),
    ("waterway", "canal"): What("waterways", "canal", 11),
    ("waterway", "stream"): What("waterways", "stream", 12),
    ("waterway", "drain"): What("waterways", "drain", 14),
    ("waterway", "ditch"): What("waterways", "drain", 15),
    ("aeroway", "runway"): What("land", "runway", 10),
    ("aeroway", "taxiway"): What("land", "taxiway", 13),
    ("man_made", "breakwater"): What("land", "pier", 12),
    ("man_made", "pier"): What("land", "pier", 13),
}
_POINTS: _Pairs = {
    ("place", "city"): What("places", "city", 6),
    ("place", "town"): What("places", "town", 8),
    ("place", "suburb"): What("places", "suburb", 11),
    ("place", "quarter"): What("places", "quarter", 12),
    ("place", "village"): What("places", "village", 11),
    ("place", "neighbourhood"): What("places", "neighbourhood", 13),
    ("place", "hamlet"): What("places", "neighbourhood", 13),
    ("place", "island"): What("places", "island", 9),
    ("place", "sea"): What("places", "sea", 8),
    ("natural", "bay"): What("places", "sea", 9),
    ("amenity", "police"): What("pois", "police", 12),
    ("amenity", "hospital"): What("pois", "hospital", 12),
    ("amenity", "clinic"): What("pois", "clinic", 14),
    ("amenity", "fire_station"): What("pois", "fire_station", 13),
    ("amenity", "school"): What("pois", "school", 14),
    ("amenity", "university"): What("pois", "university", 13),
    ("amenity", "marketplace"): What("pois", "market", 13),
    ("amenity", "fuel"): What("pois", "fuel", 14),
    ("amenity", "place_of_worship"): What("pois", "worship", 14),
    ("amenity", "bus_station"): What("pois", "bus_station", 13),
    ("amenity", "ferry_terminal"): What("pois", "ferry", 12),
    ("amenity", "townhall"): What("pois", "townhall", 13),
    ("amenity", "courthouse"): What("pois", "court", 14),
    ("aeroway", "aerodrome"): What("pois", "airport", 10),
    ("leisure", "stadium"): What("pois", "stadium", 12),
    ("leisure", "park"): What("pois", "park", 14),
    ("landuse", "port"): What("pois", "port", 11),
    ("industrial", "port"): What("pois", "port", 11),
    ("natural", "beach"): What("pois", "beach", 13),
    ("shop", "mall"): What("pois", "mall", 13),
    ("tourism", "attraction"): What("pois", "attraction", 14),
    ("tourism", "hotel"): What("pois", "hotel", 15),
    ("barrier", "toll_booth"): What("pois", "toll_booth", 13),
    ("highway", "traffic_signals"): What("pois", "traffic_signals", 15),
}


def _by_key(pairs: _Pairs) -> _Table:
    table: _Table = {}
    for (key, value), what in pairs.items():
        table.setdefault(key, {})[value] = what
    return table


_AREA_TABLE, _LINE_TABLE, _POINT_TABLE = map(_by_key, (_AREAS, _LINES, _POINTS))
_LABELLED_KEYS = (
    *("amenity", "aeroway", "leisure", "landuse", "industrial"),
    *("natural", "shop", "tourism", "place"),
)


def of_area(tags: Tags) -> What | None:
    """Return what a closed shape with these tags is on the map."""
    return _first(tags, _AREA_TABLE)


def of_line(tags: Tags) -> What | None:
    """Return what an open line with these tags is on the map."""
    return _first(tags, _LINE_TABLE)


def of_node(tags: Tags) -> What | None:
    """Return what a point with these tags is on the map."""
    return _first(tags, _POINT_TABLE)


def label_of_area(tags: Tags) -> What | None:
    """Return what a named shape is called by in its middle, if it gets a label."""
    return _first({k: tags[k] for k in _LABELLED_KEYS if k in tags}, _POINT_TABLE)


def name(tags: Tags) -> str:
    """Return the name, cut to what a map can show."""
    return (tags.get("name") or tags.get("name:id") or "").strip()[:120]


def polygon(area: Any) -> BaseGeometry | None:
    """Return the shape of an assembled area, or None where its rings do not close."""
    try:
        shape = shapely.from_wkb(_WKB.create_multipolygon(area))
    except (RuntimeError, shapely.errors.ShapelyError):
        return None
    shape = shape if shape.is_valid else shapely.make_valid(shape)
    return None if shape.is_empty else shape


def _first(tags: Tags, table: _Table) -> What | None:
    for key, whats in table.items():
        held = tags.get(key)
        if held is not None:
            what = whats.get(held) or (whats.get("*") if held != "no" else None)
            if what:
                return what
    return None
