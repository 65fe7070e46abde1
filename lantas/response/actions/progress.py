"""An incident follows what its patrols do; its clock follows its priority."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lantas.kernel.cases.desk import NotAllowed, move_case
from lantas.kernel.cases.models import Case
from lantas.kernel.units import policies
from lantas.kernel.units.actors import Actor, officer_of
from lantas.response import rules
from lantas.response.flow import INCIDENT
from lantas.response.models import Incident
from lantas.response.queries.incidents import active_states, lock
from lantas.response.terms import Duty, IncidentState

TARGETS = {step.name: step.target for step in INCIDENT.moves}
ON_THE_WAY = {IncidentState.TAKEN, IncidentState.DISPATCHED}


def move_on(
    incident: Incident,
    name: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    **detail: Any,
) -> Case:
    """Move an incident; on the way, the standard of its priority is its limit."""
    if TARGETS[name] not in ON_THE_WAY:
        incident.case = move_case(
            INCIDENT, incident.case, name, by=by, at=at, note=note, **detail
        )
        return incident.case
    incident.case = move_case(
        INCIDENT,
        incident.case,
        name,
        by=by,
        at=at,
        note=note,
        due_at=_due(incident, at=at),
        **detail,
    )
    return incident.case


def _due(incident: Incident, *, at: datetime) -> datetime | None:
    """Return when a patrol must be on scene by the standard; None once it is late."""
    if incident.late_at is not None:
        return None
    key = f"response.on_scene_{incident.priority}_s"
    standard = policies.length(key, unit=incident.case.unit, at=at)
    return rules.due_at(
        from_at=incident.clock_from_at, standard=standard, at=at, late=False
    )


def take_on(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Move a report to taken and keep who took it."""
    incident.taken_by = officer_of(by)
    move_on(incident, "take", by=by, at=at)
    incident.save(update_fields=["taken_by"])


def follow(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Bring an incident to where its active jobs stand, if it is elsewhere."""
    case = lock(incident, seen_by=by)
    if name := rules.following(case.state, active_states(incident, seen_by=by)):
        move_on(incident, name, by=by, at=at)


def check_dispatcher(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Refuse unless ``by`` dispatches where the incident is."""
    if not by.may(Duty.DISPATCHER, at=incident.unit):
        raise NotAllowed(
            _("This needs the duty %(duty)s over %(unit)s.")
            % {"duty": Duty.DISPATCHER.value, "unit": incident.unit}
        )
