"""Cases in the background: the clock looks every five seconds."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lantas.kernel.cases import clocks


@app.periodic(cron="*/5 * * * * *")
@app.task(name="cases.ring", queueing_lock="cases.ring", pass_context=False)
def ring(timestamp: int) -> int:
    """Take the clock's moves for every case whose limit ran out."""
    return clocks.ring(at=now())
