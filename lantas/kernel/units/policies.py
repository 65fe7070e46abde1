"""The rules in force: the nearest unit's row of the day decides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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


def local_day(unit: Unit, at: datetime) -> date:
    """Return the calendar day at the unit: three time zones, three midnights."""
    return at.astimezone(ZoneInfo(unit.time_zone)).date()


def length(key: str, *, unit: Unit, at: datetime) -> timedelta:
    """Return a policy that holds seconds as a length of time."""
    return timedelta(seconds=value(key, unit=unit, on=local_day(unit, at)))
