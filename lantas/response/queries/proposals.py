"""Which patrols could go, best first, with what speaks for and against each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantas.kernel.places import closures, graph
from lantas.kernel.units import policies
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.models import Incident, PatrolPosition
from lantas.response.queries.patrols import OnDuty, on_duty
from lantas.response.terms import PatrolStatus
from lantas.science import dispatch
from lantas.science.dispatch import IncidentAt, PatrolAt, ProposalRules, Reason, Short

STANDS_KMH = 3.0

REASONS: dict[str, Any] = {
    Reason.QUICKEST: gettext_lazy("Quickest by road"),
    Reason.NEAREST_STRAIGHT: gettext_lazy("Nearest as the crow flies"),
    Reason.FIX_AGEING: gettext_lazy("Position is some time old"),
    Reason.PARKED_OLD_FIX: gettext_lazy("Parked when last heard from"),
    Reason.OFF_ROAD: gettext_lazy("Stands beside the road"),
}
SHORTFALLS: dict[str, Any] = {
    Short.NO_PATROL: gettext_lazy("No patrol that answers for this place is on duty."),
    Short.BUSY: gettext_lazy("Has a job: %(patrols)s"),
    Short.FIX_TOO_OLD: gettext_lazy("Position unknown or too old: %(patrols)s"),
    Short.FAR_FROM_ROADS: gettext_lazy("Far from any road: %(patrols)s"),
    Short.NO_WAY: gettext_lazy("No way by road: %(patrols)s"),
    Short.INCIDENT_FAR_FROM_ROADS: gettext_lazy("The place is far from any road."),
}


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
    """Who could go, best first, and who could not."""

    candidates: list[Candidate] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)


def propose(incident: Incident, *, at: datetime, seen_by: Officer) -> Proposal:
    """Return who could go to an incident, ranked by driving time, with reasons."""
    here = [
        patrol
        for patrol in on_duty(seen_by=seen_by, at=at)
        if patrol.patrol.unit.commands(incident.unit)
    ]
    patrols = [_at(p, p.position) for p in here if p.position is not None]
    silent = [p.patrol.call_sign for p in here if p.position is None]
    try:
        found = _by_road(incident, patrols, at)
    except graph.NoRoads:
        found = _straight(incident, patrols, at)
    if silent:
        found.shortfalls.append(_short(Short.FIX_TOO_OLD, silent))
    return found


def expected_s(
    patrol: PatrolPosition | None, incident: Incident, *, at: datetime, seen_by: Any
) -> int | None:
    """Return how long the way by road takes now; None where that is not known."""
    if patrol is None:
        return None
    try:
        times = graph.travel_times(
            [(patrol.lon, patrol.lat)], [(incident.lon, incident.lat)], at=at
        )
    except graph.NoRoads:
        return None
    seconds = float(times[0, 0])
    return round(seconds) if np.isfinite(seconds) else None


def _at(patrol: OnDuty, position: PatrolPosition) -> PatrolAt:
    return PatrolAt(
        call_sign=patrol.patrol.call_sign,
        lon=position.lon,
        lat=position.lat,
        fix_at=position.fix_at,
        parked=position.speed_kmh is not None and position.speed_kmh < STANDS_KMH,
        busy=patrol.status != PatrolStatus.FREE,
    )


def _by_road(incident: Incident, patrols: Sequence[PatrolAt], at: datetime) -> Proposal:
    on = policies.local_day(incident.unit, at)
    fix = policies.value("response.fix", unit=incident.unit, on=on)
    (found,) = dispatch.propose(
        patrols,
        [IncidentAt(incident.case.number, incident.lon, incident.lat)],
        graph.active().graph,
        at,
        conditions=closures.conditions(at),
        rules=ProposalRules(ageing_s=fix["amber_s"], too_old_s=fix["stale_s"]),
    )
    candidates = [
        Candidate(
            call_sign=c.call_sign,
            eta_s=round(c.eta_s),
            distance_m=round(c.distance_m),
            fix_age_s=round(c.fix_age_s),
            reasons=[_minutes(c.eta_s), *(str(REASONS[why]) for why in c.reasons)],
        )
        for c in found.candidates
    ]
    return Proposal(candidates, [_short(s.why, s.call_signs) for s in found.shortfalls])


def _minutes(seconds: float) -> str:
    return _("%(minutes)d min by road") % {"minutes": max(1, round(seconds / 60))}


def _short(why: str, call_signs: Sequence[str]) -> str:
    return str(SHORTFALLS[why]) % {"patrols": ", ".join(call_signs)}


def _straight(
    incident: Incident, patrols: Sequence[PatrolAt], at: datetime
) -> Proposal:
    """Rank by straight line: better than nothing where no roads were imported."""
    candidates = [
        Candidate(
            call_sign=p.call_sign,
            eta_s=None,
            distance_m=round(rules.metres(p.lon, p.lat, incident.lon, incident.lat)),
            fix_age_s=round(max((at - p.fix_at).total_seconds(), 0)),
            reasons=[_("No roads imported: straight line only")],
        )
        for p in patrols
        if not p.busy
    ]
    busy = [p.call_sign for p in patrols if p.busy]
    candidates.sort(key=lambda c: c.distance_m)
    return Proposal(candidates, [_short(Short.BUSY, busy)] if busy else [])
