"""A point has one cell; a tile is one range of cells."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantas.kernel.places.cell import (
    LAST,
    LAT_LIMIT,
    LEVEL,
    NotAPlace,
    cell,
    cells,
    check,
    point,
    tile_box,
    tile_of,
    tile_range,
)

lons = st.floats(-180, 180)
lats = st.floats(-LAT_LIMIT, LAT_LIMIT)
zooms = st.integers(0, LEVEL)


@given(lons, lats)
def test_a_cell_fits_a_bigint_and_leads_back_to_within_two_centimetres(
    lon: float, lat: float
) -> None:
    value = cell(lon, lat)
    assert 0 <= value <= LAST < 2**63
    back_lon, back_lat = point(value)
    assert abs(back_lon - lon) <= 2e-7
    assert abs(back_lat - lat) <= 2e-7


@given(lons, lats, zooms)
def test_a_tile_is_exactly_one_range_of_cells(lon: float, lat: float, z: int) -> None:
    value = cell(lon, lat)
    x, y = tile_of(value, z)
    low, high = tile_range(z, x, y)
    assert low <= value <= high
    assert high - low + 1 == 4 ** (LEVEL - z)
    assert tile_of(low, z) == tile_of(high, z) == (x, y)
    if low:
        assert tile_of(low - 1, z) != (x, y)
    if high < LAST:
        assert tile_of(high + 1, z) != (x, y)


@given(st.integers(0, LAST), zooms)
def test_the_four_tiles_below_fill_the_tile_above(value: int, z: int) -> None:
    z = min(z, LEVEL - 1)
    x, y = tile_of(value, z)
    below = sorted(
        tile_range(z + 1, 2 * x + dx, 2 * y + dy) for dx in (0, 1) for dy in (0, 1)
    )
    low, high = tile_range(z, x, y)
    assert below[0][0] == low
    assert below[-1][1] == high
    assert all(a[1] + 1 == b[0] for a, b in pairwise(below))


@given(st.integers(0, LAST))
def test_the_middle_of_a_cell_lies_in_it(value: int) -> None:
    lon, lat = point(value)
    assert cell(lon, lat) == value


@given(st.lists(st.tuples(lons, lats), max_size=50))
def test_many_at_once_are_the_same_as_one_by_one(
    points: list[tuple[float, float]],
) -> None:
    array = np.array(points, dtype=float).reshape(-1, 2)
    many = cells(array[:, 0], array[:, 1])
    ones = np.array([cell(*p) for p in points], dtype=np.int64)
    # numpy's sine may differ in the last bit, which moves a point by one cell at most
    for a, b in zip(many.tolist(), ones.tolist(), strict=True):
        ax, ay = tile_of(a, LEVEL)
        bx, by = tile_of(b, LEVEL)
        assert abs(ax - bx) <= 1
        assert abs(ay - by) <= 1


@given(lons, lats, st.integers(0, 20))
def test_a_point_lies_in_the_box_of_its_tile(lon: float, lat: float, z: int) -> None:
    box = tile_box(z, *tile_of(cell(lon, lat), z))
    assert box.west - 1e-9 <= lon <= box.east + 1e-9
    assert box.south - 1e-9 <= lat <= box.north + 1e-9


def test_known_tile_of_balikpapan() -> None:
    assert tile_of(cell(116.8312, -1.2654), 10) == (844, 515)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (math.nan, 0),
        (0, math.nan),
        (math.inf, 0),
        (0, -math.inf),
        (180.01, 0),
        (-181, 0),
        (0, 85.1),
        (0, -90),
    ],
)
def test_what_is_no_point_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(NotAPlace):
        check(lon, lat)
    with pytest.raises(NotAPlace):
        cell(lon, lat)
    with pytest.raises(NotAPlace):
        cells([0.0, lon], [0.0, lat])


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (32, 0, 0), (1, 2, 0), (1, 0, -1)]
)
def test_a_tile_that_does_not_exist_is_refused(z: int, x: int, y: int) -> None:
    with pytest.raises(NotAPlace):
        tile_range(z, x, y)
