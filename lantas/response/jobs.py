"""Quick response in the background: positions by day and their digests."""

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


@app.periodic(cron="*/10 * * * *")
@app.task(name="response.attest", queueing_lock="response.attest", pass_context=False)
def attest(timestamp: int) -> None:
    """Write the digests of the last ten minutes of positions in the ledger."""
    positions.attest(by=CLOCK, at=now())
