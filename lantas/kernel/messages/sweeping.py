"""Take up what a dead worker dropped; forget what nobody will send any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lantas.kernel.messages import outbox
from lantas.kernel.messages.models import Message
from lantas.kernel.messages.terms import MessageState
from lantas.kernel.units import scope

# A job that is merely a little late is not taken up a second time.
GRACE = timedelta(seconds=45)
# An operator has this long to send a dead message again; then its key goes.
DEAD_KEPT = timedelta(days=30)
MOST = 1000


def sweep(*, at: datetime) -> int:
    """Queue overdue messages again and forget old dead ones; return how many."""
    with transaction.atomic(), scope.whole_corps():
        due = Message.objects.filter(next_at__lt=at - GRACE).order_by("next_at")
        found = [str(pk) for pk in due.values_list("pk", flat=True)[:MOST]]
        taken = sum(_take_up(pk) for pk in found)
        _forget(before=at - DEAD_KEPT)
    return taken


def _take_up(pk: str) -> int:
    # The lock keeps one waiting job per message, however long the queue stands.
    job = app.configure_task(
        outbox.TASK,
        queue=outbox.QUEUE,
        queueing_lock=f"outbox-{pk}",
        allow_unknown=True,
    )
    try:
        with transaction.atomic():
            job.defer(message=pk)
    except AlreadyEnqueued:
        return 0
    return 1


def _forget(*, before: datetime) -> None:
    Message.objects.filter(
        state=MessageState.DEAD, queued_at__lt=before, data_key__isnull=False
    ).update(data_key=None, address=None, values=None)
