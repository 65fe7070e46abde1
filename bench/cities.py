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


def network(extract: Path) -> Network:
    """Return the roads of an extract, cut as an import cuts them."""
    with SPEEDS.open(newline="") as file:
        speeds = {
            row["road_class"]: float(row["speed_kmh"]) for row in csv.DictReader(file)
        }
    roads = cutting.cut(osm.read(extract), speeds)
    return Network.of(roads.nodes, roads.segments, roads.restrictions)


def graph(extract: Path) -> RoadGraph:
    """Return the graph of an extract."""
    return RoadGraph.of(network(extract))
