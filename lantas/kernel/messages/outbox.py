"""Put a message in the outbox; the worker takes it from there.

Sending never waits for a provider: it adds a row and a job to the transaction that
causes it. Rolled back together, kept together.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from lantas.kernel.messages import addresses, letters
from lantas.kernel.messages.models import Message
from lantas.kernel.messages.terms import Way
from lantas.kernel.parties import envelope
from lantas.kernel.units import scope
from lantas.kernel.units.models import Unit

TASK, QUEUE = "outbox.deliver", "outbox"


def send(
    template: str,
    *,
    to: str,
    unit: Unit,
    subject: str,
    at: datetime,
    key: str,
    channel: str = "",
    language: str = "",
    good_for: timedelta | None = None,
    **values: object,
) -> bool:
    """Queue one message; return False when this ``key`` was queued before.

    ``to`` is a person (``P-…``), an officer (``officer-7``), the holder of a secret
    link (``addresses.link_owner(token)``) or a bare ``phone:+62…``, ``sms:+62…``,
    ``whatsapp:+62…``, ``email:…``. ``channel`` allows one way only. After
    ``good_for`` it is not sent any more. ``values`` fill the text; they are sealed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message belongs in the transaction that causes it")
    said = {name: str(value) for name, value in values.items()}
    letters.check(template, said)
    message = Message(
        key=key,
        template=template,
        language=language,
        unit=unit,
        subject=subject,
        only=channel,
        queued_at=at,
        next_at=at,
        expires_at=at + good_for if good_for else None,
    )
    _seal(message, to, said)
    with scope.units([unit.pk]):
        # One statement decides, also between two transactions at once.
        new = _insert(message)
    if new:
        defer(message)
    return new


def _seal(message: Message, to: str, values: dict[str, str]) -> None:
    box, wrapped = envelope.fresh(addresses.MESSAGES, str(message.pk))
    message.key_id, message.wrapped_by = wrapped.key_id, wrapped.wrapped_by
    message.data_key = wrapped.wrapped
    message.values = box.seal("values", json.dumps(values))
    if to.partition(":")[0] in {*Way.values, "phone"}:
        message.address = box.seal("address", to)
    else:
        message.to = to


def _insert(message: Message) -> bool:
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.filter(pk=message.pk).exists()


def defer(message: Message, *, at: datetime | None = None) -> None:
    """Give the worker the job, now or at a later time, in this transaction."""
    job = app.configure_task(TASK, queue=QUEUE, schedule_at=at, allow_unknown=True)
    job.defer(message=str(message.pk))


def order() -> list[str]:
    """Return the ways that are set up, the preferred one first."""
    return [way for way, path in settings.MESSAGE_CHANNELS.items() if path]
