"""Raise the corps over the official areas: one Polda a province, one Polres a regency.

Real designations differ in places (Polda Metro Jaya reaches into two provinces,
large cities have a Polrestabes or Polresta, young provinces share a Polda). The
rows made here are a start, marked "to be checked"; an installation edits them.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from lantas.kernel.places.models import Area, ProvinceTime
from lantas.kernel.places.terms import AreaLevel
from lantas.kernel.units.models import Unit
from lantas.kernel.units.terms import Level, TimeZone

LEVELS = {
    AreaLevel.PROVINCE: (Level.PROVINCE, "Polda"),
    AreaLevel.REGENCY: (Level.REGENCY, "Polres"),
    AreaLevel.DISTRICT: (Level.SECTOR, "Polsek"),
}
KINDS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ")
HEADQUARTERS = "KORLANTAS"


def headquarters() -> Unit:
    """Return the national headquarters; make it on first use."""
    return Unit.objects.get_or_create(
        code=HEADQUARTERS,
        defaults={
            "name": "Korlantas Polri",
            "level": Level.NATIONAL,
            "path": "/1/",
            "phone": "110",
        },
    )[0]


def raise_units(*, on: date) -> int:
    """Make the missing Polda and Polres rows; return how many are new."""
    headquarters()
    areas = Area.objects.filter(level__in=[AreaLevel.PROVINCE, AreaLevel.REGENCY])
    return _raise(areas.defer("geometry").order_by("code"), on)


def raise_sectors(regency_code: str, *, on: date) -> int:
    """Make the missing Polsek rows of one regency; return how many are new."""
    headquarters()
    codes = Area.objects.filter(
        level=AreaLevel.DISTRICT, parent__code=regency_code
    ).defer("geometry")
    return _raise(codes.order_by("code"), on)


def _raise(areas: QuerySet[Area], on: date) -> int:
    zones = _zones(on)
    units = [_unit(area, zones) for area in areas]
    there = Unit.objects.count()
    Unit.objects.bulk_create(units, batch_size=1000, ignore_conflicts=True)
    return Unit.objects.count() - there


def _unit(area: Area, zones: dict[str, str]) -> Unit:
    level, rank = LEVELS[AreaLevel(area.level)]
    parts = area.code.split(".")
    codes = ["".join(parts[: n + 1]) for n in range(len(parts))]
    return Unit(
        code=codes[-1],
        name=f"{rank} {_short(area.name)}",
        level=level,
        path="/1/" + "/".join(codes) + "/",
        area_code=area.code,
        time_zone=zones.get(parts[0], TimeZone.WIB.value),
    )


def _short(name: str) -> str:
    for kind in KINDS:
        name = name.removeprefix(kind)
    return name


def _zones(on: date) -> dict[str, str]:
    rows = ProvinceTime.objects.filter(valid_from__lte=on).order_by("valid_from")
    return dict(rows.values_list("area__code", "time_zone"))
