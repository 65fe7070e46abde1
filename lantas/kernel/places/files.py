"""Where an imported network keeps what is not in the database."""

import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def graph_path(network: int) -> Path:
    """Return where the graph of a network lies."""
    return Path(settings.ROADS_DIR) / str(network) / "graph.roads"


def map_path(network: int) -> Path:
    """Return where the map of a network lies."""
    return Path(settings.MAPS_DIR) / f"{network}.pmtiles"


def forget_files(network: int) -> None:
    """Remove what an import wrote beside the database."""
    shutil.rmtree(graph_path(network).parent, ignore_errors=True)
    with suppress(FileNotFoundError):
        map_path(network).unlink()
