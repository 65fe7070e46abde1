"""Small extracts to import, and a place of their own for what imports write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import osmium
import pytest
from osmium.osm import mutable

from lantas.kernel.places import codes
from lantas.kernel.places.importing import Order, import_roads
from lantas.kernel.places.models import RoadNetwork

CODES = Path(__file__).parent / "codes"
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEP_DEG = 0.002
WEST, NORTH = 116.80, -1.20

Tags = Mapping[str, str]
Member = tuple[str, int, str]


class Sheet:
    """A drawing of letters, two thousandths of a degree apart, to hang roads on.

    Ways and relations are numbered from 1 in the order they are added.
    """

    def __init__(self, drawing: str) -> None:
        self.spots: dict[str, tuple[float, float]] = {}
        for y, row in enumerate(drawing.strip("\n").splitlines()):
            for x, letter in enumerate(row):
                if letter.isalpha():
                    spot = (WEST + x * STEP_DEG, NORTH - y * STEP_DEG)
                    self.spots[letter] = spot
        self.tags: dict[str, dict[str, str]] = {}
        self.ways: list[tuple[str, dict[str, str]]] = []
        self.relations: list[tuple[list[Member], dict[str, str]]] = []

    def node(self, letter: str) -> int:
        """Return the id of a letter."""
        return list(self.spots).index(letter) + 1

    def mark(self, letter: str, **tags: str) -> Sheet:
        """Put tags on a letter."""
        self.tags[letter] = tags
        return self

    def way(self, letters: str, **tags: str) -> Sheet:
        """Add a way along letters; a residential road unless it says otherwise."""
        said = tags or {"highway": "residential"}
        self.ways.append((letters, {k.replace("__", ":"): v for k, v in said.items()}))
        return self

    def no_turn(self, from_way: int, via: str, to_way: int, kind: str) -> Sheet:
        """Add a turn restriction between ways by their numbers."""
        members = [
            ("w", from_way, "from"),
            ("n", self.node(via), "via"),
            ("w", to_way, "to"),
        ]
        self.relations.append((members, {"type": "restriction", "restriction": kind}))
        return self

    def relation(self, members: Sequence[Member], **tags: str) -> Sheet:
        """Add any relation."""
        self.relations.append((list(members), dict(tags)))
        return self

    def save(self, path: Path) -> Path:
        """Write the drawing as an extract."""
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for n, (letter, spot) in enumerate(self.spots.items(), 1):
                tags = self.tags.get(letter, {})
                writer.add_node(mutable.Node(id=n, location=spot, tags=tags))
            for n, (letters, tags) in enumerate(self.ways, 1):
                nodes = [self.node(letter) for letter in letters]
                writer.add_way(mutable.Way(id=n, nodes=nodes, tags=tags))
            for n, (members, tags) in enumerate(self.relations, 1):
                writer.add_relation(mutable.Relation(id=n, members=members, tags=tags))
        return path


@pytest.fixture
def own_files(tmp_path: Path, settings: Any) -> Path:
    """Let imports write below a folder of this test."""
    settings.ROADS_DIR = tmp_path / "roads"
    settings.MAPS_DIR = tmp_path / "maps"
    return tmp_path


@pytest.fixture
def areas_known(db: None) -> None:
    """Bring in the short lists of areas, and the speeds."""
    codes.import_areas(CODES)
    codes.import_speed_defaults()


@pytest.fixture
def bring(own_files: Path, areas_known: None) -> Callable[..., RoadNetwork]:
    """Return a function that imports a sheet into Balikpapan."""

    def bring(sheet: Sheet, **said: Any) -> RoadNetwork:
        path = sheet.save(own_files / "sheet.osm.pbf")
        order = {"area_code": "64.71", "at": MONDAY, **said}
        return import_roads(Order(path=path, **order))

    return bring


GRID = """
ABC
DEF
GHI
"""


@pytest.fixture
def grid() -> Sheet:
    """Draw two streets across three, all named."""
    return (
        Sheet(GRID)
        .way("ABC", highway="primary", name="Jalan Ulin", maxspeed="50")
        .way("DEF", highway="residential", name="Jalan Meranti")
        .way("GHI", highway="residential", name="Jalan Jati")
        .way("ADG", highway="tertiary", name="Jalan Bakau")
        .way("BEH", highway="residential", name="Jalan Nipah")
        .way("CFI", highway="residential", name="Jalan Waru")
    )
