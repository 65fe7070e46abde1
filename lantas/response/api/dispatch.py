"""The dispatcher's doors: board, proposal, and what is done with an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema

from lantas.kernel.access.doors import Officers
from lantas.kernel.units import listening
from lantas.kernel.units.models import Officer
from lantas.kernel.units.requests import OfficerRequest
from lantas.response import rules
from lantas.response.actions import assignments
from lantas.response.actions import incidents as actions
from lantas.response.api.values import StreamOut, Word
from lantas.response.queries import incidents, patrols, proposals
from lantas.response.terms import (
    AssignmentState,
    Duty,
    IncidentState,
    Kind,
    Outcome,
    PatrolStatus,
    RejectReason,
)

router = Router()
watchers = Officers(Duty.DISPATCHER, Duty.SUPERVISOR, Duty.VIEWER)
dispatchers = Officers(Duty.DISPATCHER)
supervisors = Officers(Duty.SUPERVISOR)


class IncidentOut(Schema):
    """An incident on the board."""

    number: str
    kind: str
    kind_name: Word
    priority: str
    state: str
    state_name: Word
    lon: float
    lat: float
    address: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    tier: str
    reports: int
    patrols: list[str]


class PatrolOut(Schema):
    """A patrol on the board."""

    call_sign: str
    vehicle: str
    status: str
    status_name: Word
    lon: float | None
    lat: float | None
    fix_at: datetime | None
    freshness: str
    heading: float | None
    speed_kmh: float | None
    incident: str | None


class BoardOut(Schema):
    """Everything a dispatcher has before him."""

    incidents: list[IncidentOut]
    patrols: list[PatrolOut]
    stream: StreamOut


class AccountOut(Schema):
    """What one person told."""

    at: datetime
    kind_name: Word
    what: str
    lon: float
    lat: float
    accuracy_m: float | None
    has_phone: bool
    stars: int | None


class JobOut(Schema):
    """The job of one patrol on an incident."""

    number: str
    call_sign: str
    state: str
    state_name: Word
    offered_at: datetime
    accepted_at: datetime | None
    on_scene_at: datetime | None
    ended_at: datetime | None
    expected_s: int | None
    outcome: Word
    note: str


class LineOut(Schema):
    """One line of the ledger about an incident or its jobs."""

    name: str
    subject: str
    at: datetime
    by: str


class DetailOut(IncidentOut):
    """An incident with all that is known of it."""

    segment: int | None
    taken_by: str
    outcome: Word
    accounts: list[AccountOut]
    jobs: list[JobOut]
    photos: list[str]
    lines: list[LineOut]


class CandidateOut(Schema):
    """A patrol that could go."""

    call_sign: str
    eta_s: int | None
    distance_m: int
    fix_age_s: int
    reasons: list[str]


class ProposalOut(Schema):
    """Who could go, best first."""

    candidates: list[CandidateOut]
    shortfalls: list[str]


class DispatchIn(Schema):
    """Whom to send."""

    call_sign: str


class NoteIn(Schema):
    """Why."""

    note: str
    reason: str = RejectReason.OTHER.value


class WhyIn(Schema):
    """Why, if there is something to say."""

    note: str = ""


class OutcomeIn(Schema):
    """How it ended."""

    outcome: str
    note: str = ""


class WithdrawIn(Schema):
    """Whom to call back, and why."""

    call_sign: str
    note: str


@router.get("/board", response=BoardOut, auth=watchers)
def board(request: OfficerRequest) -> Any:
    """Show the open incidents and the patrols on duty."""
    officer = request.user
    return {
        "incidents": [_on_board(row) for row in incidents.board(seen_by=officer)],
        "patrols": [_patrol(row) for row in patrols.on_duty(seen_by=officer, at=now())],
        "stream": {"url": listening.address_for(officer)},
    }


@router.get("/incidents/{number}", response=DetailOut, auth=watchers)
def incident(request: OfficerRequest, number: str) -> Any:
    """Show all that is known of one incident."""
    return _detail(number, request.user)


@router.get("/incidents/{number}/proposal", response=ProposalOut, auth=watchers)
def proposal(request: OfficerRequest, number: str) -> Any:
    """Say which patrols could go, best first, with reasons."""
    found = incidents.get_incident(number, seen_by=request.user)
    return proposals.propose(found, at=now(), seen_by=request.user)


@router.post("/incidents/{number}/take", response=DetailOut, auth=dispatchers)
def take(request: OfficerRequest, number: str) -> Any:
    """Take a report on."""
    found = incidents.get_incident(number, seen_by=request.user)
    actions.take(incident=found, by=request.user, at=now())
    return _detail(number, request.user)


@router.post("/incidents/{number}/dispatch", response=DetailOut, auth=dispatchers)
def dispatch(request: OfficerRequest, number: str, body: DispatchIn) -> Any:
    """Offer the job to a patrol."""
    officer = request.user
    found = incidents.get_incident(number, seen_by=officer)
    patrol = get_object_or_404(
        patrols.patrols(seen_by=officer), call_sign=body.call_sign
    )
    assignments.dispatch(incident=found, patrol=patrol, by=officer, at=now())
    return _detail(number, officer)


@router.post("/incidents/{number}/withdraw", response=DetailOut, auth=dispatchers)
def withdraw(request: OfficerRequest, number: str, body: WithdrawIn) -> Any:
    """Call a patrol back."""
    found = incidents.get_incident(number, seen_by=request.user)
    job = get_object_or_404(
        incidents.jobs(found, seen_by=request.user),
        patrol__call_sign=body.call_sign,
        ended_at__isnull=True,
    )
    assignments.withdraw(
        assignment=job, note=rules.clean(body.note), by=request.user, at=now()
    )
    return _detail(number, request.user)


@router.post("/incidents/{number}/reject", response=DetailOut, auth=dispatchers)
def reject(request: OfficerRequest, number: str, body: NoteIn) -> Any:
    """Decline to take a report up."""
    found = incidents.get_incident(number, seen_by=request.user)
    actions.reject(
        incident=found,
        note=rules.clean(body.note),
        reason=body.reason,
        by=request.user,
        at=now(),
    )
    return _detail(number, request.user)


@router.post("/incidents/{number}/resolve", response=DetailOut, auth=dispatchers)
def resolve(request: OfficerRequest, number: str, body: OutcomeIn) -> Any:
    """End an incident from the command centre."""
    found = incidents.get_incident(number, seen_by=request.user)
    actions.resolve(
        incident=found,
        outcome=body.outcome,
        note=rules.clean(body.note),
        by=request.user,
        at=now(),
    )
    return _detail(number, request.user)


@router.post("/incidents/{number}/reopen", response=DetailOut, auth=supervisors)
def reopen(request: OfficerRequest, number: str, body: WhyIn) -> Any:
    """Look again at a resolved incident."""
    found = incidents.get_incident(number, seen_by=request.user)
    actions.reopen(
        incident=found, note=rules.clean(body.note), by=request.user, at=now()
    )
    return _detail(number, request.user)


@router.post("/incidents/{number}/close", response=DetailOut, auth=supervisors)
def close(request: OfficerRequest, number: str) -> Any:
    """Close a resolved incident."""
    found = incidents.get_incident(number, seen_by=request.user)
    actions.close(incident=found, by=request.user, at=now())
    return _detail(number, request.user)


def _on_board(row: Any) -> dict[str, Any]:
    return {
        "number": row.case.number,
        "kind": row.kind,
        "kind_name": Kind(row.kind).label,
        "priority": row.priority,
        "state": row.case.state,
        "state_name": IncidentState(row.case.state).label,
        "lon": row.lon,
        "lat": row.lat,
        "address": row.address,
        "opened_at": row.case.opened_at,
        "due_at": row.case.due_at,
        "late": row.late_at is not None,
        "tier": row.tier,
        "reports": row.voices,
        "patrols": [job.patrol.call_sign for job in row.active],
    }


def _patrol(row: patrols.OnDuty) -> dict[str, Any]:
    place = row.position
    return {
        "call_sign": row.patrol.call_sign,
        "vehicle": row.patrol.vehicle,
        "status": row.status.value,
        "status_name": PatrolStatus(row.status).label,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "fix_at": place.fix_at if place else None,
        "freshness": row.freshness.value,
        "heading": place.heading if place else None,
        "speed_kmh": place.speed_kmh if place else None,
        "incident": row.incident,
    }


def _detail(number: str, officer: Officer) -> dict[str, Any]:
    row = incidents.get_incident(number, seen_by=officer)
    jobs = list(incidents.jobs(row, seen_by=officer))
    accounts = incidents.accounts(row, seen_by=officer)
    base = dict.fromkeys(("voices", "active"))
    row.__dict__.update(
        base, voices=len(accounts), active=[j for j in jobs if not j.ended_at]
    )
    return {
        **_on_board(row),
        "segment": row.segment,
        "taken_by": str(row.taken_by or ""),
        "outcome": Outcome(row.outcome).label if row.outcome else "",
        "accounts": [_account(account) for account in accounts],
        "jobs": [_job(job) for job in jobs],
        "photos": incidents.photo_urls(row, seen_by=officer),
        "lines": [
            {
                "name": line.name,
                "subject": line.subject,
                "at": line.happened_at,
                "by": str(line.by or line.actor),
            }
            for line in incidents.lines(row, seen_by=officer)
        ],
    }


def _account(row: Any) -> dict[str, Any]:
    return {
        "at": row.reported_at,
        "kind_name": Kind(row.kind).label,
        "what": row.what,
        "lon": row.lon,
        "lat": row.lat,
        "accuracy_m": row.accuracy_m,
        "has_phone": bool(row.reporter),
        "stars": row.stars,
    }


def _job(row: Any) -> dict[str, Any]:
    return {
        "number": row.case.number,
        "call_sign": row.patrol.call_sign,
        "state": row.case.state,
        "state_name": AssignmentState(row.case.state).label,
        "offered_at": row.offered_at,
        "accepted_at": row.accepted_at,
        "on_scene_at": row.on_scene_at,
        "ended_at": row.ended_at,
        "expected_s": row.expected_s,
        "outcome": Outcome(row.outcome).label if row.outcome else "",
        "note": row.note,
    }
