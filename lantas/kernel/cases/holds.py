"""Which matters are still open: while one is, nobody's data in it are erased."""

from __future__ import annotations

from collections.abc import Iterable

from lantas.kernel.cases.clocks import FLOWS
from lantas.kernel.cases.models import Case


def still_open(numbers: Iterable[str]) -> list[str]:
    """Return the case numbers that are open, or of a flow that nobody registered."""
    rows = Case.objects.filter(number__in=list(numbers)).order_by("number")
    return [
        case.number
        for case in rows
        if case.kind not in FLOWS or case.state in FLOWS[case.kind].open
    ]
