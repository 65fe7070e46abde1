"""Numbers per unit and year, without gaps or doubles."""

from datetime import datetime

from django.db import connection

from lantas.kernel.units.models import Unit
from lantas.kernel.units.policies import local_day

# The row lock is held until commit, so a number that is rolled back is given again.
NEXT = """
INSERT INTO cases_counter (unit_id, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT counter_is_one DO UPDATE SET last = cases_counter.last + 1
RETURNING last
"""


def next_number(prefix: str, *, kind: str, unit: Unit, at: datetime) -> str:
    """Return the next number, ``INC-6471-2026-000001``, and keep it taken.

    The year is the one at the unit: new year comes three times in Indonesia.
    """
    year = local_day(unit, at).year
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [unit.pk, kind, year])
        (last,) = cursor.fetchone()
    return f"{prefix}-{unit.code}-{year}-{last:06d}"
