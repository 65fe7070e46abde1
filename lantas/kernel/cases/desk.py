"""Open a case, move a case. Every domain does its work through these two."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.flow import Flow, Move
from lantas.kernel.cases.models import Case
from lantas.kernel.cases.numbers import next_number
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import policies
from lantas.kernel.units.actors import Actor, officer_of
from lantas.kernel.units.models import Unit


class NotAllowed(Refusal):
    """The officer, the state or the missing note forbids this move."""


@transaction.atomic(savepoint=False)
def open_case(
    flow: Flow, *, unit: Unit, by: Actor, at: datetime, **detail: Any
) -> Case:
    """Open a new case at the start of its flow and start its first clock."""
    case = Case.objects.create(
        kind=flow.kind,
        number=next_number(flow.prefix, kind=flow.kind, unit=unit, at=at),
        state=flow.start,
        unit=unit,
        opened_at=at,
        moved_at=at,
        due_at=_due(flow, flow.start, unit, at),
    )
    book.write(
        f"{flow.kind}.opened", subject=case.number, unit=unit, by=by, at=at, **detail
    )
    return case


@transaction.atomic(savepoint=False)
def move_case(
    flow: Flow,
    case: Case,
    name: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    due_at: datetime | Literal["flow"] | None = "flow",
    **detail: Any,
) -> Case:
    """Take one move, restart the clock and write it in the ledger, or refuse.

    The case row is locked first, so two officers cannot take the same step. Where
    the next limit hangs on more than the state, the domain says ``due_at`` itself.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=case.pk)
    )
    step = flow.find(name, case.state)
    if step is None:
        raise NotAllowed(
            _("%(case)s cannot be moved (%(move)s) from state %(state)s.")
            % {"case": case.number, "move": name, "state": case.state}
        )
    _check(step, case, by, note)
    was, case.state = case.state, step.target
    case.moved_at = at
    case.due_at = _due(flow, case.state, case.unit, at) if due_at == "flow" else due_at
    case.save(update_fields=["state", "moved_at", "due_at"])
    book.write(
        f"{flow.kind}.{name}",
        subject=case.number,
        unit=case.unit,
        by=by,
        at=at,
        was=was,
        now=case.state,
        **({"note": note} if note else {}),
        **detail,
    )
    return case


def _check(step: Move, case: Case, by: Actor, note: str) -> None:
    if not any(by.may(duty, at=case.unit, case=case.pk) for duty in step.duties):
        raise NotAllowed(
            _("This needs the duty %(duty)s over %(unit)s.")
            % {"duty": " / ".join(sorted(step.duties)), "unit": case.unit}
        )
    if step.needs_note and not note.strip():
        raise NotAllowed(_("This needs a note: say why."), field="note")
    if step.not_by and _took(step.not_by, case, by):
        raise NotAllowed(
            _("Four eyes: whoever took the step %(move)s may not take this one.")
            % {"move": step.not_by}
        )


def _took(name: str, case: Case, by: Actor) -> bool:
    taken = Entry.objects.filter(subject=case.number, name=f"{case.kind}.{name}")
    return taken.filter(by=officer_of(by)).exists()


def _due(flow: Flow, state: str, unit: Unit, at: datetime) -> datetime | None:
    key = flow.limits.get(state)
    return at + policies.length(key, unit=unit, at=at) if key else None
