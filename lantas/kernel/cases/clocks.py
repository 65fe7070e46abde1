"""What happens when a time limit runs out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lantas.kernel.cases.desk import move_case
from lantas.kernel.cases.flow import Flow
from lantas.kernel.cases.models import Case
from lantas.kernel.units.actors import CLOCK

FLOWS: dict[str, Flow] = {}


def register(flow: Flow) -> Flow:
    """Make a flow known to the clock and to the documents; once per kind."""
    if FLOWS.setdefault(flow.kind, flow) != flow:
        raise ValueError(f"two flows call themselves {flow.kind}")
    return flow


def ring(*, at: datetime, most: int = 100) -> int:
    """Take the clock's move for every case whose limit ran out; return how many.

    Each case moves in its own transaction. A case that another worker holds is
    skipped, and one that moved meanwhile is no longer late.
    """
    rung = 0
    for kind, flow in FLOWS.items():
        if not flow.on_due:
            continue
        late = Case.objects.late(at=at).filter(kind=kind, state__in=list(flow.on_due))
        for pk in late.order_by("due_at").values_list("pk", flat=True)[:most]:
            rung += _ring_one(flow, pk, at)
    return rung


@transaction.atomic
def _ring_one(flow: Flow, pk: int, at: datetime) -> int:
    locked = Case.objects.select_for_update(skip_locked=True, of=("self",))
    case = locked.late(at=at).filter(pk=pk, state__in=list(flow.on_due)).first()
    if case is None:
        return 0
    move_case(flow, case, flow.on_due[case.state], by=CLOCK, at=at)
    return 1
