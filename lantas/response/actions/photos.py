"""Pictures of an incident, kept as evidence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lantas.kernel.ledger import evidence
from lantas.kernel.ledger.evidence import Readable
from lantas.kernel.units.actors import Actor
from lantas.response.models import Assignment, Photo, Report


@transaction.atomic
def add(
    *,
    photo: Readable,
    bringer: Report | Assignment,
    by: Actor,
    at: datetime,
    client_id: UUID | None = None,
) -> Photo:
    """Keep a picture that a reporter or a patrol brought; sent twice is kept once."""
    incident = bringer.incident
    kept = evidence.keep(
        photo,
        unit=incident.unit,
        subject=incident.case.number,
        by=by,
        at=at,
        field="photo",
    )
    return Photo.objects.get_or_create(
        incident=incident,
        evidence=kept,
        defaults={
            "unit": incident.unit,
            "report": bringer if isinstance(bringer, Report) else None,
            "assignment": bringer if isinstance(bringer, Assignment) else None,
            "client_id": client_id,
        },
    )[0]
