"""What anybody may do: report, look whether it is known, follow, rate."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from lantas.kernel.access.doors import anybody
from lantas.kernel.units.actors import Citizen
from lantas.response import rules
from lantas.response.actions import afterwards, reports
from lantas.response.api.values import Number, StreamOut, Word
from lantas.response.queries import incidents, tracking
from lantas.response.terms import Kind

router = Router()

# Whole towns share one address behind a carrier's NAT: a door to the police must
# stand wide, and only stop machines.
MINUTE = timedelta(minutes=1)
look = anybody("response.look", most=1_200, within=MINUTE)
write = anybody("response.report", most=120, within=MINUTE)


class KindOut(Schema):
    """A kind of incident."""

    value: str
    name: Word


class NearOut(Schema):
    """An open incident near a point."""

    number: str
    kind: str
    kind_name: Word
    distance_m: float
    minutes_ago: int
    reports: int


class ReportIn(Schema):
    """One person's account."""

    client_id: UUID
    lon: Number
    lat: Number
    kind: str
    what: str = ""
    accuracy_m: Annotated[float, Field(ge=0, le=1e6)] | None = None
    phone: Annotated[str, Field(max_length=40)] = ""
    language: str = "id"
    joins: Annotated[str, Field(max_length=40)] = ""


class ReceiptOut(Schema):
    """The link to follow the report by."""

    token: str
    tracking_url: str
    number: str


class StepOut(Schema):
    """A state the incident has come to."""

    state: str
    name: Word
    at: datetime


class ComingOut(Schema):
    """The patrol, as near as the public may know."""

    call_sign: str
    lon: float | None
    lat: float | None
    eta_minutes: int | None


class TrackedOut(Schema):
    """A report as the person behind the link sees it."""

    number: str
    state: str
    state_name: Word
    kind_name: Word
    lon: float
    lat: float
    steps: list[StepOut]
    patrol: ComingOut | None
    outcome: Word
    can_rate: bool
    can_reopen: bool
    stars: int | None
    stream: StreamOut


class RatingIn(Schema):
    """How the help was."""

    stars: int
    note: str = ""


@router.get("/kinds", response=list[KindOut], auth=look)
def kinds(request: HttpRequest) -> Any:
    """List what can be reported."""
    found = incidents.kinds(seen_by=Citizen())
    return [{"value": value, "name": name} for value, name in found]


@router.get("/near", response=list[NearOut], auth=look)
def near(request: HttpRequest, lon: Number, lat: Number) -> Any:
    """List the open incidents near a point: is it one of these?"""
    found = incidents.near(lon, lat, at=now(), seen_by=Citizen())
    return [{**row.__dict__, "kind_name": Kind(row.kind).label} for row in found]


@router.post("/reports", response={201: ReceiptOut}, auth=write)
def report(
    request: HttpRequest,
    body: Form[ReportIn],
    photo: File[UploadedFile | None] = None,
) -> Any:
    """Report what happened; the same client_id sent again is answered the same."""
    account = rules.Account(**body.dict())
    picture = photo if photo and photo.size else None
    receipt = reports.report(account=account, photo=picture, by=Citizen(), at=now())
    return Status(
        201,
        {
            "token": receipt.token,
            "tracking_url": f"{settings.WEB_URL}/track/{receipt.token}/",
            "number": receipt.number,
        },
    )


@router.get("/track/{token}", response=TrackedOut, auth=look)
def track(request: HttpRequest, token: str) -> Any:
    """Tell what became of a report."""
    return tracking.track(token, at=now(), seen_by=Citizen())


@router.post("/track/{token}/rating", response=TrackedOut, auth=write)
def rating(request: HttpRequest, token: str, body: RatingIn) -> Any:
    """Rate the help with one to five stars."""
    afterwards.rate(
        token=token, stars=body.stars, note=body.note, by=Citizen(), at=now()
    )
    return tracking.track(token, at=now(), seen_by=Citizen())


@router.post("/track/{token}/reopen", response=TrackedOut, auth=write)
def reopen(request: HttpRequest, token: str) -> Any:
    """Ask to look again."""
    afterwards.reopen(token=token, by=Citizen(), at=now())
    return tracking.track(token, at=now(), seen_by=Citizen())
