"""Where is this, and how does one get there: for everybody."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router, Schema
from pydantic import Field

from lantas.kernel.places import closures, graph

router = Router(tags=["places"])

Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)]


class AreaOut(Schema):
    """An administrative area."""

    code: str
    name: str
    level: str


class LocatedOut(Schema):
    """Where a point is."""

    lon: float
    lat: float
    address: str
    road_name: str
    road_class: str
    segment: int | None
    offset_m: float
    distance_m: float | None
    side: str
    areas: list[AreaOut]


class StepOut(Schema):
    """One sentence of a route, in both languages."""

    text_id: str
    text_en: str
    length_m: float
    maneuver: str


class RouteOut(Schema):
    """A way by road."""

    length_m: float
    seconds: float
    geometry: dict[str, Any]
    steps: list[StepOut]


class ClosureOut(Schema):
    """A closed or slowed stretch of road."""

    id: int
    kind: str
    factor: float
    from_at: Any
    until_at: Any
    note: str
    lon: float
    lat: float
    geometry: dict[str, Any]


@router.get("/locate", response=LocatedOut)
def locate(request: HttpRequest, lon: Lon, lat: Lat) -> Any:
    """Say on which road and in which areas a point is."""
    found = graph.locate(lon, lat)
    metres = found.distance_m if found.segment is not None else None
    return {
        "lon": lon,
        "lat": lat,
        "address": found.address,
        "road_name": found.road_name,
        "road_class": found.road_class,
        "segment": found.segment,
        "offset_m": round(found.offset_m, 1),
        "distance_m": None if metres is None else round(metres, 1),
        "side": found.side,
        "areas": found.areas,
    }


@router.get("/route", response=RouteOut)
def route(
    request: HttpRequest, from_lon: Lon, from_lat: Lat, to_lon: Lon, to_lat: Lat
) -> Any:
    """Return the quickest way now, with closures, and what to do at each turn."""
    found = graph.route((from_lon, from_lat), (to_lon, to_lat), at=now())
    return {
        "length_m": round(found.length_m, 1),
        "seconds": round(found.seconds, 1),
        "geometry": {"type": "LineString", "coordinates": found.line},
        "steps": graph.steps(found),
    }


@router.get("/closures", response=list[ClosureOut])
def closures_now(request: HttpRequest) -> Any:
    """Return the roads that are closed or slowed now."""
    return closures.shown(at=now())
