"""The one address of a point: its Web Mercator quadkey at level 31, as a bigint.

A map tile is exactly one range of cells and a coarser cell is a shift, so "what is in
this tile" is one ``BETWEEN`` on a plain B-tree, which row-level security does not slow.
"""

import math
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import ArrayLike, NDArray

from lantas.kernel import Refusal

LEVEL = 31
LAST = (1 << 2 * LEVEL) - 1
SIDE = 1 << LEVEL
LAT_LIMIT = 85.051128779806589  # where the Web Mercator square ends

# Each step halves the block of bits that stays together (Morton order).
_SPREADS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
_GATHERS = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


class NotAPlace(Refusal):
    """The two numbers are no point on the map."""

    status = 422


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of longitudes and latitudes, in degrees."""

    west: float
    south: float
    east: float
    north: float


def check(lon: float, lat: float) -> None:
    """Refuse what is no point: not a number, endless, or outside the map."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise NotAPlace(_("Longitude and latitude must be finite numbers."))
    if not -180 <= lon <= 180:
        raise NotAPlace(
            _("Longitude %(lon)g is not between -180 and 180.") % {"lon": lon},
            field="lon",
        )
    if not -LAT_LIMIT <= lat <= LAT_LIMIT:
        raise NotAPlace(
            _("Latitude %(lat)g is not between -85.05 and 85.05.") % {"lat": lat},
            field="lat",
        )


def cell(lon: float, lat: float) -> int:
    """Return the cell of one point.

    >>> cell(0, 0) == 3 << 60
    True
    """
    check(lon, lat)
    sine = math.sin(math.radians(lat))
    east = (lon + 180) / 360
    south = 0.5 - math.atanh(sine) / (2 * math.pi)
    x = min(max(int(east * SIDE), 0), SIDE - 1)
    y = min(max(int(south * SIDE), 0), SIDE - 1)
    return _spread(y) << 1 | _spread(x)


def cells(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Return the cells of many points at once; one bad point refuses them all."""
    lons, lats = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    good = (np.abs(lons) <= 180) & (np.abs(lats) <= LAT_LIMIT)  # NaN is never <=
    if not good.all():
        raise NotAPlace(f"{int((~good).sum())} of {lons.size} points are off the map")
    south = 0.5 - np.arctanh(np.sin(np.radians(lats))) / (2 * np.pi)
    x = np.clip((lons + 180) / 360 * SIDE, 0, SIDE - 1).astype(np.uint64)
    y = np.clip(south * SIDE, 0, SIDE - 1).astype(np.uint64)
    for shift, mask in _SPREADS:
        x = (x | (x << np.uint64(shift))) & np.uint64(mask)
        y = (y | (y << np.uint64(shift))) & np.uint64(mask)
    found: NDArray[np.int64] = (y << np.uint64(1) | x).astype(np.int64)
    return found


def point(value: int) -> tuple[float, float]:
    """Return longitude and latitude of the middle of a cell."""
    x, y = _gather(value), _gather(value >> 1)
    lon = (x + 0.5) / SIDE * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / SIDE))))
    return lon, lat


def tile_of(value: int, zoom: int) -> tuple[int, int]:
    """Return x and y of the map tile of this zoom that holds the cell."""
    coarse = value >> 2 * (LEVEL - zoom)
    return _gather(coarse), _gather(coarse >> 1)


def tile_range(zoom: int, x: int, y: int) -> tuple[int, int]:
    """Return the first and the last cell of a map tile; every cell between is in it.

    >>> tile_range(0, 0, 0) == (0, LAST)
    True
    """
    if not 0 <= zoom <= LEVEL:
        raise NotAPlace(
            _("Zoom %(zoom)s is not between 0 and %(last)s.")
            % {"zoom": zoom, "last": LEVEL}
        )
    if not (0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
        said = {"zoom": zoom, "x": x, "y": y}
        raise NotAPlace(_("There is no map tile %(zoom)s/%(x)s/%(y)s.") % said)
    bits = 2 * (LEVEL - zoom)
    low = (_spread(y) << 1 | _spread(x)) << bits
    return low, low + (1 << bits) - 1


def tile_box(zoom: int, x: int, y: int) -> Box:
    """Return the rectangle of degrees a map tile covers."""
    side = 1 << zoom
    return Box(
        west=x / side * 360 - 180,
        south=_latitude((y + 1) / side),
        east=(x + 1) / side * 360 - 180,
        north=_latitude(y / side),
    )


def _latitude(south: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * south))))


def _spread(value: int) -> int:
    for shift, mask in _SPREADS:
        value = (value | value << shift) & mask
    return value


def _gather(value: int) -> int:
    value &= 0x5555555555555555
    for shift, mask in _GATHERS:
        value = (value | value >> shift) & mask
    return value
