"""What a person may ask of us: who looked, what is held, and to be forgotten.

UU 27/2022 on personal data: access and a copy, an end to processing, erasure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.parties import people, wall
from lantas.kernel.parties.models import Involvement, Person
from lantas.kernel.parties.terms import Duty, Purpose, Role
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Actor, kind_of, officer_of

Holding = Callable[[str], list[dict[str, Any]]]
HOLDINGS: dict[str, Holding] = {}
StillOpen = Callable[[Iterable[str]], list[str]]
MATTERS: list[StillOpen] = []
ERASED = "erased.txt"


class HeldByLaw(Refusal):
    """The record is needed for a matter that is still open."""


class NotKeeper(Refusal):
    """Only the person himself or a keeper of his unit's data may ask for this."""

    status = 403


@dataclass(frozen=True)
class LookSeen:
    """One look, as its subject may see it: when, which unit, why. Not who."""

    at: datetime
    unit: str
    purpose: str
    purpose_name: str
    case: str
    by: str


def also_holds(name: str, holding: Holding) -> None:
    """Add what another app holds on a person to his export."""
    HOLDINGS[name] = holding


def ask_about_matters(still_open: StillOpen) -> None:
    """Let ``still_open`` say which of some case numbers are still open."""
    MATTERS[:] = [still_open]


def looks(references: Iterable[str]) -> list[LookSeen]:
    """Return every look at these records, the newest first, from the ledger."""
    with transaction.atomic(), scope.whole_corps():
        lines = Entry.objects.filter(
            name="party.looked", subject__in=list(references)
        ).select_related("unit")
        return [_seen(line) for line in lines.order_by("-happened_at", "-pk")[:500]]


def _seen(line: Entry) -> LookSeen:
    purpose = str(line.detail.get("purpose", ""))
    known = purpose in Purpose.values
    return LookSeen(
        at=line.happened_at,
        unit=line.unit.name,
        purpose=purpose,
        purpose_name=str(Purpose(purpose).label) if known else purpose,
        case=str(line.detail.get("case", "")),
        by=line.actor,
    )


def matters_of(reference: str) -> list[dict[str, Any]]:
    """Return the matters a person is part of, and as what."""
    with transaction.atomic(), scope.whole_corps():
        rows = Involvement.objects.filter(person=reference).select_related("unit")
        return [
            {
                "case": row.case,
                "role": row.role,
                "role_name": str(Role(row.role).label),
                "unit": row.unit.name,
                "since": row.since_at.isoformat(),
            }
            for row in rows.order_by("since_at", "pk")
        ]


def export(
    reference: str, *, by: Actor, at: datetime, note: str = ""
) -> dict[str, Any]:
    """Return everything held on one person; asking for it is itself a look."""
    with transaction.atomic():
        person = _person(reference, by)
        known = people.look(
            reference,
            by=by,
            purpose=Purpose.OWN_REQUEST,
            at=at,
            unit=person.unit,
            note=note,
        )
        return {
            "reference": reference,
            "exported_at": at.isoformat(),
            "remembered_at": person.remembered_at.isoformat(),
            "remembered_by": person.unit.name,
            "person": {field: getattr(known, field) for field in people.SEALED},
            "matters": matters_of(reference),
            "looks": [
                {
                    "at": look.at.isoformat(),
                    "unit": look.unit,
                    "purpose": look.purpose,
                    "purpose_name": look.purpose_name,
                    "case": look.case,
                }
                for look in looks([reference])
            ],
            **{name: holding(reference) for name, holding in HOLDINGS.items()},
        }


def correct(reference: str, *, by: Actor, at: datetime, **fields: str) -> list[str]:
    """Put fields right at the person's request (a keeper has seen his KTP)."""
    with transaction.atomic():
        person = _person(reference, by)
        officer = officer_of(by)
        unit = officer.unit if officer else person.unit
        return people.correct(reference, unit=unit, by=by, at=at, **fields)


@transaction.atomic
def erase(reference: str, *, by: Actor, at: datetime) -> None:
    """Destroy the record's key: the row stays, nobody can read it again.

    Refused while a matter that the person is part of is open.
    """
    person = _person(reference, by)
    if held := _still_open(reference):
        raise HeldByLaw(
            _(
                "This record is needed while %(cases)s is open. Ask again when it is"
                " closed; the law lets us keep it until then."
            )
            % {"cases": ", ".join(held)}
        )
    with wall.opened(Purpose.OWN_REQUEST, reference):
        person = Person.objects.select_for_update(of=("self",)).get(pk=reference)
        if person.data_key is None:
            return
        person.data_key = person.phone_index = person.nik_index = None
        person.erased_at = at
        person.save()
    with scope.units([person.unit_id]):
        book.write("party.erased", subject=reference, unit=person.unit, by=by, at=at)
    transaction.on_commit(lambda: _list_erased(reference))


def _person(reference: str, by: Actor) -> Person:
    with wall.opened(Purpose.OWN_REQUEST, reference):
        person = people.get_person(reference)
        unit = person.unit
    officer = officer_of(by)
    if kind_of(by) == "clock" or (
        officer is not None and not officer.may(Duty.KEEPER, at=unit)
    ):
        raise NotKeeper(
            _("This needs the duty %(duty)s over %(unit)s.")
            % {"duty": Duty.KEEPER.label, "unit": unit}
        )
    return person


def _still_open(reference: str) -> list[str]:
    cases = [matter["case"] for matter in matters_of(reference)]
    if not cases:
        return []
    # Where nobody can say, a matter counts as open: erasure cannot be taken back.
    with scope.whole_corps():
        return MATTERS[0](cases) if MATTERS else cases


def erased_list() -> Path:
    """Return the list of erased records, kept with the keys, outside the database.

    After a restore from a backup it says whose key has to be destroyed again.
    """
    return Path(settings.KEYS_DIR) / ERASED


def _list_erased(reference: str) -> None:
    path = erased_list()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w"
    ) as file:
        file.write(f"{reference}\n")
        file.flush()
        os.fsync(file.fileno())


@transaction.atomic
def forget_again() -> int:
    """Destroy the keys that a restored backup brought back; return how many."""
    path = erased_list()
    listed = set(path.read_text().split()) if path.exists() else set()
    with wall.opened(Purpose.OVERSIGHT, *sorted(listed)):
        back = Person.objects.filter(pk__in=listed, data_key__isnull=False)
        return back.update(
            data_key=None, phone_index=None, nik_index=None, erased_at=Now()
        )
