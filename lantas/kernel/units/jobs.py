"""Units in the background: counts of old windows are thrown away."""

from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lantas.kernel.units import rates


@app.periodic(cron="*/10 * * * *")
@app.task(name="units.forget_rates", queueing_lock="units.forget_rates")
def forget_rates(timestamp: int) -> int:
    """Delete counts older than an hour."""
    return rates.forget(before=now() - timedelta(hours=1))
