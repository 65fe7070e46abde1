"""Reads the official lists: area codes, legal times of the provinces, speeds."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.places import editions
from lantas.kernel.places.models import Area, ProvinceTime, SpeedDefault
from lantas.kernel.places.terms import AreaLevel

TABLES = Path(__file__).parent / "tables"
_FILES = (
    ("provinces.csv", AreaLevel.PROVINCE, None),
    ("regencies.csv", AreaLevel.REGENCY, "province_code"),
    ("districts.csv", AreaLevel.DISTRICT, "regency_code"),
)
_SMALL_WORDS = {"Dan": "dan", "Dki": "DKI"}


class NoAreaList(Refusal):
    """The folder with the official area codes is missing or not what it should be."""

    status = 422


@transaction.atomic
def import_areas(folder: Path) -> dict[str, int]:
    """Bring areas up to the lists in ``folder``; run again, it changes nothing."""
    found = {}
    for file_name, level, above in _FILES:
        found[str(level)] = _import_level(folder / file_name, level, above)
    import_province_times()
    editions.bump(areas=True)
    return found


def _import_level(path: Path, level: AreaLevel, above: str | None) -> int:
    rows = list(_rows(path))
    parents = dict(Area.objects.values_list("code", "pk"))
    areas = [
        Area(
            code=row["code"],
            name=readable(row["name"]),
            level=level,
            parent_id=parents[row[above]] if above else None,
        )
        for row in rows
    ]
    Area.objects.bulk_create(
        areas,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent"],
    )
    return len(areas)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        raise NoAreaList(
            _("The list of area codes %(path)s is missing. Run the set-up again.")
            % {"path": path}
        )
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def readable(name: str) -> str:
    """Return a name as people write it; the lists shout.

    >>> readable("KABUPATEN PANGKAJENE DAN KEPULAUAN")
    'Kabupaten Pangkajene dan Kepulauan'
    """
    if not name.isupper():
        return name
    words = (word.capitalize() for word in name.split())
    return " ".join(_SMALL_WORDS.get(word, word) for word in words)


def import_province_times() -> int:
    """Bring in which legal time holds in each province that is on the list."""
    provinces = dict(
        Area.objects.filter(level=AreaLevel.PROVINCE).values_list("code", "pk")
    )
    times = [
        ProvinceTime(
            area_id=provinces[row["province_code"]],
            time_zone=row["time_zone"],
            valid_from=date.fromisoformat(row["valid_from"]),
            basis=row["basis"],
        )
        for row in _rows(TABLES / "province_times.csv")
        if row["province_code"] in provinces
    ]
    ProvinceTime.objects.bulk_create(times, ignore_conflicts=True)
    return len(times)


def import_speed_defaults() -> int:
    """Bring in the speed to expect on each road class; rows that exist stay."""
    speeds = [
        SpeedDefault(
            road_class=row["road_class"],
            speed_kmh=float(row["speed_kmh"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            basis=row["basis"],
        )
        for row in _rows(TABLES / "speed_defaults.csv")
    ]
    SpeedDefault.objects.bulk_create(speeds, ignore_conflicts=True)
    return len(speeds)
