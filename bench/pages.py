"""Claim: at 50 requests a second, 95 of 100 pages and answers come within 150 ms."""

from __future__ import annotations

import asyncio
import random
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench import crew, figures, limits, stage
from bench.effort import Effort
from bench.wire import Answer, Line

RATE, LASTS_S, BAR_MS = 50, 30.0, 150.0
LIMIT_LASTS_S = 6.0
VISITORS, PATROLS, REPORTS = 40, 40, 30
HTML = "text/html"


@dataclass(frozen=True)
class Ask:
    """One kind of request: how often of a hundred, and what is asked."""

    name: str
    share: int
    path: Callable[[random.Random], str]
    accept: str = "application/json"
    officer: bool = False


@dataclass
class Heard:
    """How long each kind of answer took, from when it was due to be asked."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    @property
    def all_ms(self) -> list[float]:
        """Return every time, whatever was asked."""
        return [ms for times in self.took_ms.values() for ms in times]


def main() -> int:
    """Measure and print claim, figure and bar."""
    with stage.town() as town:
        patrols = crew.on_patrol(town, PATROLS)
        desk = crew.at_desk(town)
        places = crew.places(town, 200)
        effort = Effort(town)
        heard, limit = asyncio.run(_day(town.web, patrols, desk, places, effort))
        print(figures.HEAD)
        p95 = figures.percentile(heard.all_ms, 95)
        figures.at_most(f"pages and answers, p95 at {RATE} req/s", p95, BAR_MS, "ms")
        figures.exactly("of them failed", len(heard.failed), 0)
        for name, times in sorted(heard.took_ms.items()):
            figures.beside(f"{name}, p95", figures.percentile(times, 95), "ms")
        p95 = figures.percentile(limit.all_ms, 95)
        figures.beside(f"limit: SELECT 1 over HTTP, p95 at {RATE} req/s", p95, "ms")
        effort.tell(per=len(heard.all_ms), what="request")
        limits.round_trips(town)
        for why in sorted(set(heard.failed)):
            print(f"failed: {why}")
    return 0


def mix(places: list[tuple[float, float]], tokens: list[str]) -> list[Ask]:
    """Return what a town asks for, in hundredths."""

    def point(chance: random.Random) -> str:
        lon, lat = chance.choice(places)
        return f"lon={lon}&lat={lat}"

    return [
        Ask("home page", 20, lambda c: "/", HTML),
        Ask("report page", 10, lambda c: "/report/", HTML),
        Ask("tracking page", 10, lambda c: f"/track/{c.choice(tokens)}/", HTML),
        Ask("tracking", 15, lambda c: f"/api/response/track/{c.choice(tokens)}"),
        Ask("board", 20, lambda c: "/api/response/board", officer=True),
        Ask("reports near a point", 10, lambda c: f"/api/response/near?{point(c)}"),
        Ask("where is this", 15, lambda c: f"/api/places/locate?{point(c)}"),
    ]


async def _day(
    web: str,
    patrols: list[dict[str, Any]],
    desk: str,
    places: list[tuple[float, float]],
    effort: Effort,
) -> tuple[Heard, Heard]:
    await _place(web, patrols)
    tokens = [await _report(web, *places[n * 6]) for n in range(REPORTS)]
    asks = mix(places, tokens)
    await load(web, asks, desk, lasts_s=3.0)  # every worker has loaded its roads
    effort.begin()
    heard = await load(web, asks, desk, lasts_s=LASTS_S)
    effort.end()
    plain = [Ask("health", 100, lambda c: "/healthz")]
    return heard, await load(web, plain, desk, lasts_s=LIMIT_LASTS_S)


async def _place(web: str, patrols: list[dict[str, Any]]) -> None:
    for patrol in patrols:
        lon, lat = patrol["place"]
        spot = {"lon": lon, "lat": lat, "at": datetime.now(tz=UTC).isoformat()}
        line = Line(web, patrol["session"])
        _must(await line.post("/api/response/positions", [spot]))
        line.close()


async def _report(web: str, lon: float, lat: float) -> str:
    said = {
        "client_id": uuid.uuid4(),
        "lon": lon,
        "lat": lat,
        "kind": "congestion",
        "what": "Macet total sejak setengah jam",
        "language": "id",
    }
    line = Line(web, address=f"10.1.0.{random.randrange(250)}")
    receipt = _must(await line.post_form("/api/response/reports", said)).json()
    line.close()
    return str(receipt["token"])


def _must(answer: Answer) -> Answer:
    if answer.status >= 400:
        raise RuntimeError(f"set-up was refused: {answer.status} {answer.body[:300]!r}")
    return answer


async def load(web: str, asks: list[Ask], desk: str, *, lasts_s: float) -> Heard:
    """Ask at chance moments, ``RATE`` a second, however slow the answers are.

    Each time counts from when the request was due, so waiting for a free line counts.
    """
    heard, chance = Heard(), random.Random(7)
    lines: asyncio.Queue[Line] = asyncio.Queue()
    for n in range(VISITORS):
        lines.put_nowait(Line(web, address=f"10.2.0.{n}"))
    officers: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(VISITORS // 4):
        officers.put_nowait(Line(web, desk))
    begin, due, going = time.monotonic(), 0.0, []
    while (due := due + chance.expovariate(RATE)) < lasts_s:
        await asyncio.sleep(max(0.0, begin + due - time.monotonic()))
        (ask,) = chance.choices(asks, [ask.share for ask in asks])
        pool = officers if ask.officer else lines
        going.append(
            asyncio.create_task(_one(ask, ask.path(chance), pool, begin + due, heard))
        )
    await asyncio.gather(*going)
    for pool in (lines, officers):
        while not pool.empty():
            pool.get_nowait().close()
    return heard


async def _one(
    ask: Ask, path: str, pool: asyncio.Queue[Line], due: float, heard: Heard
) -> None:
    line = await pool.get()
    try:
        answer = await line.get(path, ask.accept)
        if answer.status != 200:
            heard.failed.append(f"{ask.name}: {answer.status}")
    except (OSError, asyncio.IncompleteReadError) as trouble:
        heard.failed.append(f"{ask.name}: {trouble!r}")
    finally:
        pool.put_nowait(line)
    heard.took_ms[ask.name].append((time.monotonic() - due) * 1000)


if __name__ == "__main__":
    sys.exit(main())
