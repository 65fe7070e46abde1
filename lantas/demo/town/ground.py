"""Everything that is not a road: water, land, districts, what stands on the blocks."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import buildings, geography
from lantas.demo.town.blocks import Block
from lantas.demo.town.canvas import Canvas
from lantas.demo.town.courses import TOLL
from lantas.demo.town.geography import Point

NAME = "Kota Contoh"
CODE = "99.01"
DISTRICTS = {
    "99.01.01": "Contoh Tengah",
    "99.01.02": "Contoh Barat",
    "99.01.03": "Contoh Timur",
    "99.01.04": "Contoh Utara",
}
_REGION = shapely.box(-6400, -3600, 6600, 6200)
_OFFSHORE_M = 400.0
_GLADES: Sequence[tuple[Point, float]] = (
    ((-2300, 5000), 900),
    ((1450, 4600), 800),
    ((-5600, 1500), 700),
    ((-6200, -1500), 1100),
    ((5200, 3300), 900),
)
_PLACES: Sequence[tuple[str, str, Point]] = (
    ("city", NAME, (-480, -120)),
    ("suburb", "Muara", (-180, 330)),
    ("suburb", "Pasar Lama", (-1080, 60)),
    ("suburb", "Kampung Nelayan", (-800, -790)),
    ("suburb", "Tanjung Karang", (-2900, -1250)),
    ("suburb", "Tirta", (-3150, 250)),
    ("suburb", "Griya Bahari", (-2250, 1200)),
    ("suburb", "Bukit Asri", (-2000, 2450)),
    ("suburb", "Cakrawala", (900, 1400)),
    ("suburb", "Seberang", (950, 420)),
    ("suburb", "Karang Anyar", (1050, -720)),
    ("suburb", "Lembah Timur", (2250, 1750)),
    ("suburb", "Pelabuhan", (2700, -1450)),
    ("suburb", "Bandara", (3300, 300)),
    ("suburb", "Pasir Putih", (-3500, -1420)),
    ("suburb", "Tol Utara", (400, 2350)),
    ("village", "Desa Sumber Rejeki", (-2300, 5000)),
    ("village", "Desa Hulu Muara", (1450, 4600)),
    ("sea", "Teluk Contoh", (200, -2300)),
)
_POINTS: Sequence[tuple[Mapping[str, str], Point]] = (
    ({"amenity": "fuel", "name": "SPBU Pesisir"}, (-3420, -1290)),
    ({"amenity": "fuel", "name": "SPBU Cakrawala"}, (690, 380)),
    ({"amenity": "fuel", "name": "SPBU Lingkar"}, (1700, 1480)),
    ({"amenity": "fuel", "name": "SPBU Timur"}, (2700, 1000)),
    ({"amenity": "place_of_worship", "name": "Masjid Raya Contoh"}, (-640, -300)),
    ({"amenity": "place_of_worship", "name": "Gereja Contoh"}, (880, -170)),
    ({"amenity": "place_of_worship", "name": "Pura Contoh"}, (1850, 720)),
    ({"amenity": "place_of_worship", "name": "Wihara Contoh"}, (-900, -560)),
    ({"amenity": "place_of_worship", "name": "Masjid Tirta"}, (-2850, 420)),
    ({"amenity": "place_of_worship", "name": "Masjid Bukit Asri"}, (-1700, 2300)),
    ({"tourism": "hotel", "name": "Hotel Teluk"}, (-250, -640)),
    ({"tourism": "attraction", "name": "Anjungan Pasir Putih"}, (-3150, -1640)),
    ({"amenity": "ferry_terminal", "name": "Dermaga Penyeberangan"}, (2080, -1750)),
    ({"barrier": "toll_booth", "name": "Gerbang Tol Bahari"}, (-1360, 2840)),
    ({"barrier": "toll_booth", "name": "Gerbang Tol Cakrawala"}, (800, 2590)),
)


def paint(canvas: Canvas, blocks: Sequence[Block], chance: Random) -> None:
    """Put everything but the roads on the canvas."""
    canvas.line(geography.coastline(), {"natural": "coastline"})
    _water(canvas)
    _districts(canvas)
    _country(canvas, blocks)
    buildings.build(canvas, blocks, chance)
    for kind, name, spot in _PLACES:
        canvas.spot(spot, {"place": kind, "name": name})
    for tags, spot in _POINTS:
        canvas.spot(spot, tags)


def _water(canvas: Canvas) -> None:
    rivers = (
        ("Sungai Muara", "river", geography.GREAT_RIVER, geography.great_river()),
        ("Sungai Kecil", "river", geography.SMALL_RIVER, geography.small_river()),
        ("Kali Bening", "stream", geography.CREEK, geography.creek()),
    )
    for name, kind, course, surface in rivers:
        canvas.area(surface, {"natural": "water", "water": "river"})
        line = shapely.LineString(geography.smooth(course)).difference(geography.sea())
        for part in shapely.get_parts(line):
            if part.length > 500:
                canvas.line(part.coords, {"waterway": kind, "name": name})
    lake = shapely.affinity.scale(shapely.Point(-1960, 3150).buffer(210), 1.5, 0.8)
    canvas.area(lake, {"natural": "water", "name": "Waduk Hijau"})


def districts() -> dict[str, BaseGeometry]:
    """Return the ground of each district, up to the boats near the shore."""
    shore = geography.land().buffer(_OFFSHORE_M).intersection(_REGION)
    lines = [
        shapely.LineString(geography.smooth(course))
        for course in (
            [*geography.GREAT_RIVER, (250, -4000)],
            [*geography.SMALL_RIVER, (-2100, -4000)],
            TOLL,
        )
    ]
    edges = shapely.unary_union([shore.boundary, *lines])
    found: dict[str, list[BaseGeometry]] = defaultdict(list)
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))):
        spot = face.representative_point()
        if shore.covers(spot):
            found[_district(spot, lines)].append(face)
    return {code: shapely.unary_union(found[code]) for code in DISTRICTS}


def _district(spot: shapely.Point, lines: Sequence[shapely.LineString]) -> str:
    great, small, toll = lines
    if _left_of(toll, spot):
        return "99.01.04"
    if _left_of(great, spot):
        return "99.01.03"
    return "99.01.01" if _left_of(small, spot) else "99.01.02"


def _left_of(line: shapely.LineString, spot: shapely.Point) -> bool:
    along = min(max(line.project(spot), 1.0), line.length - 1.0)
    a, b = line.interpolate(along - 1), line.interpolate(along + 1)
    return (b.x - a.x) * (spot.y - a.y) - (b.y - a.y) * (spot.x - a.x) > 0


def _districts(canvas: Canvas) -> None:
    parts = districts()
    code_tag = "ref:ID:kemendagri"
    whole = shapely.unary_union(list(parts.values()))
    canvas.boundary(whole, {"admin_level": "5", "name": NAME, code_tag: CODE})
    for code, shape in parts.items():
        tags = {"admin_level": "6", "name": DISTRICTS[code], code_tag: code}
        canvas.boundary(shape, tags)


def _country(canvas: Canvas, blocks: Sequence[Block]) -> None:
    ground = geography.land().intersection(_REGION.buffer(90_000))
    middle = shapely.Point(300, 2600).buffer(1)
    hills = shapely.affinity.scale(middle, 75_000, 60_000)
    fields = _ragged(geography.URBAN.buffer(520), 190)
    glades = shapely.unary_union(
        [
            _ragged(shapely.Point(spot).buffer(radius), radius / 4)
            for spot, radius in _GLADES
        ]
    )
    wild = _ragged(hills, 9_000).intersection(ground).difference(fields)
    canvas.area(_whole(wild.difference(glades)), {"natural": "wood"})
    canvas.area(fields.intersection(ground).buffer(-20), {"landuse": "farmland"})
    canvas.area(glades.intersection(ground), {"landuse": "farmland"})
    by_use: dict[str, list[BaseGeometry]] = defaultdict(list)
    for block in blocks:
        by_use[block.quarter.landuse].append(block.shape)
    built = by_use["residential"] + by_use["commercial"] + by_use["industrial"]
    canvas.area(_grown(built), {"landuse": "residential"})
    for use in ("commercial", "industrial"):
        canvas.area(_grown(by_use[use]), {"landuse": use})
    coast = shapely.LineString(geography.coastline())
    sand = coast.buffer(42).intersection(ground)
    west, east = (
        shapely.box(-4000, -2200, -2150, -1000),
        shapely.box(3600, -900, 5200, 1400),
    )
    canvas.area(
        sand.intersection(west), {"natural": "beach", "name": "Pantai Pasir Putih"}
    )
    canvas.area(sand.intersection(east), {"natural": "beach"})
    marsh = coast.buffer(150).intersection(ground)
    canvas.area(
        marsh.intersection(shapely.box(-5800, -2500, -4300, -1300)),
        {"natural": "wetland", "wetland": "mangrove"},
    )


def _ragged(shape: BaseGeometry, amount_m: float) -> BaseGeometry:
    """Return a shape with an edge as nature draws it."""
    found = []
    for part in shapely.get_parts(shape):
        ring = shapely.segmentize(part.exterior, 160)
        points = shapely.get_coordinates(ring)[:-1]
        middle = part.centroid
        moved = []
        for n, (x, y) in enumerate(points.tolist()):
            t = n / len(points) * math.tau
            out = math.sin(5 * t) + 0.7 * math.sin(11 * t + 1) + 0.5 * math.sin(23 * t)
            long = math.hypot(x - middle.x, y - middle.y) or 1.0
            k = 1 + amount_m * out / 2.2 / long
            moved.append((middle.x + (x - middle.x) * k, middle.y + (y - middle.y) * k))
        found.append(shapely.Polygon(moved).buffer(0))
    return shapely.unary_union(found)


def _whole(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape cut in four, so that none of its parts has a hole."""
    x, y = 300.0, 2000.0
    far = 200_000.0
    corners = [(x - far, y - far), (x - far, y), (x, y - far), (x, y)]
    cuts = [shapely.box(a, b, a + far, b + far) for a, b in corners]
    return shapely.MultiPolygon(
        [
            part
            for cut in cuts
            for part in shapely.get_parts(shape.intersection(cut))
            if part.geom_type == "Polygon"
        ]
    )


def _grown(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    whole = shapely.unary_union(shapes).buffer(14, quad_segs=2).buffer(-8, quad_segs=2)
    return shapely.simplify(whole.difference(geography.sea()), 3)
