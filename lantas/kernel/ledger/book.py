"""The one way to write in the ledger."""

from datetime import datetime
from typing import Any

from lantas.kernel.ledger import reactions
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import Actor, kind_of, officer_of
from lantas.kernel.units.models import Unit


def write(
    name: str, *, subject: str, unit: Unit, by: Actor, at: datetime, **detail: Any
) -> Entry:
    """Append one fact. Call it inside the transaction that makes the fact true.

    ``detail`` holds references and digests, never personal data.
    """
    entry = Entry.objects.create(
        name=name,
        subject=subject,
        unit=unit,
        actor=kind_of(by),
        by=officer_of(by),
        happened_at=at,
        detail=detail,
    )
    reactions.defer(entry)
    return entry
