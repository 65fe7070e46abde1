"""``python -m lantas.demo.liveday``: run the day against a town that is up."""

from __future__ import annotations

import asyncio
import os

import click

from lantas.demo.liveday import citizens, dispatchers, officers
from lantas.demo.liveday.pace import Pace


@click.command()
@click.option(
    "--web", default=os.environ.get("LANTAS_WEB_URL", "http://127.0.0.1:8000")
)
@click.option("--times", default=float(os.environ.get("LANTAS_PACE", "4")))
@click.option("--reports-per-hour", default=30.0)
@click.option("--patrols", default=11, help="How many patrols drive by themselves.")
@click.option("--dispatch/--no-dispatch", default=True, help="Send patrols by itself.")
@click.option("--seed", default=7)
def main(
    web: str,
    times: float,
    reports_per_hour: float,
    patrols: int,
    dispatch: bool,
    seed: int,
) -> None:
    """Let citizens report, dispatchers send and officers drive, over HTTP alone.

    The first patrol (patroli01) is left free for whoever wants to play officer.
    """
    pace = Pace(times=times, seed=seed)
    asyncio.run(_day(web, pace, reports_per_hour, patrols, dispatch))


async def _day(
    web: str, pace: Pace, per_hour: float, patrols: int, dispatch: bool
) -> None:
    password = os.environ.get("LANTAS_DEMO_PASSWORD", "kota-contoh-siaga")
    async with asyncio.TaskGroup() as day:
        day.create_task(citizens.crowd(web, pace, per_hour=per_hour))
        for n in range(2, patrols + 2):
            day.create_task(officers.work(web, pace, n, password))
        if dispatch:
            day.create_task(dispatchers.watch(web, pace, "dispatcher", password))


if __name__ == "__main__":
    main()
