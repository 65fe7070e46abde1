"""Hand out a bundle to an officer who may have it, and write that down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel.ledger import book, bundles, seals
from lantas.kernel.ledger.models import Entry
from lantas.kernel.ledger.operating import NotYours
from lantas.kernel.ledger.proofs import NotSealed
from lantas.kernel.ledger.terms import Duty
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer


@dataclass(frozen=True)
class Bundle:
    """A ZIP and the name it leaves the house under."""

    name: str
    content: bytes


def check(officer: Officer) -> None:
    """Refuse officers who may hand out no bundle at all."""
    if not officer.holds(Duty.AUDITOR):
        raise NotYours(
            _("This needs the duty %(duty)s.") % {"duty": Duty.AUDITOR.label}
        )


@transaction.atomic
def hand_out(subject: str, *, by: Officer, at: datetime) -> Bundle:
    """Make the bundle of a case of the auditor's units, everything in it sealed."""
    check(by)
    seals.seal(at=at)
    entries = _entries(subject, by)
    if any(not hasattr(entry, "leaf") for entry in entries):
        raise NotSealed(_("An entry is being sealed. Please try again in a moment."))
    made = bundles.make(subject, entries=entries, at=at)
    unit = entries[-1].unit
    book.write("bundle.made", subject=subject, unit=unit, by=by, at=at)
    name = re.sub(r"[^A-Za-z0-9-]", "-", subject)
    return Bundle(f"{name}-{at:%Y%m%d-%H%M%S}.zip", made)


def _entries(subject: str, officer: Officer) -> list[Entry]:
    found = Entry.objects.filter(subject=subject).select_related("leaf", "unit")
    ids = scope.ids_seen(officer)
    rows = found if ids is None else found.filter(unit_id__in=ids)
    return [
        row
        for row in rows.order_by("leaf__position", "pk")
        if officer.may(Duty.AUDITOR, at=row.unit)
    ]
