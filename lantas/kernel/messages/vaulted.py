"""What the vault asks of the outbox: carry codes, rewrap keys, tell what is held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from lantas.kernel.messages import addresses, letters, outbox
from lantas.kernel.messages.models import Message, Subscription
from lantas.kernel.parties import envelope, proofs
from lantas.kernel.parties.envelope import Wrapped
from lantas.kernel.parties.keeper import KeyKeeper
from lantas.kernel.parties.rotation import BATCH
from lantas.kernel.units import scope
from lantas.kernel.units.models import Unit


def carry_code(
    number: str, code: str, unit: Unit, challenge: int, at: datetime
) -> None:
    """Send a one-time code to the very telephone that it is to prove."""
    outbox.send(
        "parties.one_time_code",
        to=f"phone:{number}",
        unit=unit,
        subject="",
        at=at,
        key=f"one-time-code:{challenge}",
        language=(get_language() or "id")[:2],
        good_for=proofs.GOOD_FOR,
        code=code,
    )


def messages_to(reference: str) -> list[dict[str, Any]]:
    """Return what went out to a person, for his export."""
    with transaction.atomic(), scope.whole_corps():
        rows = Message.objects.filter(to=reference).order_by("queued_at", "pk")
        return [
            {
                "template": row.template,
                "title": _title(row),
                "case": row.subject,
                "queued_at": row.queued_at.isoformat(),
                "state": row.state,
                "state_name": row.get_state_display(),
                "way": row.way,
                "way_name": row.get_way_display(),
            }
            for row in rows
        ]


def _title(row: Message) -> str:
    # The values are gone with the message's key; the case number is all that is left.
    template = letters.get_template(row.template, (get_language() or "id")[:2])
    known = {"number": row.subject}
    values = {name: known.get(name, "…") for name in template.placeholders}
    return template.title.format_map(values)


def rewrap_messages(store: KeyKeeper, current: str) -> int:
    """Rewrap one batch of messages that still have a key."""
    with transaction.atomic(), scope.whole_corps():
        rows = Message.objects.select_for_update().filter(data_key__isnull=False)
        return _rewrap(
            Message,
            addresses.MESSAGES,
            list(rows.exclude(wrapped_by=current).order_by("pk")[:BATCH]),
            store,
        )


def rewrap_subscriptions(store: KeyKeeper, current: str) -> int:
    """Rewrap one batch of subscriptions."""
    with transaction.atomic():
        rows = Subscription.objects.select_for_update().exclude(wrapped_by=current)
        return _rewrap(
            Subscription,
            addresses.SUBSCRIPTIONS,
            list(rows.order_by("pk")[:BATCH]),
            store,
        )


def _rewrap(model: Any, table: str, rows: list[Any], store: KeyKeeper) -> int:
    for row in rows:
        old = Wrapped(row.key_id, row.wrapped_by, bytes(row.data_key))
        new = envelope.rewrap(table, str(row.pk), old, store)
        row.wrapped_by, row.data_key = new.wrapped_by, new.wrapped
    model.objects.bulk_update(rows, ["wrapped_by", "data_key"])
    return len(rows)
