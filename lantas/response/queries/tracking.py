"""What a person sees of his report: its state, the patrol on its way, the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import listening, scope
from lantas.kernel.units.actors import Actor
from lantas.response import rules
from lantas.response.models import Assignment, Incident, PatrolPosition, Report
from lantas.response.queries.proposals import expected_s
from lantas.response.terms import AssignmentState, IncidentState, Kind, Outcome


@dataclass(frozen=True)
class Step:
    """A state the incident has come to, and when."""

    state: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Coming:
    """The patrol on its way, as near as the public may know."""

    call_sign: str
    lon: float | None
    lat: float | None
    eta_minutes: int | None


@dataclass(frozen=True)
class Tracked:
    """One report as the person behind the link sees it."""

    number: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    lon: float
    lat: float
    steps: list[Step]
    patrol: Coming | None
    outcome: str
    can_rate: bool
    can_reopen: bool
    stars: int | None
    stream: dict[str, str]


def get_report(token: str, *, seen_by: Actor) -> Report:
    """Return the report behind a link, or 404."""
    digest = rules.digest_of(token)
    with scope.tracking(digest):
        found = Report.objects.filter(tracking_digest=digest).first()
    if found is None:
        raise Http404
    return found


def track(token: str, *, at: datetime, seen_by: Actor) -> Tracked:
    """Return what the person behind a link may see of his report."""
    report = get_report(token, seen_by=seen_by)
    # Behind the link stands one incident of one unit; only that is looked into.
    with scope.units([report.unit_id]), scope.case(report.incident_id):
        incident = Incident.objects.select_related("case").get(pk=report.incident_id)
        steps = _steps(incident)
        job = _job(incident)
    ended = incident.case.state in {IncidentState.RESOLVED, IncidentState.CLOSED}
    return Tracked(
        number=incident.case.number,
        kind=incident.kind,
        kind_name=str(Kind(incident.kind).label),
        state=incident.case.state,
        state_name=_name(incident.case.state),
        lon=report.lon,
        lat=report.lat,
        steps=steps,
        patrol=_coming(job, incident, at) if job else None,
        outcome=str(Outcome(incident.outcome).label) if incident.outcome else "",
        can_rate=ended and report.stars is None,
        can_reopen=incident.case.state == IncidentState.RESOLVED,
        stars=report.stars,
        stream={"url": listening.address_for_case(incident.case.number)},
    )


def _name(state: str) -> str:
    return str(IncidentState(state).label)


def _steps(incident: Incident) -> list[Step]:
    entries = Entry.objects.filter(
        subject=incident.case.number, name__startswith="incident."
    ).order_by("pk")
    steps = [_step(IncidentState.REPORTED, incident.case.opened_at)]
    for entry in entries:
        now = entry.detail.get("now")
        if now and now != steps[-1].state:
            steps.append(_step(now, entry.happened_at))
    return steps


def _step(state: str, at: datetime) -> Step:
    return Step(str(state), _name(state), at)


def _job(incident: Incident) -> Assignment | None:
    on_it = [AssignmentState.ACCEPTED, AssignmentState.ON_SCENE]
    jobs = Assignment.objects.filter(
        incident=incident, ended_at__isnull=True, case__state__in=on_it
    )
    return jobs.select_related("case").order_by("-case__state", "offered_at").first()


def _coming(job: Assignment, incident: Incident, at: datetime) -> Coming:
    # A patrol may belong to a unit above the incident's: look it up by its job.
    with scope.whole_corps():
        place = (
            PatrolPosition.objects.select_related("patrol")
            .filter(patrol=job.patrol_id)
            .first()
        )
        call_sign = place.patrol.call_sign if place else job.patrol.call_sign
    if place is None or job.case.state == AssignmentState.ON_SCENE:
        return Coming(call_sign, None, None, None)
    lon, lat = rules.rounded(place.lon, place.lat)
    return Coming(call_sign, lon, lat, _minutes(place, incident, at))


def _minutes(place: PatrolPosition, incident: Incident, at: datetime) -> int | None:
    seconds = expected_s(place, incident, at=at, seen_by=None)
    return None if seconds is None else max(1, round(seconds / 60))


def told_by(reference: str, *, seen_by: Actor) -> list[dict[str, object]]:
    """Return what a person told, for the copy of his data that he may ask for."""
    with scope.whole_corps():
        rows = Report.objects.filter(reporter=reference).select_related(
            "incident__case"
        )
        return [
            {
                "case": row.incident.case.number,
                "reported_at": row.reported_at.isoformat(),
                "kind": row.kind,
                "what": row.what,
                "lon": row.lon,
                "lat": row.lat,
                "stars": row.stars,
                "rating_note": row.rating_note,
            }
            for row in rows
        ]
