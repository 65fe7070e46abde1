"""Roads come into use all at once, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from lantas.kernel.places import areas, files, graph, tiling
from lantas.kernel.places.importing import Order, WhichArea, import_roads
from lantas.kernel.places.models import (
    Area,
    RoadNetwork,
    Segment,
    TurnRestriction,
)
from lantas.kernel.places.osm import BadExtract
from lantas.kernel.places.terms import AreaLevel
from lantas.kernel.places.tests.conftest import MONDAY, Sheet

english = partial(translation.override, "en")
Bring = Callable[..., RoadNetwork]
REAL = Path(__file__).parents[5] / "shared" / "data" / "roads"


def test_segments_come_with_what_the_law_and_the_mappers_say(
    bring: Bring, grid: Sheet
) -> None:
    grid.way("AE", highway="service", access="private", bridge="yes", layer="2")
    network = bring(grid)
    assert network.counts["segments"] == Segment.objects.count() == 13
    ulin = Segment.objects.filter(name="Jalan Ulin").first()
    assert ulin is not None
    assert (ulin.road_class, ulin.speed_kmh, ulin.oneway) == ("primary", 50, False)
    gate = Segment.objects.get(road_class="service")
    assert gate.private
    assert gate.bridge
    assert gate.layer == 2


def test_turn_restrictions_are_kept(bring: Bring, grid: Sheet) -> None:
    grid.way("EA").no_turn(4, "A", 7, "no_left_turn")
    bring(grid)
    assert TurnRestriction.objects.get().kind == "no_left_turn"


def test_the_new_network_is_in_use_and_the_old_one_is_history(
    bring: Bring, grid: Sheet
) -> None:
    old = bring(grid)
    assert graph.active().network == old
    new = bring(grid, name="Balikpapan again")
    assert graph.active().network == new
    assert list(RoadNetwork.objects.filter(active=True)) == [new]


def test_networks_too_old_to_look_back_at_are_removed(
    bring: Bring, grid: Sheet
) -> None:
    networks = [bring(grid) for _ in range(4)]
    assert RoadNetwork.objects.count() == 3
    assert not files.map_path(networks[0].pk).exists()
    assert not files.graph_path(networks[0].pk).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 this is a zip file", "not an OpenStreetMap extract"),
        (b"<osm version='0.6'></osm>", "not an OpenStreetMap extract"),
        (b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x7e garbage", "damaged or cut off"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_wrong_and_the_old_roads_stay(
    bring: Bring, grid: Sheet, own_files: Path, content: bytes, said: str
) -> None:
    old = bring(grid)
    path = own_files / "broken.osm.pbf"
    path.write_bytes(content)
    with english(), pytest.raises(BadExtract, match=said):
        import_roads(Order(path=path, at=MONDAY, area_code="64.71"))
    assert graph.active().network == old


def test_a_truncated_file_is_refused(
    bring: Bring, grid: Sheet, own_files: Path
) -> None:
    whole = grid.save(own_files / "whole.osm.pbf").read_bytes()
    path = own_files / "half.osm.pbf"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with english(), pytest.raises(BadExtract, match="damaged or cut off"):
        import_roads(Order(path=path, at=MONDAY, area_code="64.71"))


def test_a_file_without_a_road_is_refused(bring: Bring) -> None:
    with english(), pytest.raises(BadExtract, match="no road that can be driven on"):
        bring(Sheet("AB").way("AB", highway="footway"))


def test_a_file_that_is_not_there_is_refused(
    areas_known: None, own_files: Path
) -> None:
    with english(), pytest.raises(BadExtract, match="There is no file"):
        import_roads(Order(path=own_files / "no.osm.pbf", at=MONDAY, area_code="64.71"))


def test_a_full_disk_in_the_middle_leaves_the_old_roads(
    bring: Bring, grid: Sheet, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = bring(grid)

    def full(*_: Any, **__: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tiling, "write", full)
    with pytest.raises(OSError, match="No space left"):
        bring(grid)
    assert graph.active().network == old
    assert [p.name for p in (own_files / "roads").iterdir()] == [str(old.pk)]


def test_the_name_of_the_file_says_which_city_it_is(
    own_files: Path, areas_known: None, grid: Sheet
) -> None:
    path = grid.save(own_files / "balikpapan_kota.osm.pbf")
    network = import_roads(Order(path=path, at=MONDAY))
    assert str(network.area) == "Kota Balikpapan (64.71)"


def test_a_name_like_no_city_asks_for_the_area(
    own_files: Path, areas_known: None, grid: Sheet
) -> None:
    path = grid.save(own_files / "bayfront_singapore.osm.pbf")
    with pytest.raises(WhichArea, match="--area"):
        import_roads(Order(path=path, at=MONDAY))
    network = import_roads(Order(path=path, at=MONDAY, anywhere=True))
    assert network.area is not None
    assert network.area.code == "00"


def test_a_code_on_no_list_is_refused(bring: Bring, grid: Sheet) -> None:
    with english(), pytest.raises(areas.NoSuchArea, match=r"77\.77"):
        bring(grid, area_code="77.77")


def test_an_area_without_a_polygon_gets_the_ground_around_its_roads(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid)
    lon, lat = grid.spots["E"]
    assert [area.code for area in areas.areas_at(lon, lat)] == ["64.71", "64"]
    assert areas.areas_at(lon + 1, lat) == []
    assert Area.objects.get(code="64.71").geometry_basis.startswith("around the roads")


def test_boundaries_in_the_file_are_used(bring: Bring, grid: Sheet) -> None:
    sheet = grid.way("ABEDA", note="ring").relation(
        [("w", 7, "outer")],
        type="boundary",
        boundary="administrative",
        admin_level="6",
        name="Kecamatan Balikpapan Barat",
    )
    bring(sheet)
    west, north = sheet.spots["A"]
    found = areas.areas_at(west + 0.001, north - 0.001)
    assert [area.code for area in found] == ["64.71.02", "64.71", "64"]
    assert found[0].level == AreaLevel.DISTRICT


@pytest.mark.slow
@pytest.mark.parametrize("name", ["balikpapan_kota", "bayfront_singapore"])
def test_a_real_city_is_imported(name: str, own_files: Path, areas_known: None) -> None:
    path = REAL / f"{name}.osm.pbf"
    if not path.exists():
        pytest.skip(f"needs the real extract {path.name}, which is not kept here")
    network = import_roads(Order(path=path, at=MONDAY, anywhere=True))
    expected = {"balikpapan_kota": (1697, 0), "bayfront_singapore": (201, 23)}[name]
    found = network.counts["segments"], network.counts["restrictions"]
    assert found == expected
    assert len(graph.active().graph.network) == expected[0]
