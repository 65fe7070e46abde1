"""Who is crew of which patrol, from when to when."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.desk import NotAllowed
from lantas.kernel.ledger import book
from lantas.kernel.units.actors import Actor
from lantas.kernel.units.models import Officer, Unit
from lantas.response.models import Assignment, Patrol, Shift
from lantas.response.queries.patrols import find_shift
from lantas.response.terms import Duty, Vehicle


class OnDutyElsewhere(Refusal):
    """The officer is crew of another patrol."""


class JobOpen(Refusal):
    """The last of a crew does not leave while the patrol has a job."""


@transaction.atomic
def start(*, patrol: Patrol, by: Officer, at: datetime) -> Shift:
    """Come on duty in a patrol; twice is once."""
    if not by.may(Duty.PATROL, at=patrol.unit):
        raise NotAllowed(
            _("This needs the duty %(duty)s over %(unit)s.")
            % {"duty": Duty.PATROL.value, "unit": patrol.unit}
        )
    running = find_shift(seen_by=by)
    if running is not None:
        if running.patrol_id == patrol.pk:
            return running
        raise OnDutyElsewhere(
            _("You are on duty in %(patrol)s. End that shift first.")
            % {"patrol": running.patrol}
        )
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                patrol=patrol, officer=by, unit=patrol.unit, started_at=at
            )
    except IntegrityError as twice:
        raise OnDutyElsewhere(_("You have just come on duty elsewhere.")) from twice
    book.write(
        "patrol.manned", subject=patrol.call_sign, unit=patrol.unit, by=by, at=at
    )
    return shift


@transaction.atomic
def stop(*, by: Officer, at: datetime) -> None:
    """Go off duty; the last of a crew only when the patrol has no job."""
    shift = find_shift(seen_by=by)
    if shift is None:
        return
    # The row lock keeps a job from being offered, and the others from leaving.
    patrol = Patrol.objects.select_for_update().get(pk=shift.patrol_id)
    crew = Shift.objects.filter(patrol=patrol, ended_at__isnull=True)
    job = Assignment.objects.filter(patrol=patrol, ended_at__isnull=True).first()
    if job is not None and crew.count() == 1:
        raise JobOpen(_("Finish the job first, or ask the dispatcher to take it back."))
    shift.ended_at = max(at, shift.started_at)
    shift.save(update_fields=["ended_at"])
    book.write("patrol.left", subject=patrol.call_sign, unit=patrol.unit, by=by, at=at)


@transaction.atomic
def stand_up(
    *, unit: Unit, call_sign: str, vehicle: str, by: Actor, at: datetime
) -> Patrol | None:
    """Make a patrol of a unit; None where the call sign exists already."""
    patrol, new = Patrol.objects.get_or_create(
        call_sign=call_sign,
        defaults={"unit": unit, "vehicle": Vehicle(vehicle)},
    )
    if not new:
        return None
    book.write("patrol.stood_up", subject=call_sign, unit=unit, by=by, at=at)
    return patrol
