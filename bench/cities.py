"""The real towns that claims are measured on, read where they lie."""

import csv
from pathlib import Path

from lantas.kernel.places import cutting, osm
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.network import Network

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "roads"
BALIKPAPAN = SHARED / "balikpapan_kota.osm.pbf"
BAYFRONT = SHARED / "bayfront_singapore.osm.pbf"
SPEEDS = ROOT / "lantas" / "kernel" / "places" / "tables" / "speed_defaults.csv"


def roads(extract: Path) -> cutting.Roads:
    """Return the roads of an extract, cut as an import cuts them."""
    with SPEEDS.open(newline="") as file:
        speeds = {
            row["road_class"]: float(row["speed_kmh"]) for row in csv.DictReader(file)
        }
    return cutting.cut(osm.read(extract), speeds)


def graph(extract: Path) -> RoadGraph:
    """Return the graph of an extract."""
    found = roads(extract)
    return RoadGraph.of(Network.of(found.nodes, found.segments, found.restrictions))


def speeds_of(extract: Path) -> dict[int, float]:
    """Return the speed that was found or assumed for each way of an extract."""
    found = roads(extract)
    pairs = zip(found.origins, found.segments, strict=True)
    return {origin.way: segment.speed_kmh for origin, segment in pairs}
