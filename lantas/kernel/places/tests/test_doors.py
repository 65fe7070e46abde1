"""The map's tiles and the questions about places, as anybody asks them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from lantas.kernel.places.cell import cell, tile_of
from lantas.kernel.places.models import RoadNetwork
from lantas.kernel.places.tests.conftest import Sheet

decode: Any = mapbox_vector_tile.decode
Bring = Callable[..., RoadNetwork]


def address(sheet: Sheet, letter: str, zoom: int = 14) -> str:
    x, y = tile_of(cell(*sheet.spots[letter]), zoom)
    return f"/map/tiles/{zoom}/{x}/{y}.mvt"


def test_a_tile_shows_the_roads(bring: Bring, grid: Sheet, client: Client) -> None:
    bring(grid)
    answer = client.get(address(grid, "E"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    tile = decode(gzip.decompress(answer.content))
    roads = [feature["properties"] for feature in tile["roads"]["features"]]
    assert {road["name"] for road in roads} >= {"Jalan Ulin", "Jalan Nipah"}
    assert {road["class"] for road in roads} == {"primary", "tertiary", "residential"}


def test_a_viewer_without_gzip_gets_it_plain(
    bring: Bring, grid: Sheet, client: Client
) -> None:
    bring(grid)
    answer = client.get(address(grid, "E"))
    assert "Content-Encoding" not in answer.headers
    assert "roads" in decode(answer.content)


def test_far_out_only_the_great_roads_show(
    bring: Bring, grid: Sheet, client: Client
) -> None:
    bring(grid)
    tile = decode(client.get(address(grid, "E", 8)).content)
    classes = {f["properties"]["class"] for f in tile["roads"]["features"]}
    assert classes == {"primary"}


def test_a_tile_is_asked_for_once(bring: Bring, grid: Sheet, client: Client) -> None:
    network = bring(grid)
    first = client.get(address(grid, "E"))
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get(
        address(grid, "E"), headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    named = client.get(address(grid, "E"), {"v": network.pk})
    assert "immutable" in named.headers["Cache-Control"]


def test_an_empty_tile_is_no_error(bring: Bring, grid: Sheet, client: Client) -> None:
    bring(grid)
    assert client.get("/map/tiles/14/0/0.mvt").status_code == 204


@pytest.mark.parametrize("path", ["2/9/0", "99/0/0", "31/99999999999/0"])
def test_a_tile_of_no_map_is_refused(
    bring: Bring, grid: Sheet, client: Client, path: str
) -> None:
    bring(grid)
    assert client.get(f"/map/tiles/{path}.mvt").status_code == 422


def test_a_viewer_is_told_where_the_tiles_are(
    bring: Bring, grid: Sheet, client: Client
) -> None:
    network = bring(grid)
    said = client.get("/map/tiles.json").json()
    assert said["tiles"][0].endswith(f"/map/tiles/{{z}}/{{x}}/{{y}}.mvt?v={network.pk}")
    west, south, east, north = said["roads_bounds"]
    assert west < east
    assert south < north
    assert {layer["id"] for layer in said["vector_layers"]} >= {"roads", "sea", "pois"}


def test_without_a_map_the_answer_says_what_to_do(db: None, client: Client) -> None:
    for path in ("/map/tiles.json", "/map/tiles/14/0/0.mvt"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "lantas roads import" in answer.json()["detail"]


def test_locate(bring: Bring, grid: Sheet, client: Client) -> None:
    bring(grid)
    lon, lat = grid.spots["B"]
    said = client.get(f"/api/places/locate?lon={lon}&lat={lat}").json()
    assert "Jalan Ulin" in said["address"]
    assert [area["code"] for area in said["areas"]] == ["64.71", "64"]


@pytest.mark.parametrize(
    ("lon", "lat"), [("nan", "0"), ("500", "0"), ("0", "91"), ("inf", "0")]
)
def test_a_point_that_is_none_is_refused(
    bring: Bring, grid: Sheet, client: Client, lon: str, lat: str
) -> None:
    bring(grid)
    answer = client.get("/api/places/locate", {"lon": lon, "lat": lat})
    assert answer.status_code == 422


def test_route(bring: Bring, grid: Sheet, client: Client) -> None:
    bring(grid)
    (from_lon, from_lat), (to_lon, to_lat) = grid.spots["A"], grid.spots["I"]
    start, end = f"from_lon={from_lon}&from_lat={from_lat}", f"to_lon={to_lon}"
    said = client.get(f"/api/places/route?{start}&{end}&to_lat={to_lat}").json()
    assert said["length_m"] == pytest.approx(4 * 222.4, rel=0.01)
    assert said["geometry"]["type"] == "LineString"
    assert all(step["text_id"] and step["text_en"] for step in said["steps"])


def test_closures_are_public(bring: Bring, grid: Sheet, client: Client) -> None:
    bring(grid)
    assert client.get("/api/places/closures").json() == []
