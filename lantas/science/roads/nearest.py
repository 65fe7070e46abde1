"""Which road a point is on: linear reference by a spatial index."""

from copy import copy
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from lantas.science.roads.network import Floats, Ints, Network
from lantas.science.roads.plane import Plane

Side = Literal["left", "right", "on"]
Shapes = NDArray[np.object_]
ON_M = 0.5  # nearer to the line than this is on it


@dataclass(frozen=True, slots=True)
class RoadPoint:
    """A point on a road.

    ``offset_m`` counts from the segment's first node; ``distance_m`` is how far off the
    road the asked point was, and ``side`` on which side of the line, looking along it.
    ``lon`` and ``lat`` are of the point on the road.
    """

    segment: int
    offset_m: float
    lon: float
    lat: float
    distance_m: float = 0.0
    side: Side = "on"


class NearestRoads:
    """The segments of a network in a sort-tile-recursive tree (Leutenegger 1997)."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.plane = Plane.around(network.line)
        self.metres = self.plane.metres(network.line)
        owner = np.repeat(np.arange(len(network)), np.diff(network.line_at))
        self.lines: Shapes = np.asarray(
            shapely.linestrings(self.metres, indices=owner), object
        )
        self.rows: Ints = np.arange(len(network))
        self.tree = shapely.STRtree(self.lines)

    def among(self, rows: Ints) -> "NearestRoads":
        """Return the same roads, of which only these are ever the nearest."""
        fewer = copy(self)
        fewer.rows = rows
        fewer.tree = shapely.STRtree(self.lines[rows])
        return fewer

    def snap(self, points: Floats, limit_m: float) -> list[RoadPoint | None]:
        """Return the nearest road point of each (n, 2) lon, lat; None if too far."""
        found: list[RoadPoint | None] = [None] * len(points)
        somewhere = np.flatnonzero(np.isfinite(points).all(axis=1))
        if not len(somewhere):
            return found
        spots = self._spots(points[somewhere])
        which, leaves = self.tree.query_nearest(
            spots, max_distance=limit_m, all_matches=False
        )
        nearest = self._points(spots[which], self.rows[leaves])
        for index, point in zip(somewhere[which], nearest, strict=True):
            found[index] = point
        return found

    def within(self, lon: float, lat: float, limit_m: float) -> list[RoadPoint]:
        """Return the nearest point of every road within the limit, nearest first."""
        if not np.isfinite([lon, lat]).all():
            return []
        (spot,) = self._spots([(lon, lat)])
        leaves = self.tree.query(spot, predicate="dwithin", distance=limit_m)
        rows = self.rows[leaves]
        points = self._points(np.full(len(rows), spot, object), rows)
        return sorted(points, key=lambda point: (point.distance_m, point.segment))

    def point(self, segment: int, offset_m: float) -> RoadPoint:
        """Return the point this many metres along a segment."""
        row = self.network.row(segment)
        length = float(self.network.length_m[row])
        fraction = min(max(offset_m / length, 0.0), 1.0)
        spot = shapely.line_interpolate_point(
            self.lines[row], fraction, normalized=True
        )
        ((lon, lat),) = self.plane.degrees(shapely.get_coordinates(spot)).tolist()
        return RoadPoint(segment, fraction * length, lon, lat)

    def _spots(self, points: ArrayLike) -> Shapes:
        flat = self.plane.metres(np.asarray(points, float).reshape(-1, 2))
        return np.asarray(shapely.points(flat), object)

    def _points(self, spots: Shapes, rows: Ints) -> list[RoadPoint]:
        lines = self.lines[rows]
        along = shapely.line_locate_point(lines, spots)
        share = along / np.maximum(shapely.length(lines), 1e-9)
        offset = np.clip(share, 0, 1) * self.network.length_m[rows]
        feet = shapely.line_interpolate_point(lines, along)
        distance = shapely.distance(feet, spots)
        places = self.plane.degrees(shapely.get_coordinates(feet))
        columns = zip(
            self.network.segment_id[rows].tolist(),
            offset.tolist(),
            places[:, 0].tolist(),
            places[:, 1].tolist(),
            distance.tolist(),
            _sides(lines, along, spots, distance),
            strict=True,
        )
        return [RoadPoint(*values) for values in columns]


def _sides(lines: Shapes, along: Floats, spots: Shapes, distance: Floats) -> list[Side]:
    """Return on which side of its line each spot lies."""
    behind = np.maximum(along - ON_M, 0)
    ahead = np.minimum(behind + 2 * ON_M, shapely.length(lines))
    a = shapely.get_coordinates(shapely.line_interpolate_point(lines, behind))
    b = shapely.get_coordinates(shapely.line_interpolate_point(lines, ahead))
    way, off = b - a, shapely.get_coordinates(spots) - a
    left = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0] > 0
    sides: list[Side] = [
        "on" if near else "left" if is_left else "right"
        for near, is_left in zip(distance < ON_M, left, strict=True)
    ]
    return sides
