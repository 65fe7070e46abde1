"""Quick response in the background: cut the position table by day, drop old days."""

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lantas.kernel.units.actors import CLOCK
from lantas.response.actions import positions


@app.periodic(cron="7 * * * *")
@app.task(name="response.days", queueing_lock="response.days", pass_context=False)
def days(timestamp: int) -> None:
    """Make the coming days' partitions, and drop those past their keeping."""
    positions.make_days(by=CLOCK, at=now())
    positions.drop_days(by=CLOCK, at=now())
