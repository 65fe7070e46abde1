"""Which edition of roads, closures and areas is current; asked once per call."""

from typing import NamedTuple

from django.db import connection

_BUMP = """
INSERT INTO places_edition (id, roads, closures, areas) VALUES (1, {0}, {1}, {2})
ON CONFLICT (id) DO UPDATE SET roads = places_edition.roads + {0},
  closures = places_edition.closures + {1}, areas = places_edition.areas + {2}
"""


class Current(NamedTuple):
    """The three counters; a cache that holds other numbers is behind."""

    roads: int
    closures: int
    areas: int


def current() -> Current:
    """Read the counters: one row by primary key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT roads, closures, areas FROM places_edition WHERE id = 1")
        row = cursor.fetchone()
    return Current(*row) if row else Current(0, 0, 0)


def bump(*, roads: bool = False, closures: bool = False, areas: bool = False) -> None:
    """Count one change, in the transaction that makes it."""
    with connection.cursor() as cursor:
        cursor.execute(_BUMP.format(int(roads), int(closures), int(areas)))
