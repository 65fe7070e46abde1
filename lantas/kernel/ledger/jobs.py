"""Background work of the ledger: react, seal, take up what a dead worker dropped."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from lantas.kernel.ledger import reactions, seals

# 2, 4, 8 … 128 seconds: about four minutes until a person is asked.
RETRY = RetryStrategy(max_attempts=reactions.MOST_TRIES - 1, exponential_wait=2)


@app.task(name=reactions.TASK, queue=reactions.QUEUE, retry=RETRY, pass_context=True)
def react(context: JobContext, reaction: str, entry: int) -> None:
    """Run one reaction to one entry; after the last try set it aside."""
    try:
        reactions.react(reaction, entry, at=now())
    except Exception as error:
        tries = context.job.attempts + 1
        if tries >= reactions.MOST_TRIES:
            why = f"{type(error).__name__}: {error}"
            reactions.set_aside(reaction, entry, tries=tries, why=why, at=now())
        raise


@app.periodic(cron="* * * * * */5")
@app.task(name="ledger.seal", queueing_lock="ledger.seal", queue="seals")
def seal(timestamp: int) -> None:
    """Seal what was written in the last seconds."""
    while seals.seal(at=now()):
        pass


@app.periodic(cron="* * * * * */15")
@app.task(name="ledger.take_up", queueing_lock="ledger.take_up", queue="seals")
async def take_up(timestamp: int) -> None:
    """Queue the jobs again whose worker died; each of our jobs may run twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(name="ledger.tidy", queueing_lock="ledger.tidy", queue="seals")
async def tidy(timestamp: int) -> None:
    """Forget jobs of any kind that ended well a day ago; the ledger remembers."""
    await app.job_manager.delete_old_jobs(nb_hours=24)
