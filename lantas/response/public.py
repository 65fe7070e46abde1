"""What others may ask of quick response: set up patrols."""

from __future__ import annotations

from datetime import datetime

from lantas.kernel.units.actors import Actor
from lantas.kernel.units.models import Unit
from lantas.response.actions import positions, shifts
from lantas.response.terms import Vehicle

# Three cars to one motorcycle, as a city's traffic unit drives.
FLEET = (Vehicle.CAR, Vehicle.MOTORCYCLE, Vehicle.CAR, Vehicle.CAR)


def stand_up_patrols(*, unit: Unit, count: int, by: Actor, at: datetime) -> int:
    """Make a unit's first patrols, ``6471-01`` and on; return how many are new."""
    positions.make_days(by=by, at=at)
    made = [
        shifts.stand_up(
            unit=unit,
            call_sign=f"{unit.code}-{n:02d}",
            vehicle=FLEET[(n - 1) % len(FLEET)],
            by=by,
            at=at,
        )
        for n in range(1, count + 1)
    ]
    return sum(patrol is not None for patrol in made)
