"""What happens when a time limit runs out."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import transaction

from lantas.kernel.cases.desk import move_case
from lantas.kernel.cases.flow import Flow
from lantas.kernel.cases.models import Case
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK, Actor


class Action(Protocol):
    """A domain's own action that takes the clock's move, with all that goes with it."""

    def __call__(self, *, case: Case, by: Actor, at: datetime) -> object:
        """Take the move."""
        ...


FLOWS: dict[str, Flow] = {}
ACTIONS: dict[tuple[str, str], Action] = {}


def register(flow: Flow) -> Flow:
    """Make a flow known to the clock and to the documents; once per kind."""
    if FLOWS.setdefault(flow.kind, flow) != flow:
        raise ValueError(f"two flows call themselves {flow.kind}")
    return flow


def act(flow: Flow, name: str, action: Action) -> None:
    """Let ``action`` take the clock's move ``name``, in the same transaction."""
    ACTIONS[flow.kind, name] = action


def ring(*, at: datetime, most: int = 100) -> int:
    """Take the clock's move for every case whose limit ran out; return how many.

    Each case moves in its own transaction. A case that another worker holds is
    skipped, and one that moved meanwhile is no longer late.
    """
    found = [(flow, pk) for flow in FLOWS.values() for pk in _late(flow, at, most)]
    return sum(_ring_one(flow, pk, at) for flow, pk in found)


def _late(flow: Flow, at: datetime, most: int) -> list[int]:
    if not flow.on_due:
        return []
    with transaction.atomic(), scope.whole_corps():
        late = Case.objects.late(at=at).filter(
            kind=flow.kind, state__in=list(flow.on_due)
        )
        return list(late.order_by("due_at").values_list("pk", flat=True)[:most])


def _ring_one(flow: Flow, pk: int, at: datetime) -> int:
    with transaction.atomic(), scope.whole_corps():
        locked = Case.objects.select_for_update(skip_locked=True, of=("self",))
        case = locked.late(at=at).filter(pk=pk, state__in=list(flow.on_due)).first()
        if case is None:
            return 0
        name = flow.on_due[case.state]
        if action := ACTIONS.get((flow.kind, name)):
            action(case=case, by=CLOCK, at=at)
        else:
            move_case(flow, case, name, by=CLOCK, at=at)
        return 1
