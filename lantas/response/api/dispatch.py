"""The dispatcher's doors: board, proposal, and what is done with an incident."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router

from lantas.kernel.access.doors import Officers
from lantas.kernel.units import listening
from lantas.kernel.units.models import Officer
from lantas.kernel.units.requests import OfficerRequest
from lantas.response import rules
from lantas.response.actions import afterwards, assignments
from lantas.response.actions import incidents as actions
from lantas.response.api.shapes import (
    BoardOut,
    CallIn,
    DetailOut,
    DispatchIn,
    IncidentOut,
    NoteIn,
    OutcomeIn,
    PhoneOut,
    ProposalOut,
    WhyIn,
    WithdrawIn,
)
from lantas.response.queries import incidents, patrols, proposals
from lantas.response.terms import (
    AssignmentState,
    Duty,
    IncidentState,
    Kind,
    Outcome,
    PatrolStatus,
)

router = Router()
watchers = Officers(Duty.DISPATCHER, Duty.SUPERVISOR, Duty.VIEWER)
dispatchers = Officers(Duty.DISPATCHER)
supervisors = Officers(Duty.SUPERVISOR)


@router.get("/board", response=BoardOut, auth=watchers)
def board(request: OfficerRequest) -> Any:
    """Show the open incidents and the patrols on duty."""
    officer = request.user
    return {
        "incidents": [_on_board(row) for row in incidents.board(seen_by=officer)],
        "patrols": [_patrol(row) for row in patrols.on_duty(seen_by=officer, at=now())],
        "stream": {"url": listening.address_for(officer)},
    }


@router.get("/incidents", response=list[IncidentOut], auth=watchers)
def ended(request: OfficerRequest) -> Any:
    """List the incidents that ended last, for whoever looks back."""
    return [_on_board(row) for row in incidents.ended(seen_by=request.user)]


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


@router.post("/incidents/{number}/call", response=PhoneOut, auth=dispatchers)
def call(request: OfficerRequest, number: str, body: CallIn) -> Any:
    """Open one reporter's number; whose it is sees that somebody looked."""
    found = incidents.get_incident(number, seen_by=request.user)
    accounts = incidents.accounts(found, seen_by=request.user)
    account = next((row for row in accounts if row.pk == body.account), None)
    if account is None:
        raise Http404
    return {"phone": afterwards.phone_of(report=account, by=request.user, at=now())}


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
        "unit": row.unit.name,
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
        "id": row.pk,
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
