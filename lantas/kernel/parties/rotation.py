"""Change the key that wraps the data keys, without touching what they locked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.parties import envelope, people, wall
from lantas.kernel.parties.envelope import Wrapped
from lantas.kernel.parties.keeper import KeyKeeper, keeper
from lantas.kernel.parties.models import Person
from lantas.kernel.parties.terms import Purpose
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Unit

BATCH = 500
# Each rewraps one batch of a table and returns how many rows it held.
Rewrap = Callable[[KeyKeeper, str], int]
TABLES: list[Rewrap] = []


class StillWrapped(Refusal):
    """Rows are still wrapped with the key that was to be retired."""


def also_rewrap(table: Rewrap) -> None:
    """Add another app's table to the rotation."""
    if table not in TABLES:
        TABLES.append(table)


def rotate(*, at: datetime) -> tuple[str, int]:
    """Make a new wrapping key and rewrap every data key; return its id and how many.

    Rows are rewrapped in batches of their own transaction, while work goes on. When
    it is stopped half-way, call ``rewrap`` again.
    """
    store = keeper()
    new = store.rotate()
    count = rewrap(store)
    with transaction.atomic(), scope.whole_corps():
        head = Unit.objects.order_by("path").first()
        if head is not None:
            book.write(
                "vault.rotated", subject=new, unit=head, by=CLOCK, at=at, rows=count
            )
    return new, count


def rewrap(store: KeyKeeper) -> int:
    """Rewrap whatever is not wrapped with the current key; return how many rows."""
    total, current = 0, store.current()
    for table in [persons, *TABLES]:
        while count := table(store, current):
            total += count
    return total


def persons(store: KeyKeeper, current: str) -> int:
    """Rewrap one batch of people."""
    with transaction.atomic(), wall.opened(Purpose.OVERSIGHT, wall.EVERY):
        rows = list(
            Person.objects.select_for_update()
            .filter(data_key__isnull=False)
            .exclude(wrapped_by=current)
            .order_by("pk")[:BATCH]
        )
        for row in rows:
            old = Wrapped(row.key_id, row.wrapped_by, bytes(row.data_key or b""))
            new = envelope.rewrap(people.TABLE, row.pk, old, store)
            row.wrapped_by, row.data_key = new.wrapped_by, new.wrapped
        Person.objects.bulk_update(rows, ["wrapped_by", "data_key"])
        return len(rows)


def retire(key_id: str) -> None:
    """Destroy an old wrapping key, once more making sure that nothing needs it."""
    store = keeper()
    if rewrap(store):
        raise StillWrapped(f"{key_id} was still in use; it is not any more. Ask again.")
    store.retire(key_id)
