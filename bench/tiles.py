"""Claim: a map tile is there in 100 ms (p95), over HTTP, with four viewers at once."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import httpx
import numpy as np

from bench import figures, stage
from lantas.kernel.places.cell import cell, tile_of

BAR_MS = 100.0
VIEWERS, LOOKS = 4, 300
ZOOMS = (10, 11, 12, 13, 14, 15)
SEED = 7


def main() -> int:
    """Measure, print claim, figure and bar; 0 when the bar is met."""
    with stage.town(run=("web",)) as town, httpx.Client(base_url=town.web) as client:
        known = client.get("/map/tiles.json").json()
        with ThreadPoolExecutor(VIEWERS) as viewers:
            looks = viewers.map(
                lambda n: _look(town.web, known["roads_bounds"], n), range(VIEWERS)
            )
            seen = [one for look in looks for one in look]
    took = np.array([milliseconds for milliseconds, _ in seen])
    size = np.array([length for _, length in seen])
    p50, p95, p99 = np.percentile(took, [50, 95, 99])
    met = figures.at_most("map tile, 4 viewers at once, p95", p95, BAR_MS, "ms")
    figures.beside("map tile, p50", p50, "ms")
    figures.beside("map tile, p99", p99, "ms")
    figures.beside("map tile on the wire, largest", size.max() / 1024, "KiB")
    return 0 if met else 1


def _look(web: str, bounds: list[float], viewer: int) -> list[tuple[float, int]]:
    """Look at the town here and there; return milliseconds and bytes of each tile."""
    chance = random.Random(SEED + viewer)
    west, south, east, north = bounds
    seen = []
    with httpx.Client(base_url=web, headers={"Accept-Encoding": "gzip"}) as client:
        for _ in range(LOOKS):
            zoom = chance.choice(ZOOMS)
            lon, lat = chance.uniform(west, east), chance.uniform(south, north)
            x, y = tile_of(cell(lon, lat), zoom)
            begin = perf_counter()
            answer = client.get(f"/map/tiles/{zoom}/{x}/{y}.mvt")
            took = (perf_counter() - begin) * 1000
            answer.raise_for_status()
            seen.append((took, int(answer.headers.get("Content-Length", 0))))
    return seen


if __name__ == "__main__":
    sys.exit(main())
