"""Claim: 200 positions a second taken in while a board shows 200 patrols in time."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from bench import crew, figures, limits, stage
from bench.effort import Effort
from bench.wire import Line

PATROLS, EVERY_S, LASTS_S = 200, 1.0, 20.0
BAR_TAKEN, BAR_BEHIND_S = 200.0, 1.0


@dataclass
class Seen:
    """What phones sent and what the board heard."""

    answers_ms: list[float] = field(default_factory=list)
    refused: int = 0
    lasted_s: float = LASTS_S
    behind_s: list[float] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)


def main() -> int:
    """Measure and print claim, figure and bar."""
    with stage.town() as town:
        patrols = crew.on_patrol(town, PATROLS)
        desk = crew.at_desk(town)
        effort = Effort(town)
        effort.begin()
        seen = asyncio.run(_day(town.web, patrols, desk))
        effort.end()
        kept = int(town.server.sql("SELECT count(*) FROM response_fix;", "lantas"))
        taken = len(seen.answers_ms)
        print(figures.HEAD)
        figures.at_least(
            f"positions taken in over HTTP by {PATROLS} signed-in patrols",
            taken / seen.lasted_s,
            BAR_TAKEN,
            "/s",
        )
        figures.exactly("positions refused or failed", seen.refused, 0)
        figures.exactly("positions acknowledged but not kept", taken - kept, 0)
        figures.exactly("patrols moving on the board", len(seen.signs), PATROLS)
        behind = figures.percentile(seen.behind_s, 95)
        figures.at_most("board behind the phones, p95", behind, BAR_BEHIND_S, "s")
        figures.beside("board behind the phones, worst", max(seen.behind_s), "s")
        heard = 100 * len(seen.behind_s) / max(taken, 1)
        figures.beside("positions that reached the board", heard, "%")
        answered = figures.percentile(seen.answers_ms, 95)
        figures.beside("answer to a phone, p95", answered, "ms")
        effort.tell(per=taken, what="position")
        limits.copied_fixes(town)
        limits.commits(town)
        limits.round_trips(town)
    return 0


async def _day(web: str, patrols: list[dict[str, Any]], desk: str) -> Seen:
    seen = Seen()
    board = (await Line(web, desk).get("/api/response/board")).json()
    hearing = asyncio.create_task(_hear(board["stream"]["url"], seen))
    begin = time.monotonic() + 1.5
    await asyncio.gather(
        *(
            _phone(web, patrol, begin + n * EVERY_S / PATROLS, seen)
            for n, patrol in enumerate(patrols)
        )
    )
    # Ending up to one period early or late is the offer's own grain.
    seen.lasted_s = max(LASTS_S, time.monotonic() - begin - EVERY_S)
    await asyncio.sleep(2 * BAR_BEHIND_S)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    return seen


async def _phone(web: str, patrol: dict[str, Any], begin: float, seen: Seen) -> None:
    """Drive about and tell where, once a second on the second, however slow we are."""
    line = Line(web, patrol["session"])
    lon, lat = patrol["place"]
    chance = random.Random(patrol["call_sign"])
    for n in range(round(LASTS_S / EVERY_S)):
        await asyncio.sleep(max(0.0, begin + n * EVERY_S - time.monotonic()))
        lon += chance.uniform(-1e-4, 1e-4)
        lat += chance.uniform(-1e-4, 1e-4)
        at = datetime.now(tz=UTC)
        spot = {"lon": lon, "lat": lat, "at": at.isoformat(), "heading": 90}
        answer = await line.post("/api/response/positions", [spot])
        if answer.status == 200 and answer.json() == {"kept": 1}:
            took = (datetime.now(tz=UTC) - at).total_seconds()
            seen.answers_ms.append(took * 1000)
        else:
            seen.refused += 1
    line.close()


async def _hear(url: str, seen: Seen) -> None:
    """Be the board: read the stream and note how old each position is by then."""
    async for event, data in events(url):
        if event != "positions":
            continue
        now = datetime.now(tz=UTC)
        for moved in json.loads(data):
            at = datetime.fromisoformat(moved["at"])
            seen.behind_s.append((now - at).total_seconds())
            seen.signs.add(moved["call_sign"])


async def events(url: str) -> AsyncIterator[tuple[str, str]]:
    """Yield name and data of each server-sent event."""
    async with (
        httpx.AsyncClient(timeout=None) as client,
        client.stream("GET", url) as answer,
    ):
        name = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, line.removeprefix("data: ")


if __name__ == "__main__":
    sys.exit(main())
