"""Everything that is not a road: water, land, districts, what stands on the blocks."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import geography, mainroads
from lantas.demo.town.blocks import Block
from lantas.demo.town.canvas import Canvas
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
_PORT: Point = (2330, -1930)


@dataclass(frozen=True)
class Stands:
    """What stands on a reserved block: its tags, and how its buildings look."""

    tags: Mapping[str, str]
    buildings: int = 1
    share: float = 0.35  # of the block that buildings cover


def _school(number: int, kind: str) -> Stands:
    name = f"{kind} Negeri {number} Contoh"
    return Stands({"amenity": "school", "name": name}, 3, 0.3)


STANDS: Mapping[str, Stands] = {
    "square": Stands({"leisure": "park", "name": "Alun-Alun Contoh"}, 0),
    "townhall": Stands({"amenity": "townhall", "name": "Balai Kota Contoh"}, 2),
    "police": Stands({"amenity": "police", "name": "Polres Kota Contoh"}, 2),
    "market": Stands({"amenity": "marketplace", "name": "Pasar Induk Contoh"}, 4, 0.5),
    "mall": Stands({"shop": "mall", "name": "Plaza Bahari"}, 1, 0.55),
    "hospital": Stands({"amenity": "hospital", "name": "RSUD Kota Contoh"}, 4, 0.4),
    "stadium": Stands({"leisure": "stadium", "name": "Stadion Samudra"}, 1, 0.4),
    "university": Stands(
        {"amenity": "university", "name": "Universitas Contoh"}, 7, 0.22
    ),
    "terminal": Stands({"amenity": "bus_station", "name": "Terminal Tirta"}, 2, 0.3),
    "city park": Stands({"leisure": "park", "name": "Taman Kota"}, 0),
    "hill park": Stands({"leisure": "park", "name": "Taman Bukit Hijau"}, 0),
    "creek park": Stands({"leisure": "park", "name": "Taman Kali Bening"}, 0),
    "cemetery": Stands({"landuse": "cemetery", "name": "TPU Damai"}, 0),
    "fire station": Stands(
        {"amenity": "fire_station", "name": "Pemadam Kebakaran Contoh"}, 2
    ),
    "courthouse": Stands({"amenity": "courthouse", "name": "Pengadilan Contoh"}),
    "clinic east": Stands({"amenity": "clinic", "name": "Puskesmas Timur"}),
    "clinic west": Stands({"amenity": "clinic", "name": "Puskesmas Barat"}),
    "barracks": Stands({"landuse": "military", "access": "private"}, 5, 0.25),
    "post west": Stands({"amenity": "police", "name": "Polsek Contoh Barat"}),
    "post north": Stands({"amenity": "police", "name": "Polsek Contoh Utara"}),
    "post east": Stands({"amenity": "police", "name": "Polsek Contoh Timur"}),
    **{f"school {n}": _school(n, ("SD", "SMP", "SMA")[n % 3]) for n in range(1, 11)},
}
# How wide and how deep a building of each kind of ground is, in metres.
_LOTS = {"residential": (18, 13), "commercial": (17, 13), "industrial": (46, 30)}
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


def land() -> BaseGeometry:
    """Return the land inside the frame."""
    return geography.FRAME.difference(geography.sea())


def paint(canvas: Canvas, blocks: Sequence[Block], chance: Random) -> None:
    """Put everything but the roads on the canvas."""
    canvas.line(geography.coastline(), {"natural": "coastline"})
    _water(canvas)
    _districts(canvas)
    _country(canvas, blocks)
    _port_and_airport(canvas, chance)
    for block in blocks:
        _stand(canvas, block, chance)
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
    shore = land().buffer(_OFFSHORE_M).intersection(_REGION)
    lines = [
        shapely.LineString(geography.smooth(course))
        for course in (
            [*geography.GREAT_RIVER, (250, -4000)],
            [*geography.SMALL_RIVER, (-2100, -4000)],
            mainroads.TOLL,
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
    ground = land().intersection(_REGION.buffer(90_000))
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


def _port_and_airport(canvas: Canvas, chance: Random) -> None:
    port = shapely.Point(_PORT).buffer(330).intersection(land())
    canvas.area(port, {"landuse": "port", "name": "Pelabuhan Tanjung Contoh"})
    for n in range(3):
        pier = shapely.box(2080 + 190 * n, -2420 + 20 * n, 2112 + 190 * n, -2090)
        canvas.area(pier, {"man_made": "pier"})
    wall = shapely.LineString([(1650, -1950), (1560, -2240), (1760, -2480)])
    canvas.area(wall.buffer(9), {"man_made": "breakwater"})
    for n in range(6):
        shed = shapely.box(2120 + 75 * n, -2035, 2180 + 75 * n, -2000)
        canvas.area(shed.intersection(port), {"building": "warehouse"})
    field = geography.airport()
    canvas.area(field, {"aeroway": "aerodrome", "name": "Bandara Kota Contoh"})
    strip = shapely.LineString(geography.runway())
    canvas.area(strip.buffer(22, cap_style="flat"), {"aeroway": "runway"})
    x, y = geography.AIRPORT
    apron = shapely.affinity.rotate(shapely.box(x - 260, y + 70, x + 60, y + 170), 54)
    canvas.area(apron.intersection(field), {"aeroway": "apron"})
    hall = shapely.affinity.rotate(shapely.box(-90, -18, 90, 18), 54)
    hall = shapely.affinity.translate(hall, 4105, 890)
    canvas.area(hall, {"building": "terminal", "name": "Terminal Bandara"})


def _stand(canvas: Canvas, block: Block, chance: Random) -> None:
    inner = block.shape.buffer(-9, join_style="mitre")
    if inner.is_empty:
        return
    stands = STANDS.get(block.reserved)
    if stands:
        canvas.area(inner, stands.tags)
        _built(canvas, inner, stands, chance)
        if block.reserved == "stadium":
            _pitch(canvas, inner)
    elif block.quarter.landuse != "farmland":
        _rows(canvas, inner, block, chance)


def _built(canvas: Canvas, inner: BaseGeometry, stands: Stands, chance: Random) -> None:
    if not stands.buildings:
        return
    frame = shapely.oriented_envelope(inner)
    a, b, c = shapely.get_coordinates(frame)[:3].tolist()
    angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    long, wide = math.dist(a, b), math.dist(b, c)
    count = stands.buildings
    side = math.sqrt(stands.share)
    for n in range(count):
        at = (n + 0.5) / count - 0.5
        half = long * side / count / 2 * chance.uniform(0.8, 1.1)
        deep = wide * side / 2 * chance.uniform(0.7, 1.0)
        house = shapely.box(at * long - half, -deep, at * long + half, deep)
        house = shapely.affinity.rotate(house, angle, origin=(0, 0))
        middle = frame.centroid
        house = shapely.affinity.translate(house, middle.x, middle.y)
        canvas.area(house.intersection(inner), {"building": "yes"})


def _pitch(canvas: Canvas, inner: BaseGeometry) -> None:
    middle = inner.centroid
    pitch = shapely.affinity.translate(
        shapely.box(-52, -34, 52, 34), middle.x, middle.y
    )
    canvas.area(pitch, {"leisure": "pitch"})


def _rows(canvas: Canvas, inner: BaseGeometry, block: Block, chance: Random) -> None:
    """Build houses along the edges of a block."""
    front, deep = _LOTS[block.quarter.landuse]
    kind = "house" if block.quarter.landuse == "residential" else "yes"
    shapely.prepare(inner)
    for part in shapely.get_parts(inner):
        ring = shapely.get_coordinates(shapely.orient_polygons(part))
        for a, b in pairwise(ring.tolist()):
            for house in _row(a, b, front, deep, chance):
                if all(shapely.contains_xy(inner, x, y) for x, y in house[2:]):
                    canvas.ring(house, {"building": kind})


def _row(
    a: Point, b: Point, front: float, deep: float, chance: Random
) -> list[list[Point]]:
    """Return the corners of houses along an edge that has the block on its left."""
    long = math.dist(a, b)
    if long < front:
        return []
    dx, dy = (b[0] - a[0]) / long, (b[1] - a[1]) / long
    houses, along = [], deep * 0.6
    while along + front * 0.7 < long:
        wide = min(front * chance.uniform(0.65, 1.1), long - along)
        far = deep * chance.uniform(0.7, 1.05)
        corners = ((along, 0), (along + wide, 0), (along + wide, far), (along, far))
        houses.append(
            [(a[0] + dx * u - dy * v, a[1] + dy * u + dx * v) for u, v in corners]
        )
        along += wide + chance.choice((2.0, 3.5, 11.0))
    return houses
