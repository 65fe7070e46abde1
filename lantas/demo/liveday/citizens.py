"""People who see something on the road, report it, follow it and say how it was."""

from __future__ import annotations

import asyncio
import io
import uuid
from typing import Any

import httpx
import structlog
from PIL import Image, ImageDraw

from lantas.demo.liveday.door import Shut, Visitor
from lantas.demo.liveday.pace import Pace
from lantas.demo.liveday.phrases import ANYTHING, SAYS, THANKS

log = structlog.get_logger()
ENDED = {"closed", "resolved", "rejected"}


def picture(text: str) -> bytes:
    """Return a drawn photograph: it shows that it is one of nobody and nothing."""
    image = Image.new("RGB", (1280, 960), "#8fa3ad")
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 960), (520, 420), (760, 420), (1280, 960)], fill="#4a4f55")
    for n in range(6):
        top, wide = 440 + n * 90, 4 + n * 3
        draw.rectangle([640 - wide, top, 640 + wide, top + 50], fill="#f2f2f2")
    draw.rectangle([300, 640, 560, 780], fill="#b23b3b")
    draw.text((40, 40), f"FOTO CONTOH\n{text}", fill="#10202a", font_size=40)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=82)
    return kept.getvalue()


async def crowd(base: str, pace: Pace, *, per_hour: float) -> None:
    """Let reports come, ``per_hour`` on average, for ever."""
    visitor = Visitor(base)
    kinds = [row["value"] for row in await visitor.get("/api/response/kinds")]
    following: set[asyncio.Task[None]] = set()
    while True:
        await pace.wait(pace.until_next(per_hour))
        task = asyncio.create_task(_one(base, pace, pace.chance.choice(kinds)))
        following.add(task)
        task.add_done_callback(following.discard)


async def _one(base: str, pace: Pace, kind: str) -> None:
    visitor = Visitor(base)
    try:
        place = await somewhere(visitor, pace)
        if place is None:
            return
        told = await report(visitor, pace, kind, place)
        await follow(visitor, pace, told["token"])
    except (Shut, httpx.HTTPError) as trouble:
        log.info("citizen gave up", why=str(trouble))
    finally:
        await visitor.leave()


async def somewhere(visitor: Visitor, pace: Pace) -> tuple[float, float] | None:
    """Return a point on a road of the town, found as a finger finds it on the map."""
    tiles = await visitor.get("/map/tiles.json")
    west, south, east, north = tiles["roads_bounds"]
    for _try in range(60):
        lon, lat = pace.chance.uniform(west, east), pace.chance.uniform(south, north)
        try:
            found = await visitor.get("/api/places/locate", lon=lon, lat=lat)
        except Shut:
            continue
        near = found["segment"] is not None and found["distance_m"] < 60
        if near and found["areas"]:
            return lon, lat
    return None


async def report(
    visitor: Visitor, pace: Pace, kind: str, place: tuple[float, float]
) -> dict[str, Any]:
    """Send one report, sometimes with a photograph, sometimes with a number."""
    lon, lat = place
    what = pace.chance.choice(SAYS.get(kind, ANYTHING))
    data = {
        "client_id": str(uuid.uuid4()),
        "lon": str(lon),
        "lat": str(lat),
        "kind": kind,
        "what": what,
        "language": "id",
    }
    near = await visitor.get("/api/response/near", lon=lon, lat=lat)
    same = [row for row in near if row["kind"] == kind]
    if same:
        data["joins"] = same[0]["number"]
    if pace.chance.random() < 0.3:
        data["phone"] = f"0812000{pace.chance.randrange(100_000):05d}"
    files = {}
    if pace.chance.random() < 0.4:
        files["photo"] = ("foto.jpg", picture(kind), "image/jpeg")
    told: dict[str, Any] = await visitor.post(
        "/api/response/reports", data=data, files=files or {"none": ("", b"")}
    )
    log.info("report", number=told["number"], kind=kind)
    return told


async def follow(visitor: Visitor, pace: Pace, token: str) -> None:
    """Look at the tracking page now and then, and rate the help when it is over."""
    for _look in range(60):
        await pace.wait(pace.around(90))
        seen = await visitor.get(f"/api/response/track/{token}")
        if seen["can_rate"]:
            stars = pace.chance.choices([5, 4, 3, 2, 1], [50, 30, 12, 5, 3])[0]
            await visitor.post(
                f"/api/response/track/{token}/rating",
                {"stars": stars, "note": pace.chance.choice(THANKS)},
            )
        if seen["can_rate"] or seen["state"] in ENDED:
            return
