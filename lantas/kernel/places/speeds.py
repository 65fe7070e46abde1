"""The speed to expect where no sign is recorded: dated rows, by road class."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from lantas.kernel.places import codes
from lantas.kernel.places.models import SpeedDefault
from lantas.kernel.places.terms import RoadClass


def defaults(on: date) -> dict[str, float]:
    """Return the speed of each road class in force on a day."""
    found = _in_force(on)
    if set(found) < set(RoadClass.values):
        codes.import_speed_defaults()
        found = _in_force(on)
    return found


def _in_force(on: date) -> dict[str, float]:
    rows = SpeedDefault.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on
    ).order_by("valid_from")
    return dict(rows.values_list("road_class", "speed_kmh"))
