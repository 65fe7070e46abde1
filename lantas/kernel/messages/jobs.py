"""Background work of the outbox: deliver, and take up what a dead worker dropped."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lantas.kernel.messages import delivery, outbox, sweeping


@app.task(name=outbox.TASK, queue=outbox.QUEUE)
def deliver(message: str) -> None:
    """Make one try for one message."""
    delivery.deliver(message, at=now())


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queueing_lock="outbox.sweep", queue=outbox.QUEUE)
def sweep(timestamp: int) -> None:
    """Queue again what is overdue; forget what has lain dead for long."""
    sweeping.sweep(at=now())
