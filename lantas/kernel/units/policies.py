"""The rules in force: the nearest unit's row of the day decides."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateRange

from lantas.kernel.units.models import Policy, Unit


class NoSuchPolicy(LookupError):
    """No row of this key is in force; a rule must not be guessed."""


def values(keys: list[str], *, unit: Unit, on: date) -> dict[str, Any]:
    """Return the value of each key for ``unit`` on a day, in one query.

    Rows of the unit itself win over those of the units that command it. Keys
    without a row are left out.
    """
    rows = (
        Policy.objects.filter(
            key__in=keys,
            unit__in=Unit.objects.above(unit).order_by(),
            days__contains=on,
        )
        .order_by("unit__path")
        .values_list("key", "value")
    )
    return dict(rows)


def value(key: str, *, unit: Unit, on: date) -> Any:
    """Return the value in force, or raise ``NoSuchPolicy``."""
    found = values([key], unit=unit, on=on)
    if key not in found:
        raise NoSuchPolicy(f"{key} has no row for {unit} on {on}")
    return found[key]


def in_force(*, unit: Unit, on: date) -> list[Policy]:
    """Return the row that decides each key for ``unit`` on a day, by key."""
    rows = (
        Policy.objects.filter(
            unit__in=Unit.objects.above(unit).order_by(), days__contains=on
        )
        .select_related("unit")
        .order_by("key", "unit__path")
    )
    return list({row.key: row for row in rows}.values())


def local_day(unit: Unit, at: datetime) -> date:
    """Return the calendar day at the unit: three time zones, three midnights."""
    return at.astimezone(ZoneInfo(unit.time_zone)).date()


def length(key: str, *, unit: Unit, at: datetime) -> timedelta:
    """Return a policy that holds seconds as a length of time."""
    return timedelta(seconds=value(key, unit=unit, on=local_day(unit, at)))


def load(path: Path, *, unit: Unit) -> int:
    """Lay down the rows of a JSON file for ``unit``; return how many are new.

    The file is a list of ``{"key", "value", "from", "until"?, "basis",
    "certainty"}``. A row of the same key and first day is left as it stands: an
    installation's own decision is never overwritten by a delivered default.
    """
    new = 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        until = row.get("until")
        days = DateRange(
            date.fromisoformat(row["from"]),
            date.fromisoformat(until) if until else None,
        )
        if Policy.objects.filter(
            key=row["key"], unit=unit, days__overlap=days
        ).exists():
            continue
        Policy.objects.create(
            key=row["key"],
            unit=unit,
            value=row["value"],
            days=days,
            basis=row["basis"],
            certainty=row["certainty"],
        )
        new += 1
    return new
