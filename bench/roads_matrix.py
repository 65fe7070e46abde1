"""Claim: travel times agree with a second router, Valhalla, and come quicker.

Valhalla builds its own tiles from the same extract, to which the speeds we assume are
written as signs, so that both drive equally fast. Shortest distances must agree for
every trip. Travel times may differ by what each thinks a turn costs.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import osmium
import valhalla
from osmium.osm import Way

from bench import cities
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Floats

FEW, MANY = 20, 200
DISTANCE_SHARE, DISTANCE_M = 0.005, 15.0
TIME_MEDIAN, TIME_SHARE, TIME_S, TIME_MOST = 0.05, 0.15, 30.0, 0.9
REPEATS = 5
# Valhalla reckons with the equator's radius, we with the earth's mean radius.
SPHERE = 6_378_160 / 6_371_008.8


def main() -> int:
    """Compare, print claims, figures and bars; 0 when all are met."""
    graph = cities.graph(cities.BALIKPAPAN)
    with tempfile.TemporaryDirectory() as folder:
        router = _router(graph, Path(folder))
        few, many = _points(graph, FEW, seed=1), _points(graph, MANY, seed=2)
        checks = [
            _distances(graph, router, few, many),
            _times(graph, router, few, many),
            _faster(graph, router, few, many),
            _faster(graph, router, many, few),
        ]
    return 0 if all(checks) else 1


@dataclass(frozen=True)
class Router:
    """Valhalla on its tiles."""

    actor: Any

    def matrix(
        self, sources: Sequence[RoadPoint], targets: Sequence[RoadPoint], **costing: Any
    ) -> tuple[Floats, Floats]:
        """Return metres and seconds of every trip, two (n, m) arrays."""
        question = {
            "sources": [_location(point) for point in sources],
            "targets": [_location(point) for point in targets],
            "costing": "auto",
            "costing_options": {"auto": costing},
            "verbose": False,
        }
        answer = self.actor.matrix(question)["sources_to_targets"]
        metres = np.array(answer["distances"], float) * 1000
        return metres, np.array(answer["durations"], float)


def _router(graph: RoadGraph, folder: Path) -> Router:
    """Build tiles of the same roads at the same speeds."""
    tiles = folder / "tiles"
    tiles.mkdir()
    settings = valhalla.get_config(tile_extract="", tile_dir=str(tiles), verbose=False)
    for limits in settings["service_limits"].values():
        if isinstance(limits, dict) and "max_matrix_location_pairs" in limits:
            limits["max_matrix_location_pairs"] = FEW * MANY
    (folder / "valhalla.json").write_text(json.dumps(settings))
    signed = folder / "signed.osm.pbf"
    _write_signed(cities.speeds_of(cities.BALIKPAPAN), signed)
    program = Path(valhalla.PYVALHALLA_DIR) / "bin" / "valhalla_build_tiles"
    subprocess.run(
        [program, "-c", folder / "valhalla.json", signed],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LC_ALL": "C"},
    )
    return Router(valhalla.Actor(settings))


def _write_signed(speeds: Mapping[int, float], path: Path) -> None:
    """Copy the extract with a sign of our speed on every road."""
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(cities.BALIKPAPAN)):
            if isinstance(thing, Way) and thing.id in speeds:
                tags = {tag.k: tag.v for tag in thing.tags}
                tags["maxspeed"] = f"{speeds[thing.id]:.0f}"
                writer.add(thing.replace(tags=tags))
            else:
                writer.add(thing)


def _location(point: RoadPoint) -> dict[str, float]:
    return {"lon": point.lon, "lat": point.lat, "node_snap_tolerance": 0}


def _points(graph: RoadGraph, count: int, seed: int) -> list[RoadPoint]:
    """Return points well inside of segments, so that both routers find the same."""
    rng = np.random.default_rng(seed)
    rows = rng.choice(graph.connected_roads.rows, count)
    offsets = graph.network.length_m[rows] * rng.uniform(0.2, 0.8, count)
    ids = graph.network.segment_id[rows].tolist()
    return [graph.point(*pair) for pair in zip(ids, offsets.tolist(), strict=True)]


def _distances(
    graph: RoadGraph, router: Router, few: list[RoadPoint], many: list[RoadPoint]
) -> bool:
    ours = graph.distances(few, many) * SPHERE
    theirs, _ = router.matrix(few, many, shortest=True)
    off = np.abs(ours - theirs)
    agree = np.mean((off <= DISTANCE_SHARE * theirs) | (off <= DISTANCE_M))
    return _said(
        f"shortest distances within {DISTANCE_SHARE:.1%} or {DISTANCE_M:.0f} m of "
        f"Valhalla's, {ours.size} trips: {agree:.2%} (largest {off.max():.0f} m), "
        "bar 100%",
        bool(agree == 1),
    )


def _times(
    graph: RoadGraph, router: Router, few: list[RoadPoint], many: list[RoadPoint]
) -> bool:
    ours = graph.travel_times(few, many)
    _, theirs = router.matrix(few, many)
    ratio = float(np.median(ours / np.maximum(theirs, 1)))
    off = np.abs(ours - theirs)
    agree = float(np.mean((off <= TIME_SHARE * theirs) | (off <= TIME_S)))
    return _said(
        f"travel times: median of ours / Valhalla's {ratio:.3f}, bar 1 ± "
        f"{TIME_MEDIAN}; "
        f"within {TIME_SHARE:.0%} or {TIME_S:.0f} s {agree:.1%}, bar {TIME_MOST:.0%}",
        abs(ratio - 1) <= TIME_MEDIAN and agree >= TIME_MOST,
    )


def _faster(
    graph: RoadGraph, router: Router, a: list[RoadPoint], b: list[RoadPoint]
) -> bool:
    ours = _best_ms(lambda: graph.travel_times(a, b))
    theirs = _best_ms(lambda: router.matrix(a, b))
    return _said(
        f"matrix {len(a)} x {len(b)}, both in this process: ours {ours:.0f} ms, "
        f"Valhalla {theirs:.0f} ms, bar: ours faster",
        ours < theirs,
    )


def _best_ms(ask: Any) -> float:
    took = []
    for _ in range(REPEATS):
        begin = perf_counter()
        ask()
        took.append(perf_counter() - begin)
    return 1000 * min(took)


def _said(text: str, met: bool) -> bool:
    print(f"{text}: {'ok' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
