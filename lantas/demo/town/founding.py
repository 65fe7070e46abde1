"""Puts the demo town on the list of areas, in a province that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from lantas.demo.town import ground, town
from lantas.kernel.places import editions
from lantas.kernel.places.importing import Order, import_roads
from lantas.kernel.places.models import Area, ProvinceTime, RoadNetwork
from lantas.kernel.places.terms import AreaLevel

PROVINCE_CODE, PROVINCE_NAME = "99", "Provinsi Contoh"
TIME_ZONE = "Asia/Makassar"
ATTRIBUTION = "lantas demo town"
Progress = Callable[[str, int, int], None]


@transaction.atomic
def found() -> Area:
    """Put province, city and districts on the list; return the city."""
    province = _area(PROVINCE_CODE, PROVINCE_NAME, AreaLevel.PROVINCE, None)
    city = _area(ground.CODE, ground.NAME, AreaLevel.REGENCY, province)
    for code, name in ground.DISTRICTS.items():
        _area(code, name, AreaLevel.DISTRICT, city)
    ProvinceTime.objects.get_or_create(
        area=province,
        valid_from=date(1988, 1, 1),
        defaults={"time_zone": TIME_ZONE, "basis": "Demo town: an invented province"},
    )
    editions.bump(areas=True)
    return city


def import_town(
    *, at: datetime, progress: Progress = lambda what, done, of: None
) -> RoadNetwork:
    """Draw the town and put its roads into use, by the same way as any real city."""
    city = found()
    path = town.draw(town_path())
    order = Order(
        path=path,
        at=at,
        name=city.name,
        area_code=city.code,
        attribution=ATTRIBUTION,
    )
    return import_roads(order, progress)


def town_path() -> Path:
    """Return where the town's file lies."""
    return Path(settings.VAR_DIR) / "demo" / "town.osm.pbf"


def _area(code: str, name: str, level: AreaLevel, parent: Area | None) -> Area:
    return Area.objects.update_or_create(
        code=code, defaults={"name": name, "level": level, "parent": parent}
    )[0]
