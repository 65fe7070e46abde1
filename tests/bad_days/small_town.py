"""The smallest town that real servers can run: one Polres, its area, a dispatcher."""

from __future__ import annotations

from pathlib import Path

FOUND = "from tests.bad_days.small_town import found; found()"


def found() -> None:
    """Found it, inside Django, as the owner."""
    from datetime import date

    import shapely
    from django.db import transaction

    import lantas.response
    from bench.crew import MIDDLE, SINCE
    from lantas.kernel.places import areas
    from lantas.kernel.places.models import Area
    from lantas.kernel.units import policies, scope
    from lantas.kernel.units.models import DutyHeld, Officer, Policy, Unit
    from lantas.response.terms import Duty

    with transaction.atomic(), scope.whole_corps():
        area = Area.objects.create(code="64.71", name="Kota Kecil", level="regency")
        areas.set_polygon(area, shapely.Point(MIDDLE).buffer(0.2), basis="test")
        top = Unit.objects.create(name="Korlantas", path="/1/", level="national")
        unit = Unit.objects.create(
            name="Polres Kota Kecil",
            path="/1/6471/",
            level="regency",
            code="6471",
            area_code="64.71",
        )
        rules = Path(lantas.response.__file__).parent / "data" / "policies.json"
        policies.load(rules, unit=top)
        Policy.objects.create(
            key="access.second_factor",
            unit=top,
            value="optional",
            days=(date(2026, 1, 1), None),
            basis="test",
            certainty="confirmed",
        )
        dispatcher = Officer.objects.create(username="dispatcher", unit=unit)
        DutyHeld.objects.create(
            officer=dispatcher, duty=Duty.DISPATCHER, unit=unit, days=SINCE
        )
