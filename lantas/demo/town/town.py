"""The demo town: drawn by the program, always the same, nobody's real city."""

from __future__ import annotations

from pathlib import Path
from random import Random

import shapely

from lantas.demo.town import geography, ground, mainroads, quarters, toll, traffic
from lantas.demo.town.blocks import Block, Cutter
from lantas.demo.town.canvas import Canvas
from lantas.demo.town.geography import Point
from lantas.demo.town.names import Names
from lantas.demo.town.plan import Plan, Street

SEED = 64
_SMALLEST_M2 = 6000.0
_SURFACES = {"living_street": "paving_stones", "unclassified": "compacted"}


def draw(path: Path) -> Path:
    """Draw the town and write it as an OpenStreetMap extract; return where."""
    chance = Random(SEED)
    plan, blocks = lay_out(chance)
    traffic.make_oneways(plan)
    canvas = Canvas()
    _pave(canvas, plan)
    ground.paint(canvas, blocks, chance)
    canvas.write(path)
    return path


def lay_out(chance: Random) -> tuple[Plan, list[Block]]:
    """Return all streets, and the blocks between them."""
    plan = Plan()
    mainroads.lay(plan)
    names = Names(chance)
    cutter = Cutter(
        plan=plan,
        chance=chance,
        quarter_at=quarters.quarter_at,
        name_street=names.street,
        theme_at=lambda spot: names.theme(),
        reserved=quarters.RESERVED,
    )
    cutter.cut_all(_ground(plan))
    return plan, cutter.blocks


def _ground(plan: Plan) -> list[shapely.Polygon]:
    """Return the pieces of ground between main roads and water."""
    wet = mainroads.barriers()
    lines = [street.line for street in plan.streets if street.joined]
    edges = shapely.unary_union([*lines, wet.boundary, geography.URBAN.boundary])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    return [
        face
        for face in faces
        if face.area > _SMALLEST_M2
        and not face.buffer(-15).is_empty
        and geography.URBAN.covers(face.representative_point())
        and not wet.covers(face.representative_point())
    ]


def _pave(canvas: Canvas, plan: Plan) -> None:
    lights = traffic.signals(plan)
    turns = traffic.forbidden_turns(plan, lights)
    cuts: dict[int, set[Point]] = {}
    for one, spot, other in turns:
        for arm in (one, other):
            cuts.setdefault(id(arm.street), set()).add(spot)
    ways: dict[tuple[int, Point, str], int] = {}
    water, passed = traffic.waters(), toll.corridor().buffer(-18)
    for street in plan.streets:
        over = water if not street.joined else shapely.union(water, passed)
        for points, bridge in traffic.bridged(street, over):
            for part in _cut_at(points, cuts.get(id(street), set())):
                way = canvas.road(part, _tags(street, bridge))
                ways[id(street), part[-1], "ends"] = way
                ways[id(street), part[0], "starts"] = way
    for spot in lights:
        canvas.mark(spot, {"highway": "traffic_signals"})
    for one, spot, other in turns:
        pair = (
            ways[id(one.street), spot, one.side],
            ways[id(other.street), spot, other.side],
        )
        canvas.restriction(pair, spot, "no_right_turn")


def _cut_at(points: list[Point], spots: set[Point]) -> list[list[Point]]:
    parts, part = [], [points[0]]
    for point in points[1:]:
        part.append(point)
        if point in spots:
            parts.append(part)
            part = [point]
    return [*parts, part] if len(part) > 1 else parts


def _tags(street: Street, bridge: bool) -> dict[str, str]:
    tags = {"highway": street.road_class, **street.tags}
    tags["surface"] = _SURFACES.get(street.road_class, "asphalt")
    if street.name:
        tags["name"] = street.name
    if bridge:
        tags |= {"bridge": "yes", "layer": "1"}
    return tags
