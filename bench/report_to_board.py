"""Claim: a new report is on the dispatcher's screen within a second."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
import uuid
from dataclasses import dataclass, field

from bench import crew, figures, limits, stage
from bench.positions import events
from bench.wire import Line

REPORTS, EVERY_S, BAR_S = 40, 0.4, 1.0
# The page waits this long for lines of the same deed; see board/main.ts.
GATHER_S = 0.12


@dataclass
class Seen:
    """When each report was sent, heard of on the stream and read from the board."""

    sent: dict[str, float] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)

    def since_sent(self, times: dict[str, float]) -> list[float]:
        """Return the seconds from sending to each of these times."""
        return [times[number] - sent for number, sent in self.sent.items()]


def main() -> int:
    """Measure and print claim, figure and bar."""
    with stage.town() as town:
        desk = crew.at_desk(town)
        places = crew.places(town, REPORTS)
        seen = asyncio.run(_day(town.web, desk, places))
        print(figures.HEAD)
        lost = REPORTS - len(seen.shown)
        figures.exactly("reports that never reached the board", lost, 0)
        if not lost:
            shown = figures.percentile(seen.since_sent(seen.shown), 95)
            figures.at_most("report sent → on the board, p95", shown, BAR_S, "s")
            worst = max(seen.since_sent(seen.shown))
            figures.at_most("report sent → on the board, worst", worst, BAR_S, "s")
            heard = figures.percentile(seen.since_sent(seen.heard), 95)
            figures.beside("report sent → heard on the stream, p95", heard, "s")
        limits.notified(town)
        limits.commits(town)
    return 0


async def _day(web: str, desk: str, places: list[tuple[float, float]]) -> Seen:
    seen, arrived = Seen(), asyncio.Event()
    line = Line(web, desk)
    board = (await line.get("/api/response/board")).json()
    hearing = asyncio.create_task(
        _watch(board["stream"]["url"], line, seen, arrived, len(places))
    )
    await asyncio.sleep(1.0)
    photos = [picture(n) if n % 2 else b"" for n in range(len(places))]
    begin, sending = time.monotonic(), []
    for n, place in enumerate(places):
        await asyncio.sleep(max(0.0, begin + n * EVERY_S - time.monotonic()))
        sending.append(asyncio.create_task(_report(web, n, place, photos[n], seen)))
    await asyncio.gather(*sending)
    try:
        async with asyncio.timeout(10):
            await arrived.wait()
    except TimeoutError:
        pass
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    return seen


async def _report(
    web: str, n: int, place: tuple[float, float], photo: bytes, seen: Seen
) -> None:
    """Be a citizen; every second one sends a photo along."""
    said = {
        "client_id": uuid.uuid4(),
        "lon": place[0],
        "lat": place[1],
        "kind": "crash",
        "what": "Dua motor bertabrakan",
        "language": "id",
    }
    line, sent = Line(web, address=f"10.3.0.{n}"), time.monotonic()
    files = {"photo": photo} if photo else {}
    answer = await line.post_form("/api/response/reports", said, files)
    if answer.status != 201:
        raise RuntimeError(f"refused: {answer.status} {answer.body[:300]!r}")
    seen.sent[answer.json()["number"]] = sent
    line.close()


async def _watch(
    url: str, line: Line, seen: Seen, arrived: asyncio.Event, expected: int
) -> None:
    """Be the board: news that come together are answered by one look."""
    news = asyncio.Event()
    looking = asyncio.create_task(_look(line, seen, news, arrived, expected))
    try:
        async for event, data in events(url):
            said = json.loads(data)
            if event == "change" and said["subject"].startswith("INC-"):
                seen.heard.setdefault(said["subject"], time.monotonic())
                news.set()
    finally:
        looking.cancel()


async def _look(
    line: Line,
    seen: Seen,
    news: asyncio.Event,
    arrived: asyncio.Event,
    expected: int,
) -> None:
    while True:
        await news.wait()
        await asyncio.sleep(GATHER_S)
        news.clear()
        board = (await line.get("/api/response/board")).json()
        now = time.monotonic()
        for incident in board["incidents"]:
            seen.shown.setdefault(incident["number"], now)
        if len(seen.shown) >= expected:
            arrived.set()


def picture(n: int) -> bytes:
    """Return a photo as a phone sends it: 12 million pixels, different each time."""
    from PIL import Image

    image = Image.effect_noise((64, 48), 60 + n).resize((4000, 3000))
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
