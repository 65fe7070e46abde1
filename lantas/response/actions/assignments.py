"""Send a patrol, call it back, and what it does on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.desk import NotAllowed, move_case, open_case
from lantas.kernel.cases.models import Case
from lantas.kernel.units.actors import Actor
from lantas.response import rules
from lantas.response.actions.progress import (
    check_dispatcher,
    follow,
    move_on,
    take_on,
)
from lantas.response.flow import ASSIGNMENT
from lantas.response.models import Assignment, Incident, Patrol, PatrolPosition, Shift
from lantas.response.queries.incidents import active_states, lock
from lantas.response.queries.proposals import expected_s
from lantas.response.terms import IncidentState, Outcome


class PatrolBusy(Refusal):
    """The patrol has a job already."""


class PatrolAway(Refusal):
    """Nobody is on duty in the patrol, or it answers for another place."""


class OutcomeMissing(Refusal):
    """A job ends with one of the known outcomes."""

    status = 422


@transaction.atomic
def dispatch(
    *,
    incident: Incident,
    patrol: Patrol,
    by: Actor,
    at: datetime,
) -> Assignment:
    """Offer the job to a patrol; a report nobody has taken is taken with it."""
    case = lock(incident, seen_by=by)
    incident.refresh_from_db(fields=["taken_by", "late_at"])
    check_dispatcher(incident, by=by, at=at)
    _check_patrol(patrol, incident)
    if case.state == IncidentState.REPORTED:
        take_on(incident, by=by, at=at)
    elif not rules.is_open(case.state):
        raise NotAllowed(
            _("%(case)s has ended; no patrol is sent any more.") % {"case": case.number}
        )
    try:
        with transaction.atomic():
            return _offer(incident, patrol, by, at)
    except IntegrityError as twice:
        raise PatrolBusy(
            _("%(patrol)s has a job already. Choose another patrol.")
            % {"patrol": patrol.call_sign}
        ) from twice


def _check_patrol(patrol: Patrol, incident: Incident) -> None:
    crew = Shift.objects.filter(patrol=patrol, ended_at__isnull=True)
    if not patrol.active or not crew.exists():
        raise PatrolAway(
            _("Nobody is on duty in %(patrol)s.") % {"patrol": patrol.call_sign}
        )
    if not patrol.unit.commands(incident.unit):
        raise PatrolAway(
            _("%(patrol)s belongs to %(unit)s and does not answer for this place.")
            % {"patrol": patrol.call_sign, "unit": patrol.unit}
        )


def _offer(incident: Incident, patrol: Patrol, by: Actor, at: datetime) -> Assignment:
    place = PatrolPosition.objects.filter(patrol=patrol).first()
    case = open_case(
        ASSIGNMENT,
        unit=incident.unit,
        by=by,
        at=at,
        incident=incident.case.number,
        patrol=patrol.call_sign,
    )
    return Assignment.objects.create(
        case=case,
        unit=incident.unit,
        incident=incident,
        patrol=patrol,
        offered_at=at,
        expected_s=expected_s(place, incident, at=at, seen_by=by),
    )


@transaction.atomic
def withdraw(*, assignment: Assignment, note: str, by: Actor, at: datetime) -> None:
    """Call a patrol back and say why."""
    _end(assignment, "withdraw", by=by, at=at, note=note)
    follow(assignment.incident, by=by, at=at)


@transaction.atomic
def call_back_all(*, incident: Incident, note: str, by: Actor, at: datetime) -> None:
    """Call back every patrol that still works on an incident."""
    active = Assignment.objects.filter(incident=incident, ended_at__isnull=True)
    for assignment in active.select_related("case").order_by("pk"):
        _end(assignment, "withdraw", by=by, at=at, note=note)


@transaction.atomic
def accept(*, assignment: Assignment, by: Actor, at: datetime) -> None:
    """Set out: the incident is dispatched."""
    assignment.case = move_case(ASSIGNMENT, assignment.case, "accept", by=by, at=at)
    assignment.accepted_at = at
    assignment.save(update_fields=["accepted_at"])
    follow(assignment.incident, by=by, at=at)


@transaction.atomic
def decline(*, assignment: Assignment, by: Actor, at: datetime, note: str = "") -> None:
    """Give the job back to the dispatcher."""
    assignment.note = note
    _end(assignment, "decline", by=by, at=at)
    follow(assignment.incident, by=by, at=at)


@transaction.atomic
def arrive(*, assignment: Assignment, by: Actor, at: datetime) -> None:
    """Be on scene: so is the incident."""
    assignment.case = move_case(ASSIGNMENT, assignment.case, "arrive", by=by, at=at)
    assignment.on_scene_at = at
    assignment.save(update_fields=["on_scene_at"])
    follow(assignment.incident, by=by, at=at)


@transaction.atomic
def finish(
    *, assignment: Assignment, outcome: str, by: Actor, at: datetime, note: str = ""
) -> None:
    """End the job with its outcome; the last patrol's outcome resolves the incident."""
    if outcome not in Outcome.values:
        raise OutcomeMissing(_("Say how it ended: choose an outcome."), field="outcome")
    assignment.outcome, assignment.note = outcome, note
    _end(assignment, "finish", by=by, at=at, outcome=str(outcome))
    incident = assignment.incident
    case = lock(incident, seen_by=by)
    if active_states(incident, seen_by=by) or not rules.is_open(case.state):
        follow(incident, by=by, at=at)
        return
    move_on(incident, "resolve", by=by, at=at, outcome=str(outcome))
    incident.outcome = outcome
    incident.save(update_fields=["outcome"])


@transaction.atomic
def lapse(*, case: Case, by: Actor, at: datetime) -> None:
    """Take back an offer that nobody answered; the dispatcher sends another patrol."""
    assignment = Assignment.objects.select_related("case", "incident").get(pk=case.pk)
    _end(assignment, "lapse", by=by, at=at)
    follow(assignment.incident, by=by, at=at)


def _end(
    assignment: Assignment,
    name: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    outcome: str = "",
) -> None:
    detail: dict[str, Any] = {"outcome": outcome} if outcome else {}
    assignment.case = move_case(
        ASSIGNMENT, assignment.case, name, by=by, at=at, note=note, **detail
    )
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at", "outcome", "note"])
