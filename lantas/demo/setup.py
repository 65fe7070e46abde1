"""Bring a demo town up: areas, corps, rules, roads, cast, patrols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

from lantas.demo import cast
from lantas.kernel.places import codes
from lantas.kernel.places.models import RoadNetwork
from lantas.kernel.units import policies, raising, scope
from lantas.kernel.units.models import Unit
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
            unit=unit, count=cast.PATROLS, by=cast.CLOCK, at=at
        )
    return Town(network.name, unit.name, new_units, officers, patrols)
