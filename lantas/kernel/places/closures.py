"""Roads closed, slowed and opened again; every process knows on its next call.

Whoever calls these writes the ledger line: places stands below the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from lantas.kernel import Refusal
from lantas.kernel.places import editions
from lantas.kernel.places.cell import cell
from lantas.kernel.places.models import ClosedSegment, Closure, Segment
from lantas.kernel.places.terms import ClosureKind, Direction
from lantas.science.roads.conditions import CLOSED, Conditions
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.network import BACK, FORWARD

SAME_ROAD_M = 12.0  # a newer survey moves a road by less than this
_SIDES = {
    Direction.BOTH: (FORWARD, BACK),
    Direction.FORWARD: (FORWARD,),
    Direction.BACKWARD: (BACK,),
}


class NoSuchSegment(Refusal):
    """The active road network has no segment of this number."""

    status = 422


class NotAClosure(Refusal):
    """What was asked for neither closes nor slows a road."""

    status = 422


@dataclass(frozen=True)
class Stretch:
    """A segment by its number, and the direction that is meant."""

    number: int
    direction: str = Direction.BOTH


@dataclass(frozen=True)
class Term:
    """From when until when, why, and on what legal basis."""

    from_at: datetime | None = None
    until_at: datetime | None = None
    note: str = ""
    basis: str = ""


def close(
    stretches: Sequence[Stretch], *, by: str, at: datetime, term: Term = Term()
) -> Closure:
    """Close stretches of road from now, or from the given time."""
    return _set(ClosureKind.CLOSED, CLOSED, stretches, by, at, term)


def slow(
    stretches: Sequence[Stretch],
    *,
    factor: float,
    by: str,
    at: datetime,
    term: Term = Term(),
) -> Closure:
    """Slow stretches of road to ``factor`` of their speed."""
    if not 0 < factor < 1:
        raise NotAClosure(
            _("A slowed road keeps between 0 and 1 of its speed."), field="factor"
        )
    return _set(ClosureKind.SLOWED, factor, stretches, by, at, term)


@transaction.atomic
def reopen(closure: Closure, *, by: str, at: datetime) -> Closure:
    """Open the road again. A second time it changes nothing."""
    held = Closure.objects.select_for_update().get(pk=closure.pk)
    if held.until_at is None or held.until_at > at:
        held.until_at = max(at, held.from_at)
        held.ended_by = by
        held.save(update_fields=["until_at", "ended_by"])
        editions.bump(closures=True)
    return held


def in_force(at: datetime) -> QuerySet[Closure]:
    """Return the closures that hold at a time, newest first."""
    return Closure.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at
    ).order_by("-pk")


def conditions(at: datetime) -> Conditions:
    """Return what differs on the roads at a time; the heaviest closure counts."""
    rows = ClosedSegment.objects.filter(closure__in=in_force(at).order_by())
    factors: dict[tuple[int, int], float] = {}
    for number, direction, factor in rows.values_list(
        "number", "direction", "closure__factor"
    ):
        for side in _SIDES[Direction(direction)]:
            key = (number, side)
            factors[key] = min(factor, factors.get(key, 1.0))
    return Conditions.of(factors)


def shown(*, at: datetime) -> list[dict[str, Any]]:
    """Return the closures in force as the map draws them."""
    found = []
    for closure in in_force(at).prefetch_related("segments"):
        lines = [shapely.from_wkb(bytes(s.geometry)) for s in closure.segments.all()]
        parts = [shapely.get_coordinates(line).tolist() for line in lines]
        found.append(
            {
                "id": closure.pk,
                "kind": closure.kind,
                "factor": closure.factor,
                "from_at": closure.from_at,
                "until_at": closure.until_at,
                "note": closure.note,
                "lon": closure.lon,
                "lat": closure.lat,
                "geometry": {"type": "MultiLineString", "coordinates": parts},
            }
        )
    return found


@transaction.atomic
def _set(
    kind: ClosureKind,
    factor: float,
    stretches: Sequence[Stretch],
    by: str,
    at: datetime,
    term: Term,
) -> Closure:
    shapes = _shapes(stretches)
    from_at = term.from_at or at
    if term.until_at is not None and term.until_at <= from_at:
        raise NotAClosure(
            _("A closure ends after it starts. Check the two times."), field="until_at"
        )
    middle = shapes[0].interpolate(0.5, normalized=True)
    closure = Closure.objects.create(
        kind=kind,
        factor=factor,
        from_at=from_at,
        until_at=term.until_at,
        note=term.note,
        basis=term.basis,
        set_by=by,
        set_at=at,
        lon=middle.x,
        lat=middle.y,
        cell=cell(middle.x, middle.y),
    )
    ClosedSegment.objects.bulk_create(
        ClosedSegment(
            closure=closure,
            number=stretch.number,
            direction=stretch.direction,
            geometry=shapely.to_wkb(shape),
        )
        for stretch, shape in zip(stretches, shapes, strict=True)
    )
    editions.bump(closures=True)
    return closure


def _shapes(stretches: Sequence[Stretch]) -> list[BaseGeometry]:
    numbers = {stretch.number for stretch in stretches}
    rows = Segment.objects.filter(network__active=True, number__in=numbers)
    found = dict(rows.values_list("number", "geometry"))
    missing = sorted(numbers - set(found))
    if missing or not numbers:
        raise NoSuchSegment(
            _("There is no road segment %(numbers)s. Pick the road on the map again.")
            % {"numbers": ", ".join(map(str, missing)) or "–"},
            field="segments",
        )
    return [shapely.from_wkb(bytes(found[s.number])) for s in stretches]


def carry(graph: RoadGraph, *, at: datetime) -> int:
    """Put the closures not yet over onto a new network; return how many found no road.

    Called by the import, in its transaction.
    """
    lost = 0
    open_ones = Closure.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
    for closed in ClosedSegment.objects.filter(closure__in=open_ones):
        places = list(_found_again(graph, closed))
        if not places:
            lost += 1
            continue
        closed.delete()
        ClosedSegment.objects.bulk_create(
            (
                ClosedSegment(
                    closure_id=closed.closure_id,
                    number=number,
                    direction=direction,
                    geometry=shapely.to_wkb(shape),
                )
                for number, direction, shape in places
            ),
            ignore_conflicts=True,
        )
    return lost


def _found_again(
    graph: RoadGraph, closed: ClosedSegment
) -> Iterator[tuple[int, str, BaseGeometry]]:
    """Yield the segments of the new network that run along the closed one."""
    plane, network = graph.roads.plane, graph.network
    old = shapely.from_wkb(bytes(closed.geometry))
    line = shapely.LineString(plane.metres(shapely.get_coordinates(old)))
    band = line.buffer(SAME_ROAD_M)
    for row in graph.roads.tree.query(band, predicate="intersects").tolist():
        new = graph.roads.lines[row]
        if new.intersection(band).length < 0.6 * max(new.length, 1e-9):
            continue
        ends = shapely.get_coordinates(new)[[0, -1]]
        start, end = (line.project(shapely.Point(*spot)) for spot in ends)
        direction = closed.direction
        if end < start and direction != Direction.BOTH:
            turned = {Direction.FORWARD: Direction.BACKWARD}
            direction = turned.get(Direction(direction), Direction.FORWARD)
        shape = shapely.LineString(np.asarray(network.line_of(row)))
        yield int(network.segment_id[row]), str(direction), shape
