"""Collects nodes, ways and relations, and writes them as an OpenStreetMap extract."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium
import shapely
from osmium.osm import mutable
from shapely.geometry.base import BaseGeometry

from lantas.demo.town.geography import Point, degrees, rounded

Tags = Mapping[str, str]


@dataclass
class Canvas:
    """What will be in the file. Road vertices are shared by place, others are not."""

    nodes: list[tuple[Point, dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[list[tuple[str, int, str]], dict[str, str]]] = field(
        default_factory=list
    )
    _shared: dict[Point, int] = field(default_factory=dict)

    def spot(self, point: Point, tags: Tags) -> int:
        """Add a node of its own; return its id."""
        self.nodes.append((point, dict(tags)))
        return len(self.nodes)

    def vertex(self, point: Point) -> int:
        """Return the id of the road vertex here, the same for every road."""
        if point not in self._shared:
            self._shared[point] = self.spot(point, {})
        return self._shared[point]

    def mark(self, point: Point, tags: Tags) -> None:
        """Put tags on the road vertex here."""
        self.nodes[self.vertex(point) - 1][1].update(tags)

    def road(self, points: Sequence[Point], tags: Tags) -> int:
        """Add a road; return its id."""
        return self._way([self.vertex(point) for point in points], tags)

    def line(self, points: Iterable[Point], tags: Tags) -> int:
        """Add a line that meets no road."""
        return self._way([self.spot(rounded(p), {}) for p in points], tags)

    def area(self, shape: BaseGeometry, tags: Tags) -> None:
        """Add every part of a shape as an area; holes are filled."""
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon" and part.area > 20:
                self._ring(part, tags)

    def ring(self, corners: Sequence[Point], tags: Tags) -> None:
        """Add an area by its corners, anticlockwise."""
        nodes = [self.spot(rounded(p), {}) for p in corners]
        self._way([*nodes, nodes[0]], tags)

    def boundary(self, shape: BaseGeometry, tags: Tags) -> None:
        """Add an administrative boundary."""
        parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        members = [("w", self._ring(part, {}), "outer") for part in parts]
        said = {"type": "boundary", "boundary": "administrative", **tags}
        self.relations.append((members, said))

    def restriction(self, ways: tuple[int, int], via: Point, kind: str) -> None:
        """Forbid a turn from the first way by the vertex onto the second."""
        members = [
            ("w", ways[0], "from"),
            ("n", self.vertex(via), "via"),
            ("w", ways[1], "to"),
        ]
        self.relations.append((members, {"type": "restriction", "restriction": kind}))

    def write(self, path: Path) -> None:
        """Write the file in one step; the same canvas gives the same bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{os.getpid()}.{path.name}")
        header = osmium.io.Header()
        header.set("generator", "lantas demo town")
        with osmium.SimpleWriter(str(part), header=header, overwrite=True) as writer:
            for n, (point, tags) in enumerate(self.nodes, 1):
                spot = degrees(point)
                writer.add_node(mutable.Node(id=n, location=spot, tags=tags, version=1))
            for n, (nodes, tags) in enumerate(self.ways, 1):
                writer.add_way(mutable.Way(id=n, nodes=nodes, tags=tags, version=1))
            for n, (members, tags) in enumerate(self.relations, 1):
                writer.add_relation(
                    mutable.Relation(id=n, members=members, tags=tags, version=1)
                )
        part.replace(path)

    def _way(self, nodes: list[int], tags: Tags) -> int:
        self.ways.append((nodes, dict(tags)))
        return len(self.ways)

    def _ring(self, part: shapely.Polygon, tags: Tags) -> int:
        ring = [rounded(p) for p in part.exterior.coords][:-1]
        kept = [p for n, p in enumerate(ring) if p != ring[n - 1]]
        nodes = [self.spot(p, {}) for p in kept]
        return self._way([*nodes, nodes[0]], tags)
