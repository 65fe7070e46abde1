"""Questions about the roads in use: nearest, times, routes, with today's closures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from lantas.kernel import Refusal
from lantas.kernel.places import areas, closures, editions, rebuilding
from lantas.kernel.places.cell import check
from lantas.kernel.places.files import graph_path
from lantas.kernel.places.models import Area, RoadNetwork
from lantas.kernel.places.terms import RoadClass
from lantas.science.roads.file import BrokenRoads
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.matching import Match
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.reach import Reach
from lantas.science.roads.route import NoWay, Route
from lantas.science.roads.sentences import sentences

log = logging.getLogger(__name__)
Point = tuple[float, float]

ON_ROAD_M = 2_000.0  # farther from any road than this, one is on none
NAMED_M = 150.0  # a street farther away than this does not name a place
CROSSING_M = 80.0
NEIGHBOURS = 24


class NoRoads(Refusal):
    """No road network is in use here yet."""

    status = 503


class OffTheRoads(Refusal):
    """The point is too far from any road to be driven to."""

    status = 422


class NoRoute(Refusal):
    """There is no way by road from the one point to the other."""

    status = 422


@dataclass(frozen=True)
class Active:
    """The network in use, ready to be asked."""

    edition: int
    network: RoadNetwork
    graph: RoadGraph


@dataclass(frozen=True)
class Located:
    """Where a point is: on which road, how far along it, in which areas.

    ``segment`` is None where no road is near; ``offset_m`` counts along the segment.
    ``areas`` come smallest first. ``address`` is written for people.
    """

    lon: float
    lat: float
    network: int
    segment: int | None
    offset_m: float
    distance_m: float
    side: str
    road_name: str
    road_class: str
    address: str
    areas: tuple[Area, ...]

    @property
    def area_code(self) -> str:
        """Return the code of the smallest area; empty outside all of them."""
        return self.areas[0].code if self.areas else ""


_held: dict[str, Active] = {}
_lock = threading.Lock()


def active() -> Active:
    """Return the network in use; the first call after an import loads it."""
    edition = editions.current().roads
    held = _held.get("roads")
    if held is None or held.edition != edition:
        with _lock:
            held = _held.get("roads")
            if held is None or held.edition != edition:
                held = _load(edition)
                _held["roads"] = held
    return held


def locate(lon: float, lat: float) -> Located:
    """Return everything that is known about where a point is."""
    check(lon, lat)
    here = active()
    around = here.graph.nearest(lon, lat, k=NEIGHBOURS, limit_m=NAMED_M)
    if not around:
        around = [p for p in here.graph.snap([(lon, lat)], ON_ROAD_M) if p is not None]
    found = tuple(areas.areas_at(lon, lat))
    if not around:
        nowhere = _address([], here.graph, found)
        blank = (None, 0.0, float("inf"), "on", "", "")
        return Located(lon, lat, here.network.pk, *blank, nowhere, found)
    nearest = around[0]
    road = here.graph.network.segment(nearest.segment)
    return Located(
        lon=lon,
        lat=lat,
        network=here.network.pk,
        segment=nearest.segment,
        offset_m=nearest.offset_m,
        distance_m=nearest.distance_m,
        side=nearest.side,
        road_name=road.name,
        road_class=road.road_class,
        address=_address(around, here.graph, found),
        areas=found,
    )


def travel_times(
    sources: Sequence[Point],
    targets: Sequence[Point],
    *,
    at: datetime,
    limit_s: float = 7200.0,
    escort: bool = False,
) -> NDArray[np.float64]:
    """Return seconds by road from every source to every target, (n, m).

    Infinite where there is no way, or a point is on no road.
    """
    graph = active().graph
    times = np.full((len(sources), len(targets)), np.inf)
    starts, from_rows = _snapped(graph, sources)
    ends, to_rows = _snapped(graph, targets)
    if starts and ends:
        times[np.ix_(from_rows, to_rows)] = graph.travel_times(
            starts,
            ends,
            limit_s=limit_s,
            conditions=closures.conditions(at),
            escort=escort,
        )
    return times


def route(start: Point, end: Point, *, at: datetime, escort: bool = False) -> Route:
    """Return the quickest way from point to point, or refuse and say why."""
    graph = active().graph
    try:
        return graph.route(
            road_point(*start),
            road_point(*end),
            conditions=closures.conditions(at),
            escort=escort,
        )
    except NoWay:
        raise NoRoute(
            _("There is no way by road between these two points now.")
        ) from None


def reach(
    sources: Sequence[Point], seconds: float, *, at: datetime, escort: bool = False
) -> Reach:
    """Return what is reached from the nearest of these points within this time."""
    return active().graph.reach(
        [road_point(*source) for source in sources],
        seconds,
        conditions=closures.conditions(at),
        escort=escort,
    )


def match(fixes: Sequence[Point], at_s: Sequence[float] | None = None) -> Match:
    """Return on which roads a trace of positions was driven."""
    for fix in fixes:
        check(*fix)
    return active().graph.match(np.array(fixes, float), at_s)


def road_point(lon: float, lat: float) -> RoadPoint:
    """Return the nearest point on a road that leads somewhere, or refuse."""
    check(lon, lat)
    (found,) = active().graph.snap([(lon, lat)], ON_ROAD_M, connected=True)
    if found is None:
        raise OffTheRoads(
            _("This point is more than %(km)g km from any road.")
            % {"km": ON_ROAD_M / 1000}
        )
    return found


def _snapped(
    graph: RoadGraph, points: Sequence[Point]
) -> tuple[list[RoadPoint], list[int]]:
    if not points:
        return [], []
    found = graph.snap(points, ON_ROAD_M, connected=True)
    rows = [n for n, point in enumerate(found) if point is not None]
    return [point for point in found if point is not None], rows


def _load(edition: int) -> Active:
    network = RoadNetwork.objects.filter(active=True).first()
    if network is None:
        raise NoRoads(
            _("No roads have been imported yet: lantas roads import FILE.osm.pbf")
        )
    try:
        graph = RoadGraph.load(graph_path(network.pk))
    except BrokenRoads as error:
        log.warning("road file lost, made again from the rows: %s", error)
        graph = rebuilding.rebuild(network)
    graph.snap([], 0, connected=True)  # makes the spatial indexes here, not later
    return Active(edition, network, graph)


def _address(
    around: Sequence[RoadPoint], graph: RoadGraph, found: Sequence[Area]
) -> str:
    """Return the place in words, in the country's language: cases keep it."""
    with translation.override(settings.LANGUAGE_CODE):
        named = [(_street(graph, point), point.distance_m) for point in around]
        streets = [pair for pair in named if pair[0]]
        parts = [_street_text(streets, named)] if around else []
        if found:
            parts.append(found[0].name)
        return ", ".join(parts)


def _street_text(
    streets: Sequence[tuple[str, float]], named: Sequence[tuple[str, float]]
) -> str:
    if not streets:
        return _("Street without a name")
    first, metres = streets[0]
    if not named[0][0] and metres > CROSSING_M:
        return _("Street without a name near %(street)s") % {"street": first}
    for other, distance in streets[1:]:
        if other != first and distance <= CROSSING_M:
            return _("%(street)s near %(other)s") % {"street": first, "other": other}
    return first


def _street(graph: RoadGraph, point: RoadPoint) -> str:
    road = graph.network.segment(point.segment)
    if road.name or not road.ref:
        return road.name
    return f"{RoadClass(road.road_class).label} {road.ref}"


def steps(found: Route) -> list[dict[str, object]]:
    """Return what to do at each turn of a route, in both languages."""
    done = active().graph.steps(found)
    said = {language: sentences(done, language) for language in ("id", "en")}
    return [
        {
            "text_id": said["id"][n],
            "text_en": said["en"][n],
            "length_m": round(step.length_m, 1),
            "maneuver": step.maneuver.value,
        }
        for n, step in enumerate(done)
    ]
