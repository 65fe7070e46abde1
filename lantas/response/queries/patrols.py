"""Questions about patrols: who is on duty, where, doing what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer
from lantas.response.models import Assignment, Patrol, PatrolPosition, Shift
from lantas.response.terms import AssignmentState, PatrolStatus

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


def patrols(*, seen_by: Officer) -> QuerySet[Patrol]:
    """Return the patrols of the units that this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    found = Patrol.objects.filter(active=True).select_related("unit")
    return found if ids is None else found.filter(unit__in=ids)


def manned(*, seen_by: Officer) -> QuerySet[Patrol]:
    """Return the patrols in which somebody is on duty."""
    crew = Shift.objects.filter(patrol=OuterRef("pk"), ended_at__isnull=True)
    return patrols(seen_by=seen_by).filter(Exists(crew))


def on_duty(*, seen_by: Officer) -> list[OnDuty]:
    """Return every patrol on duty with its status, place and job, in two queries."""
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
    return [_on_duty(patrol, held.get(patrol.pk)) for patrol in found]


def _on_duty(patrol: Patrol, job: tuple[PatrolStatus, str] | None) -> OnDuty:
    status, incident = job or (PatrolStatus.FREE, None)
    return OnDuty(patrol, status, getattr(patrol, "position", None), incident)


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
