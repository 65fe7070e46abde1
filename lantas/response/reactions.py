"""What quick response does when a clock rings or a ledger line appears."""

from __future__ import annotations

from datetime import datetime

from lantas.kernel.cases import clocks
from lantas.kernel.ledger.models import Entry
from lantas.kernel.ledger.reactions import on
from lantas.kernel.parties import rights
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.response.actions import assignments, incidents, notices
from lantas.response.flow import ASSIGNMENT, INCIDENT
from lantas.response.queries import tracking

clocks.act(INCIDENT, "climb", incidents.climb)
clocks.act(INCIDENT, "wait_long", incidents.mark_late)
clocks.act(INCIDENT, "run_late", incidents.mark_late)
clocks.act(ASSIGNMENT, "lapse", assignments.lapse)


def told_by(reference: str) -> list[dict[str, object]]:
    """Return what a person told us, for his export."""
    return tracking.told_by(reference, seen_by=Citizen())


rights.also_holds("reports", told_by)


@on("incident.reported")
def thank(entry: Entry, *, at: datetime) -> None:
    """Send the person his link, where he left a number."""
    notices.thank(report=entry.detail["report"], by=CLOCK, at=entry.happened_at)


@on("incident.dispatch")
def tell_on_its_way(entry: Entry, *, at: datetime) -> None:
    """Tell the reporters that a patrol has set out."""
    notices.tell_on_its_way(number=entry.subject, by=CLOCK, at=entry.happened_at)


@on("incident.resolve")
def tell_ended(entry: Entry, *, at: datetime) -> None:
    """Tell the reporters the outcome and ask how it was."""
    notices.tell_reporters(
        number=entry.subject, template="ended", by=CLOCK, at=entry.happened_at
    )


@on("incident.reject")
def tell_rejected(entry: Entry, *, at: datetime) -> None:
    """Tell the reporters that no patrol comes."""
    notices.tell_reporters(
        number=entry.subject, template="rejected", by=CLOCK, at=entry.happened_at
    )


@on("assignment.opened")
def tell_crew(entry: Entry, *, at: datetime) -> None:
    """Ring the phones of the patrol that was offered a job."""
    notices.tell_crew(number=entry.subject, by=CLOCK, at=entry.happened_at)


@on("assignment.withdraw")
def tell_withdrawn(entry: Entry, *, at: datetime) -> None:
    """Tell the crew that it was called back."""
    notices.tell_withdrawn(number=entry.subject, by=CLOCK, at=entry.happened_at)
