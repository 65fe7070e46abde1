"""The patrol officer's doors: jobs, positions, deeds told with or without signal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from lantas.kernel.access.doors import Officers
from lantas.kernel.units import listening
from lantas.kernel.units.models import Officer
from lantas.kernel.units.requests import OfficerRequest
from lantas.response import rules
from lantas.response.actions import afterwards, photos, positions, shifts
from lantas.response.actions import deeds as deed_actions
from lantas.response.api.values import Moment, Number, StreamOut, Word
from lantas.response.queries import incidents, patrols
from lantas.response.terms import AssignmentState, DeedName, Duty, Kind

router = Router()
crew = Officers(Duty.PATROL)


class FreeOut(Schema):
    """A patrol nobody is in."""

    call_sign: str
    vehicle: str


class JobOut(Schema):
    """A job on the officer's phone."""

    number: str
    incident: str
    state: str
    state_name: Word
    priority: str
    kind: str
    kind_name: Word
    lon: float
    lat: float
    address: str
    what: str
    photos: list[str]
    offered_at: datetime
    due_at: datetime | None
    route_url: str


class DutyOut(Schema):
    """What an officer has on his phone."""

    patrol: str | None
    patrols_free: list[FreeOut]
    assignments: list[JobOut]
    stream: StreamOut


class StartIn(Schema):
    """In which patrol."""

    call_sign: str


class SpotIn(Schema):
    """One position."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)]
    at: Moment
    speed_kmh: Annotated[Number, Field(ge=0, le=400)] | None = None
    heading: Annotated[Number, Field(ge=0, le=360)] | None = None
    accuracy_m: Annotated[Number, Field(ge=0, le=1e6)] | None = None


class KeptOut(Schema):
    """How many positions were of use."""

    kept: int


class DeedIn(Schema):
    """One thing done on the road."""

    id: UUID
    seq: Annotated[int, Field(ge=0, lt=2**62)]
    deed: DeedName
    assignment: Annotated[str, Field(max_length=40)]
    at: Moment
    note: str = ""
    outcome: str = ""


class AnswerOut(Schema):
    """What became of one deed."""

    id: UUID
    result: str
    why: str


class PhonesOut(Schema):
    """The numbers of those who reported, in E.164."""

    phones: list[str]


class PhotoOut(Schema):
    """Where the picture is."""

    url: str


@router.get("/duty", response=DutyOut, auth=crew)
def duty(request: OfficerRequest) -> Any:
    """Show the officer's patrol and its jobs."""
    return _duty(request.user)


@router.post("/duty/start", response=DutyOut, auth=crew)
def start(request: OfficerRequest, body: StartIn) -> Any:
    """Come on duty in a patrol."""
    officer = request.user
    patrol = get_object_or_404(
        patrols.patrols(seen_by=officer), call_sign=body.call_sign
    )
    shifts.start(patrol=patrol, by=officer, at=now())
    return _duty(officer)


@router.post("/duty/stop", response=DutyOut, auth=crew)
def stop(request: OfficerRequest) -> Any:
    """Go off duty."""
    shifts.stop(by=request.user, at=now())
    return _duty(request.user)


@router.post("/positions", response=KeptOut, auth=crew)
def send_positions(request: OfficerRequest, body: list[SpotIn]) -> Any:
    """Say where the patrol is or was."""
    spots = [rules.Spot(**spot.dict()) for spot in body]
    return {"kept": positions.send(spots=spots, by=request.user, at=now())}


@router.post("/deeds", response=list[AnswerOut], auth=crew)
def deeds(request: OfficerRequest, body: list[DeedIn]) -> Any:
    """Tell what was done on the road, now or while there was no signal."""
    told = [rules.Told(**deed.dict()) for deed in body]
    return deed_actions.tell(deeds=told, by=request.user, at=now())


@router.post("/assignments/{number}/photo", response={201: PhotoOut}, auth=crew)
def photo(
    request: OfficerRequest,
    number: str,
    client_id: Form[UUID],
    photo: File[UploadedFile],
) -> Any:
    """Add a picture from the scene."""
    job = get_object_or_404(
        incidents.assignments(seen_by=request.user), case__number=number
    )
    kept = photos.add(
        photo=photo, bringer=job, client_id=client_id, by=request.user, at=now()
    )
    return Status(201, {"url": incidents.photo_url(kept.pk, seen_by=request.user)})


@router.post("/assignments/{number}/call", response=PhonesOut, auth=crew)
def call(request: OfficerRequest, number: str) -> Any:
    """Open the numbers of those who reported, to ask the way; each look is kept."""
    officer = request.user
    job = get_object_or_404(
        incidents.assignments(seen_by=officer),
        case__number=number,
        ended_at__isnull=True,
        patrol__shifts__officer=officer,
        patrol__shifts__ended_at__isnull=True,
    )
    told = incidents.accounts(job.incident, seen_by=officer)
    left = [row for row in told if row.reporter]
    return {
        "phones": [
            afterwards.phone_of(report=row, by=officer, at=now()) for row in left
        ]
    }


def _duty(officer: Officer) -> dict[str, Any]:
    shift = patrols.find_shift(seen_by=officer)
    free = [] if shift else patrols.free(seen_by=officer)
    return {
        "patrol": shift.patrol.call_sign if shift else None,
        "patrols_free": free,
        "assignments": [_job(job, officer) for job in patrols.jobs(seen_by=officer)],
        "stream": {"url": listening.address_for(officer)},
    }


def _job(job: Any, officer: Officer) -> dict[str, Any]:
    incident = job.incident
    return {
        "number": job.case.number,
        "incident": incident.case.number,
        "state": job.case.state,
        "state_name": AssignmentState(job.case.state).label,
        "priority": incident.priority,
        "kind": incident.kind,
        "kind_name": Kind(incident.kind).label,
        "lon": incident.lon,
        "lat": incident.lat,
        "address": incident.address,
        "what": "\n\n".join(row.what for row in incident.reports.all() if row.what),
        "photos": incidents.photo_urls(incident, seen_by=officer),
        "offered_at": job.offered_at,
        "due_at": job.case.due_at or incident.case.due_at,
        "route_url": f"/api/places/route?to_lon={incident.lon}&to_lat={incident.lat}",
    }
