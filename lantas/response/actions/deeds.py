"""What an officer's phone tells, perhaps hours late: each deed once, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.models import Case
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.actions import assignments
from lantas.response.actions.positions import NotOnDuty, TooMany
from lantas.response.models import Assignment, Deed, Shift
from lantas.response.queries.patrols import find_shift
from lantas.response.rules import Told
from lantas.response.terms import AssignmentState, DeedName, Result


@dataclass(frozen=True)
class Answer:
    """What became of one deed."""

    id: UUID
    result: str
    why: str = ""


class TooLate(Refusal):
    """The job has gone another way in the meantime."""


class NotYours(Refusal):
    """The job is not your patrol's."""


def tell(*, deeds: Iterable[Told], by: Officer, at: datetime) -> list[Answer]:
    """Do each deed once, in the order of the phone; a refused one stops no other."""
    told = sorted(deeds, key=lambda deed: (deed.seq, deed.at))
    if len(told) > rules.DEEDS_AT_ONCE:
        raise TooMany(
            _("At most %(most)d deeds at once.") % {"most": rules.DEEDS_AT_ONCE}
        )
    return [_one(deed, by=by, at=at) for deed in told]


@transaction.atomic
def _one(told: Told, *, by: Officer, at: datetime) -> Answer:
    shift = find_shift(seen_by=by)
    if shift is None:
        why = str(NotOnDuty(_("You are not on duty. Start your shift first.")))
        return Answer(told.id, Result.REFUSED.value, why)
    row, new = Deed.objects.get_or_create(
        id=told.id,
        defaults={
            "officer": by,
            "unit": shift.unit,
            "seq": told.seq,
            "deed": told.deed,
            "assignment": told.assignment,
            "claimed_at": told.at,
            "received_at": at,
            "result": Result.DONE,
        },
    )
    if not new:
        return _before(row, by)
    row.result, row.why = _try(told, shift, by, at)
    row.save(update_fields=["result", "why"])
    return Answer(row.id, str(row.result), row.why)


def _before(row: Deed, by: Officer) -> Answer:
    if row.officer_id != by.pk:
        why = _("Another officer's deed has this identity.")
        return Answer(row.id, Result.REFUSED.value, why)
    result = Result.REFUSED if row.result == Result.REFUSED else Result.ALREADY
    return Answer(row.id, result.value, row.why)


def _try(told: Told, shift: Shift, by: Officer, at: datetime) -> tuple[Result, str]:
    try:
        with transaction.atomic():
            return (Result.DONE if _do(told, shift, by, at) else Result.ALREADY), ""
    except Refusal as no:
        return Result.REFUSED, str(no)[:300]


def _do(told: Told, shift: Shift, by: Officer, at: datetime) -> bool:
    assignment = _get_mine(told.assignment, shift)
    moves = rules.steps(told.deed, assignment.case.state)
    if moves is None:
        raise TooLate(
            _("%(case)s went another way in the meantime: %(state)s.")
            % {
                "case": told.assignment,
                "state": AssignmentState(assignment.case.state).label,
            }
        )
    begun = assignment.on_scene_at or assignment.accepted_at or assignment.offered_at
    when = rules.believed(told.at, earliest=begun, received=at)
    for name in moves:
        STEPS[name](assignment, told, by, when)
    return bool(moves)


def _get_mine(number: str, shift: Shift) -> Assignment:
    case = Case.objects.select_for_update(of=("self",)).filter(number=number).first()
    found = (
        Assignment.objects.select_related("case__unit", "incident__unit")
        .filter(case=case, patrol=shift.patrol_id)
        .first()
    )
    if case is None or found is None:
        raise NotYours(_("%(case)s is not a job of your patrol.") % {"case": number})
    return found


Step = Callable[[Assignment, Told, Officer, datetime], None]


def _accept(job: Assignment, told: Told, by: Officer, at: datetime) -> None:
    assignments.accept(assignment=job, by=by, at=at)


def _decline(job: Assignment, told: Told, by: Officer, at: datetime) -> None:
    assignments.decline(assignment=job, note=_note(told), by=by, at=at)


def _arrive(job: Assignment, told: Told, by: Officer, at: datetime) -> None:
    assignments.arrive(assignment=job, by=by, at=at)


def _finish(job: Assignment, told: Told, by: Officer, at: datetime) -> None:
    assignments.finish(
        assignment=job, outcome=told.outcome, note=_note(told), by=by, at=at
    )


def _note(told: Told) -> str:
    return rules.clean(told.note)[: rules.NOTE_LIMIT]


STEPS: dict[str, Step] = {
    DeedName.ACCEPT.value: _accept,
    DeedName.DECLINE.value: _decline,
    DeedName.ARRIVE.value: _arrive,
    DeedName.FINISH.value: _finish,
}
