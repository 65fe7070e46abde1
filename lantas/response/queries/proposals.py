"""Which patrols could go, and what speaks for and against each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _

from lantas.kernel.places import graph
from lantas.kernel.units import policies
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.models import Incident
from lantas.response.queries.patrols import OnDuty, on_duty
from lantas.response.terms import PatrolStatus

SHORTLIST = 25


@dataclass(frozen=True)
class Candidate:
    """A patrol that could go."""

    call_sign: str
    eta_s: int | None
    distance_m: int
    fix_age_s: int
    reasons: list[str]


@dataclass(frozen=True)
class Proposal:
    """Who could go, best first, and what is missing."""

    candidates: list[Candidate] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)


def propose(incident: Incident, *, at: datetime, seen_by: Officer) -> Proposal:
    """Return the free patrols by travel time on the roads, with reasons."""
    on = policies.local_day(incident.unit, at)
    fix = policies.value("response.fix", unit=incident.unit, on=on)
    amber, stale = (timedelta(seconds=fix[key]) for key in ("amber_s", "stale_s"))
    found = on_duty(seen_by=seen_by)
    here = [p for p in found if p.patrol.unit.commands(incident.unit)]
    free = [p for p in here if p.status == PatrolStatus.FREE]
    known = [p for p in free if p.position and at - p.position.fix_at <= stale]
    known.sort(key=lambda p: _away(p, incident))
    shortlist = known[:SHORTLIST]
    etas = _etas(shortlist, incident, at)
    candidates = [
        _candidate(patrol, eta, incident, at, amber)
        for patrol, eta in zip(shortlist, etas, strict=True)
    ]
    candidates.sort(key=lambda c: (c.eta_s is None, c.eta_s or 0, c.distance_m))
    return Proposal(candidates, _shortfalls(here, free, known))


def _shortfalls(
    here: list[OnDuty], free: list[OnDuty], known: list[OnDuty]
) -> list[str]:
    found = []
    if not here:
        found.append(_("No patrol that answers for this place is on duty."))
    elif not free:
        found.append(_("Every patrol on duty here has a job."))
    if lost := [p.patrol.call_sign for p in free if p not in known]:
        found.append(
            _("Position unknown or too old: %(patrols)s") % {"patrols": ", ".join(lost)}
        )
    return found


def _candidate(
    patrol: OnDuty,
    eta: float,
    incident: Incident,
    at: datetime,
    amber: timedelta,
) -> Candidate:
    assert patrol.position is not None
    age = max(at - patrol.position.fix_at, timedelta(0))
    away = _away(patrol, incident)
    by_road = np.isfinite(eta)
    reasons = [
        _("%(minutes)d min by road") % {"minutes": max(1, round(eta / 60))}
        if by_road
        else _("No way by road known, %(km).1f km as the crow flies")
        % {"km": away / 1000}
    ]
    if age > amber:
        reasons.append(
            _("Position is %(seconds)d s old") % {"seconds": age.total_seconds()}
        )
    return Candidate(
        call_sign=patrol.patrol.call_sign,
        eta_s=round(eta) if by_road else None,
        distance_m=round(away),
        fix_age_s=round(age.total_seconds()),
        reasons=reasons,
    )


def _away(patrol: OnDuty, incident: Incident) -> float:
    position = patrol.position
    assert position is not None
    return rules.metres(position.lon, position.lat, incident.lon, incident.lat)


def _etas(patrols: list[OnDuty], incident: Incident, at: datetime) -> list[float]:
    places = [(p.position.lon, p.position.lat) for p in patrols if p.position]
    if not places:
        return []
    try:
        times = graph.travel_times(places, [(incident.lon, incident.lat)], at=at)
    except graph.NoRoads:
        return [float("inf")] * len(places)
    return [float(seconds) for seconds in times[:, 0]]
