"""What stands on the blocks: schools, markets, houses; port and airport."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from lantas.demo.town import geography
from lantas.demo.town.blocks import Block
from lantas.demo.town.canvas import Canvas
from lantas.demo.town.geography import Point

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


def build(canvas: Canvas, blocks: Sequence[Block], chance: Random) -> None:
    """Put port, airport and everything on the blocks on the canvas."""
    _port(canvas)
    _airport(canvas)
    for block in blocks:
        _stand(canvas, block, chance)


def _port(canvas: Canvas) -> None:
    port = shapely.Point(_PORT).buffer(330).intersection(geography.land())
    canvas.area(port, {"landuse": "port", "name": "Pelabuhan Tanjung Contoh"})
    for n in range(3):
        pier = shapely.box(2080 + 190 * n, -2420 + 20 * n, 2112 + 190 * n, -2090)
        canvas.area(pier, {"man_made": "pier"})
    wall = shapely.LineString([(1650, -1950), (1560, -2240), (1760, -2480)])
    canvas.area(wall.buffer(9), {"man_made": "breakwater"})
    for n in range(6):
        shed = shapely.box(2120 + 75 * n, -2035, 2180 + 75 * n, -2000)
        canvas.area(shed.intersection(port), {"building": "warehouse"})


def _airport(canvas: Canvas) -> None:
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
