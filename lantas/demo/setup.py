"""Bring a demo town up: areas, corps, rules, roads, cast, patrols."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from lantas.demo import cast
from lantas.demo.town import ground
from lantas.demo.town.town import draw
from lantas.kernel.places import codes
from lantas.kernel.places.importing import Order, import_roads
from lantas.kernel.places.models import Area, ProvinceTime, RoadNetwork
from lantas.kernel.places.terms import AreaLevel
from lantas.kernel.units import policies, raising, scope
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Unit
from lantas.kernel.units.terms import TimeZone
from lantas.response import public as response

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Town:
    """What came out: the network, the unit that answers for it, what was new."""

    network: str
    unit: str
    units_new: int
    officers_new: int
    patrols_new: int


def load(*, at: datetime, roads: Path | None, area: str, tell: Tell) -> Town:
    """Do all of it in order; what is there already stays as it is."""
    tell("areas and units")
    new = raise_corps(at)
    tell("rules")
    lay_rules()
    put_roads(at=at, roads=roads, area=area, tell=tell)
    peopled = people_town(at=at, tell=tell)
    return replace(peopled, units_new=peopled.units_new + new)


def put_roads(*, at: datetime, roads: Path | None, area: str, tell: Tell) -> None:
    """Import the named file, or draw the town when no network is in use yet."""
    active = RoadNetwork.objects.filter(active=True).first()
    if roads is None:
        if active is not None:
            return
        tell("drawing the town")
        roads = settings.VAR_DIR / "demo" / "kota_contoh.osm.pbf"
        name_town_areas()
        draw(roads)
        order = Order(
            path=roads,
            at=at,
            name="Kota Contoh",
            area_code=ground.CODE,
            attribution="Peta demo",
        )
    else:
        order = Order(path=roads, at=at, area_code=area)
    if active is None or active.file_sha256 != sha256_of(roads):
        tell("roads and map")
        import_roads(order)


def name_town_areas() -> None:
    """Put the town's made-up province, regency and districts beside the real ones."""
    province = _area("99", "Provinsi Contoh", AreaLevel.PROVINCE, None)
    regency = _area(ground.CODE, "Kota Contoh", AreaLevel.REGENCY, province)
    for code, name in ground.DISTRICTS.items():
        _area(code, name, AreaLevel.DISTRICT, regency)
    ProvinceTime.objects.get_or_create(
        area=province,
        valid_from=date(1988, 1, 1),
        defaults={"time_zone": TimeZone.WITA.value, "basis": "made up: demo town"},
    )


def _area(code: str, name: str, level: str, parent: Area | None) -> Area:
    rest = {"name": name, "level": level, "parent": parent}
    return Area.objects.get_or_create(code=code, defaults=rest)[0]


def sha256_of(path: Path) -> str:
    """Return the digest of a file's bytes, or of nothing when it is not there."""
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()


def lay_rules() -> int:
    """Lay down every app's delivered rules at headquarters; return how many new."""
    top = raising.headquarters()
    files = [
        Path(app.path) / "data" / "policies.json" for app in apps.get_app_configs()
    ]
    return sum(policies.load(path, unit=top) for path in files if path.exists())


def raise_corps(at: datetime) -> int:
    """Bring in the official areas and raise the units over them."""
    if settings.AREAS_DIR.exists():
        codes.import_areas(settings.AREAS_DIR)
    codes.import_speed_defaults()
    return raising.raise_units(on=at.date())


def people_town(*, at: datetime, tell: Tell) -> Town:
    """Put the cast and its patrols into the town of the active road network."""
    network = RoadNetwork.objects.select_related("area").get(active=True)
    if network.area is None:
        raise RuntimeError("the active road network belongs to no area")
    tell("units")
    new_units = raising.raise_units(on=at.date())
    new_units += raising.raise_sectors(network.area.code, on=at.date())
    unit = Unit.objects.get(area_code=network.area.code)
    with transaction.atomic(), scope.whole_corps():
        tell("officers")
        officers = cast.enrol_cast(unit, at=at)
        tell("patrols")
        patrols = response.stand_up_patrols(
            unit=unit, count=cast.PATROLS, by=CLOCK, at=at
        )
    return Town(network.name, unit.name, new_units, officers, patrols)
