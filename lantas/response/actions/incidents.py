"""What a dispatcher, and the clock, do with an incident."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.desk import move_case
from lantas.kernel.cases.models import Case
from lantas.kernel.units import policies
from lantas.kernel.units.actors import Actor, officer_of
from lantas.response import rules
from lantas.response.actions import assignments
from lantas.response.actions.progress import check_dispatcher, move_on, take_on
from lantas.response.flow import INCIDENT
from lantas.response.models import Assignment, Incident
from lantas.response.queries.incidents import lock
from lantas.response.terms import IncidentState, Outcome, RejectReason, Tier


class TakenAlready(Refusal):
    """Another dispatcher was first."""


class ChangedMeanwhile(Refusal):
    """Somebody did something else with it in the same moment."""


class UnknownWord(Refusal):
    """A word is not one of those we know."""

    status = 422


@transaction.atomic
def take(*, incident: Incident, by: Actor, at: datetime) -> None:
    """Take a report on; of two dispatchers one does, the other is told who."""
    case = lock(incident, seen_by=by)
    incident.refresh_from_db(fields=["taken_by", "late_at"])
    officer = officer_of(by)
    if case.state == IncidentState.TAKEN and incident.taken_by_id is not None:
        if officer and officer.pk == incident.taken_by_id:
            return
        raise TakenAlready(
            _("%(officer)s has taken %(case)s already.")
            % {"officer": incident.taken_by, "case": case.number}
        )
    take_on(incident, by=by, at=at)


@transaction.atomic
def reject(
    *,
    incident: Incident,
    note: str,
    by: Actor,
    at: datetime,
    reason: str = RejectReason.OTHER,
) -> None:
    """Decline to take a report up, and say why."""
    if reason not in RejectReason.values:
        raise UnknownWord(_("Choose one of the reasons."), field="reason")
    assignments.call_back_all(incident=incident, note=note, by=by, at=at)
    lock(incident, seen_by=by)
    _check_no_patrol(incident)
    move_on(incident, "reject", by=by, at=at, note=note, reason=str(reason))
    incident.reject_reason = reason
    incident.save(update_fields=["reject_reason"])


@transaction.atomic
def resolve(
    *, incident: Incident, outcome: str, by: Actor, at: datetime, note: str = ""
) -> None:
    """End an incident from the command centre; patrols still on it are called back."""
    if outcome not in Outcome.values:
        raise UnknownWord(_("Choose one of the outcomes."), field="outcome")
    check_dispatcher(incident, by=by, at=at)
    assignments.call_back_all(
        incident=incident, note=note or str(Outcome(outcome).label), by=by, at=at
    )
    lock(incident, seen_by=by)
    _check_no_patrol(incident)
    move_on(incident, "resolve", by=by, at=at, note=note, outcome=str(outcome))
    incident.outcome = outcome
    incident.save(update_fields=["outcome"])


def _check_no_patrol(incident: Incident) -> None:
    if Assignment.objects.filter(incident=incident, ended_at__isnull=True).exists():
        raise ChangedMeanwhile(
            _("A patrol was sent in this very moment. Look again, then decide.")
        )


@transaction.atomic
def reopen(*, incident: Incident, by: Actor, at: datetime, note: str = "") -> None:
    """Look again: it comes back as new, and its limits run anew."""
    lock(incident, seen_by=by)
    incident.taken_by, incident.outcome = None, ""
    incident.clock_from_at, incident.late_at = at, None
    incident.tier = Tier.STATION
    move_on(incident, "reopen", by=by, at=at, note=note)
    fields = ["taken_by", "outcome", "clock_from_at", "late_at", "tier"]
    incident.save(update_fields=fields)


@transaction.atomic
def close(*, incident: Incident, by: Actor, at: datetime) -> None:
    """Close a resolved incident before the clock does."""
    lock(incident, seen_by=by)
    move_on(incident, "close", by=by, at=at)


@transaction.atomic
def climb(*, case: Case, by: Actor, at: datetime) -> None:
    """Show a report that nobody took to the tier above; it stays on every board."""
    incident = Incident.objects.select_related("unit").get(pk=case.pk)
    # At headquarters no clock runs any more; should one ring, it stays there.
    tier = rules.next_tier(incident.tier) or Tier.NATIONAL
    limit = policies.length("response.take_s", unit=incident.unit, at=at)
    more = rules.next_tier(tier) is not None
    move_case(
        INCIDENT,
        case,
        "climb",
        by=by,
        at=at,
        due_at=at + limit if more else None,
        tier=str(tier),
    )
    incident.tier = tier
    incident.save(update_fields=["tier"])


@transaction.atomic
def mark_late(*, case: Case, by: Actor, at: datetime) -> None:
    """Write down, once, that nobody was on scene within the standard."""
    incident = Incident.objects.select_related("unit").get(pk=case.pk)
    incident.case = case
    incident.late_at = at
    late = {IncidentState.TAKEN: "wait_long", IncidentState.DISPATCHED: "run_late"}
    move_on(incident, late[IncidentState(case.state)], by=by, at=at)
    incident.save(update_fields=["late_at"])
