"""Administrative areas: their official codes, their names, and which holds a point."""

from __future__ import annotations

import difflib
import threading
from dataclasses import dataclass

import numpy as np
import shapely
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lantas.kernel import Refusal
from lantas.kernel.places import editions
from lantas.kernel.places.cell import check
from lantas.kernel.places.models import Area
from lantas.kernel.places.terms import AreaLevel

TEST_CODE = "00"  # areas that are on no official list: another country, an experiment
HULL_MARGIN_DEG = 0.01  # about a kilometre: yards, fields, the first of the sea
_KINDS = ("kabupaten", "kota", "kab", "regency", "city", "administrasi", "adm")


class NoSuchArea(Refusal):
    """No area has this code, or none is called like this."""

    status = 422


@dataclass(frozen=True)
class _Shapes:
    edition: int
    tree: shapely.STRtree
    areas: list[Area]
    sizes: NDArray[np.float64]


_cache: dict[str, _Shapes] = {}
_lock = threading.Lock()


def areas_at(lon: float, lat: float) -> list[Area]:
    """Return the areas that hold the point, smallest first, then those above them."""
    check(lon, lat)
    shapes = _shapes()
    hits = shapes.tree.query(shapely.Point(lon, lat), predicate="intersects")
    ordered = sorted(hits.tolist(), key=lambda n: shapes.sizes[n])
    found = [shapes.areas[n] for n in ordered]
    return _with_those_above(found)


def get_area(code: str) -> Area:
    """Return the area with this code."""
    try:
        return Area.objects.get(code=code)
    except Area.DoesNotExist:
        raise NoSuchArea(
            _("No area has the code %(code)s.") % {"code": code}, field="area"
        ) from None


def find_by_name(text: str) -> Area | None:
    """Return the city or regency whose name a file name resembles most, if any does."""
    wanted = _plain(text)
    if not wanted:
        return None
    regencies = list(Area.objects.filter(level=AreaLevel.REGENCY))
    scored = [(_likeness(wanted, text.lower(), area.name), area) for area in regencies]
    scored = [pair for pair in scored if pair[0] >= 0.85]
    return max(scored, key=lambda pair: (pair[0], pair[1].code))[1] if scored else None


def set_polygon(area: Area, polygon: BaseGeometry, *, basis: str) -> None:
    """Give an area its polygon and middle; every process sees it on its next call."""
    middle = polygon.representative_point()
    area.geometry = shapely.to_wkb(polygon)
    area.geometry_basis = basis
    area.lon, area.lat = middle.x, middle.y
    area.save(update_fields=["geometry", "geometry_basis", "lon", "lat"])
    editions.bump(areas=True)


def test_area() -> Area:
    """Return the area for networks that lie outside every official area."""
    return Area.objects.get_or_create(
        code=TEST_CODE,
        defaults={"name": "Wilayah uji", "level": AreaLevel.PROVINCE},
    )[0]


def _shapes() -> _Shapes:
    edition = editions.current().areas
    held = _cache.get("shapes")
    if held is None or held.edition != edition:
        with _lock:
            held = _read(edition)
            _cache["shapes"] = held
    return held


def _read(edition: int) -> _Shapes:
    areas = list(
        Area.objects.filter(geometry__isnull=False).order_by(Length("code").desc())
    )
    shapes = [shapely.from_wkb(bytes(area.geometry or b"")) for area in areas]
    for area in areas:
        area.geometry = None  # the tree has it; do not keep it twice
    sizes = np.array([shape.area for shape in shapes], dtype=float)
    return _Shapes(edition, shapely.STRtree(shapes), areas, sizes)


def _with_those_above(found: list[Area]) -> list[Area]:
    codes = {area.code for area in found}
    above = {
        ".".join(parts[:n])
        for parts in (code.split(".") for code in codes)
        for n in range(1, len(parts))
    } - codes
    if not above:
        return found
    more = Area.objects.filter(code__in=above).defer("geometry")
    return found + sorted(more, key=lambda area: -len(area.code))


def _plain(text: str) -> str:
    words = "".join(c if c.isalpha() else " " for c in text.lower()).split()
    return " ".join(word for word in words if word not in _KINDS)


def _likeness(wanted: str, raw: str, name: str) -> float:
    # "kota bogor" and "kabupaten bogor" differ by the kind alone.
    plain = _plain(name)
    ratio = difflib.SequenceMatcher(None, wanted, plain, autojunk=False).ratio()
    kind = name.lower().split()[0]
    return ratio + (0.05 if kind in raw else 0.0)


def around(points: NDArray[np.float64]) -> BaseGeometry:
    """Return the shape of a place known only by its roads: their hull and a margin."""
    cloud = shapely.MultiPoint(points)
    hull = shapely.concave_hull(cloud, ratio=0.3)
    return shapely.simplify(hull.buffer(HULL_MARGIN_DEG), HULL_MARGIN_DEG / 10)
