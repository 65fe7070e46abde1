"""Reads an OpenStreetMap extract into ways, turns and things to draw; no database."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import shapely
from django.utils.translation import gettext as _
from osmium.filter import EmptyTagFilter
from shapely.geometry.base import BaseGeometry

from lantas.kernel import Refusal
from lantas.kernel.places import features, tags
from lantas.kernel.places.features import Feature
from lantas.kernel.places.terms import RoadClass

Progress = Callable[[int], None]


class BadExtract(Refusal):
    """The file is no OpenStreetMap extract that roads can be read from."""

    status = 422


@dataclass(slots=True)
class Way:
    """One drivable way as drawn by the mappers."""

    id: int
    road_class: RoadClass
    tags: dict[str, str]
    nodes: list[int]
    points: list[tuple[float, float] | None]  # None: the extract is cut here


@dataclass(slots=True)
class Turn:
    """A turn restriction between ways, as the mappers recorded it."""

    id: int
    kind: str
    from_way: int
    via_node: int
    to_way: int


@dataclass(slots=True)
class Boundary:
    """An administrative area found in the extract."""

    name: str
    code: str
    admin_level: int
    shape: BaseGeometry


@dataclass
class Extract:
    """Everything an extract holds that lantas has a use for."""

    ways: list[Way] = field(default_factory=list)
    signals: set[int] = field(default_factory=set)
    turns: list[Turn] = field(default_factory=list)
    features: list[Feature] = field(default_factory=list)
    coastlines: list[shapely.LineString] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def sha256(path: Path) -> str:
    """Return the digest of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path, progress: Progress = lambda seen: None) -> Extract:
    """Read an extract, or refuse it and say what is wrong with it."""
    _check_file(path)
    found = Extract()
    try:
        for seen, thing in enumerate(_things(path)):
            _READERS[thing.type_str()](thing, found)
            if seen % 5000 == 0:
                progress(seen)
    except (RuntimeError, ValueError, OSError) as error:
        raise BadExtract(
            _("The file %(name)s is damaged or cut off: %(what)s.")
            % {"name": path.name, "what": error}
        ) from error
    if not found.ways:
        raise BadExtract(
            _("The file %(name)s holds no road that can be driven on.")
            % {"name": path.name}
        )
    return found


def _check_file(path: Path) -> None:
    name = {"name": path.name}
    if not path.is_file():
        raise BadExtract(_("There is no file %(name)s.") % {"name": path})
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise BadExtract(_("The file %(name)s is empty.") % name)
    # A PBF file starts with the length of its first header and the name of its block.
    if b"OSMHeader" not in head:
        raise BadExtract(
            _("The file %(name)s is not an OpenStreetMap extract (.osm.pbf).") % name
        )


def _things(path: Path) -> Iterator[Any]:
    file = osmium.io.File(str(path), "pbf")
    return iter(
        osmium.FileProcessor(file)
        .with_locations()
        .with_areas()
        .with_filter(EmptyTagFilter())
    )


def _read_node(node: Any, found: Extract) -> None:
    if node.tags.get("highway") == "traffic_signals":
        found.signals.add(node.id)
    what = features.of_node(node.tags)
    if what and node.location.valid():
        shape = shapely.Point(node.location.lon, node.location.lat)
        found.features.append(Feature(what, shape, features.name(node.tags)))


def _read_way(way: Any, found: Extract) -> None:
    if "highway" in way.tags:
        _read_road(way, found)
        return
    what = features.of_line(way.tags)
    if not what and way.tags.get("natural") != "coastline":
        return
    points = [p for p in _points(way) if p is not None]
    if len(points) < 2:
        return
    line = shapely.LineString(points)
    if what:
        found.features.append(Feature(what, line, features.name(way.tags)))
    else:
        found.coastlines.append(line)


def _read_road(way: Any, found: Extract) -> None:
    road_class = tags.road_class(way.tags)
    if road_class is None:
        found.counts["ways_not_drivable"] += 1
        return
    found.ways.append(
        Way(
            id=way.id,
            road_class=road_class,
            tags={tag.k: tag.v for tag in way.tags},
            nodes=[node.ref for node in way.nodes],
            points=_points(way),
        )
    )


def _points(way: Any) -> list[tuple[float, float] | None]:
    return [(n.lon, n.lat) if n.location.valid() else None for n in way.nodes]


def _read_relation(relation: Any, found: Extract) -> None:
    if relation.tags.get("type") != "restriction":
        return
    kind = relation.tags.get("restriction:motorcar") or relation.tags.get("restriction")
    if not kind:
        # Only "restriction:conditional" or one for lorries: not for every hour or car.
        found.counts["restrictions_conditional"] += 1
        return
    if tags.only_for_others(relation.tags):
        return
    if not kind.startswith(("no_", "only_")) or kind == "no_u_turn_on_red":
        found.counts["restrictions_unknown"] += 1
        return
    _read_turns(relation, kind, found)


def _read_turns(relation: Any, kind: str, found: Extract) -> None:
    members: dict[str, list[int]] = {"from": [], "via": [], "to": []}
    via_types = set()
    for member in relation.members:
        if member.role in members:
            members[member.role].append(member.ref)
        if member.role == "via":
            via_types.add(member.type)
    if via_types != {"n"} or len(members["via"]) != 1:
        found.counts["restrictions_via_way"] += 1
        return
    for from_way in members["from"]:
        for to_way in members["to"]:
            via = members["via"][0]
            found.turns.append(Turn(relation.id, kind, from_way, via, to_way))


def _read_area(area: Any, found: Extract) -> None:
    if area.tags.get("building") == "house":
        # Half of all areas are: nothing else is asked about them.
        _read_house(area, found)
        return
    boundary = area.tags.get("boundary") == "administrative"
    what = features.of_area(area.tags)
    label = features.label_of_area(area.tags)
    if not (boundary or what or label):
        return
    shape = features.polygon(area)
    if shape is None:
        found.counts["areas_broken"] += 1
        return
    if what:
        found.features.append(Feature(what, shape, features.name(area.tags)))
    name = features.name(area.tags)
    if label and name:
        middle = shape.representative_point()
        found.features.append(Feature(label, middle, name))
    level = area.tags.get("admin_level", "")
    if boundary and level.isdigit():
        code = area.tags.get("ref:ID:kemendagri", area.tags.get("ref", ""))
        found.boundaries.append(Boundary(name, code, int(level), shape))


def _read_house(area: Any, found: Extract) -> None:
    shape = features.polygon(area)
    if shape is not None:
        found.features.append(Feature(features.HOUSE, shape))


_READERS: dict[str, Callable[[Any, Extract], None]] = {
    "n": _read_node,
    "w": _read_way,
    "r": _read_relation,
    "a": _read_area,
}
