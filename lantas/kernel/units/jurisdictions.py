"""Which unit answers for a place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.places import areas
from lantas.kernel.units.models import Unit
from lantas.kernel.units.terms import Level


class OutsideJurisdiction(Refusal):
    """No unit here answers for the place."""

    status = 422


def find_unit_at(lon: float, lat: float) -> Unit | None:
    """Return the unit that answers for a point, the lowest in rank; or None."""
    codes = [area.code for area in areas.areas_at(lon, lat)]
    units = list(Unit.objects.filter(area_code__in=codes).exclude(area_code=""))
    return max(units, key=lambda unit: (unit.path.count("/"), unit.path), default=None)


def unit_at(lon: float, lat: float) -> Unit:
    """Return the unit that answers for a point, or refuse and say what to do."""
    unit = find_unit_at(lon, lat)
    if unit is None:
        raise OutsideJurisdiction(
            _(
                "This place is outside the area served here. Move the pin to the"
                " road where it happened, or call 110: there you are heard from"
                " anywhere."
            ),
            field="place",
        )
    return unit


def station_of(unit: Unit) -> Unit:
    """Return the Polres that a unit belongs to: a sector's is the one above it."""
    if unit.level != Level.SECTOR:
        return unit
    above = Unit.objects.above(unit).filter(level=Level.REGENCY).last()
    return above or unit
