"""Questions about patrols: who is on duty, where, doing what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from lantas.kernel.units import policies, scope
from lantas.kernel.units.models import Officer, Unit
from lantas.response import rules
from lantas.response.models import Assignment, Patrol, PatrolPosition, Shift
from lantas.response.terms import AssignmentState, Freshness, PatrolStatus

STATUS = {
    AssignmentState.OFFERED: PatrolStatus.OFFERED,
    AssignmentState.ACCEPTED: PatrolStatus.EN_ROUTE,
    AssignmentState.ON_SCENE: PatrolStatus.ON_SCENE,
}


@dataclass(frozen=True)
class OnDuty:
    """A patrol on duty as the board shows it; its status follows from its job."""

    patrol: Patrol
    status: PatrolStatus
    position: PatrolPosition | None
    incident: str | None
    freshness: Freshness


def patrols(*, seen_by: Officer) -> QuerySet[Patrol]:
    """Return the patrols of the units that this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    found = Patrol.objects.filter(active=True).select_related("unit")
    return found if ids is None else found.filter(unit__in=ids)


def manned(*, seen_by: Officer) -> QuerySet[Patrol]:
    """Return the patrols in which somebody is on duty."""
    crew = Shift.objects.filter(patrol=OuterRef("pk"), ended_at__isnull=True)
    return patrols(seen_by=seen_by).filter(Exists(crew))


def on_duty(*, seen_by: Officer, at: datetime) -> list[OnDuty]:
    """Return every patrol on duty with its status, place, job and how fresh that is."""
    found = list(
        manned(seen_by=seen_by).select_related("position").order_by("call_sign")
    )
    jobs = Assignment.objects.filter(patrol__in=found, ended_at__isnull=True)
    held = {
        patrol: (STATUS[AssignmentState(state)], number)
        for patrol, state, number in jobs.values_list(
            "patrol", "case__state", "incident__case__number"
        )
    }
    limits = {unit: _limits(unit, at) for unit in {row.unit for row in found}}
    return [
        _on_duty(patrol, held.get(patrol.pk), limits[patrol.unit], at)
        for patrol in found
    ]


def _limits(unit: Unit, at: datetime) -> tuple[timedelta, timedelta]:
    fix = policies.value("response.fix", unit=unit, on=policies.local_day(unit, at))
    return timedelta(seconds=fix["amber_s"]), timedelta(seconds=fix["stale_s"])


def _on_duty(
    patrol: Patrol,
    job: tuple[PatrolStatus, str] | None,
    limits: tuple[timedelta, timedelta],
    at: datetime,
) -> OnDuty:
    status, incident = job or (PatrolStatus.FREE, None)
    position: PatrolPosition | None = getattr(patrol, "position", None)
    age = max(at - position.fix_at, timedelta(0)) if position else None
    amber, stale = limits
    fresh = rules.freshness(age, amber=amber, stale=stale)
    return OnDuty(patrol, status, position, incident, fresh)


def free(*, seen_by: Officer) -> QuerySet[Patrol]:
    """Return the patrols an officer may come on duty in: nobody is in them yet."""
    crew = Shift.objects.filter(patrol=OuterRef("pk"), ended_at__isnull=True)
    return patrols(seen_by=seen_by).filter(~Exists(crew)).order_by("call_sign")


def find_shift(*, seen_by: Officer) -> Shift | None:
    """Return the shift the officer is on, or None."""
    running = Shift.objects.filter(officer=seen_by, ended_at__isnull=True)
    return running.select_related("patrol__unit", "unit").first()


def jobs(*, seen_by: Officer) -> list[Assignment]:
    """Return the open jobs of the officer's own patrol, oldest first."""
    shift = find_shift(seen_by=seen_by)
    if shift is None:
        return []
    found = Assignment.objects.filter(patrol=shift.patrol_id, ended_at__isnull=True)
    return list(
        found.select_related("case", "incident__case")
        .prefetch_related("incident__photos__evidence", "incident__reports")
        .order_by("offered_at", "pk")
    )
