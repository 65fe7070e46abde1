"""Hands out tiles of the map in use, straight from one file mapped into memory."""

from __future__ import annotations

import mmap
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from pmtiles.reader import Reader
from pmtiles.tile import Entry, deserialize_directory, find_tile, zxy_to_tileid

from lantas.kernel.places import editions
from lantas.kernel.places.cell import LEVEL, NotAPlace
from lantas.kernel.places.files import map_path
from lantas.kernel.places.graph import NoRoads
from lantas.kernel.places.models import RoadNetwork

_DEPTH = 4  # directories under one another, as the PMTiles specification allows


class TileFile:
    """One PMTiles file. Its directories are read once and kept."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        reader: Any = Reader(self._read)  # type: ignore[no-untyped-call]
        self.header: dict[str, Any] = reader.header()
        self.notes: dict[str, Any] = reader.metadata()
        self._directory = lru_cache(maxsize=512)(self._read_directory)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return one tile as it lies in the file, gzipped; None where there is none."""
        wanted = zxy_to_tileid(zoom, x, y)
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _depth in range(_DEPTH):
            entry = find_tile(self._directory(offset, length), wanted)
            if entry is None:
                return None
            if entry.run_length:
                start = self.header["tile_data_offset"] + entry.offset
                return self._read(start, entry.length)
            offset = self.header["leaf_directory_offset"] + entry.offset
            length = entry.length
        return None

    def _read(self, offset: int, length: int) -> bytes:
        return self._bytes[offset : offset + length]

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return deserialize_directory(self._read(offset, length))


class Map:
    """The map of one network."""

    def __init__(self, edition: int, network: RoadNetwork) -> None:
        self.edition = edition
        self.network = network
        self.file = TileFile(map_path(network.pk))

    def tilejson(self, base_url: str) -> dict[str, Any]:
        """Return what a map viewer must know (TileJSON 3.0)."""
        head, network = self.file.header, self.network
        roads = [network.west, network.south, network.east, network.north]
        return {
            "tilejson": "3.0.0",
            "name": network.name,
            "attribution": network.attribution,
            "tiles": [f"{base_url}/map/tiles/{{z}}/{{x}}/{{y}}.mvt?v={network.pk}"],
            "minzoom": head["min_zoom"],
            "maxzoom": head["max_zoom"],
            "bounds": [
                head["min_lon_e7"] / 1e7,
                head["min_lat_e7"] / 1e7,
                head["max_lon_e7"] / 1e7,
                head["max_lat_e7"] / 1e7,
            ],
            "roads_bounds": roads,
            "center": [(roads[0] + roads[2]) / 2, (roads[1] + roads[3]) / 2, 13],
            "vector_layers": self.file.notes["vector_layers"],
        }


_held: dict[str, Map] = {}
_lock = threading.Lock()


def current() -> Map:
    """Return the map of the network in use; opens it anew after an import."""
    edition = editions.current().roads
    held = _held.get("map")
    if held is None or held.edition != edition:
        with _lock:
            held = _held["map"] = _open(edition)
    return held


def check_tile(zoom: int, x: int, y: int) -> None:
    """Refuse a tile that no map has."""
    side = 1 << min(zoom, LEVEL)
    if zoom > LEVEL or not (0 <= x < side and 0 <= y < side):
        said = {"zoom": zoom, "x": x, "y": y}
        raise NotAPlace(_("There is no map tile %(zoom)s/%(x)s/%(y)s.") % said)


def _open(edition: int) -> Map:
    network = RoadNetwork.objects.filter(active=True).first()
    if network is None or not map_path(network.pk).exists():
        raise NoRoads(_("There is no map here yet: lantas roads import FILE.osm.pbf"))
    return Map(edition, network)
