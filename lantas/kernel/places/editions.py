"""Which edition of roads, closures and areas is current; asked once per call.

A number comes from a sequence, so one that was rolled back is never given out again:
a cache that holds other numbers than these is behind, and one that holds the same is
not.
"""

from typing import NamedTuple

from django.db import connection

_READ = "SELECT roads, closures, areas FROM places_edition WHERE id = 1"
_START = "INSERT INTO places_edition VALUES (1, 0, 0, 0) ON CONFLICT (id) DO NOTHING"
_BUMP = "UPDATE places_edition SET {} = nextval('places_edition_number') WHERE id = 1"


class Current(NamedTuple):
    """The three edition numbers."""

    roads: int
    closures: int
    areas: int


def current() -> Current:
    """Read the numbers: one row by primary key."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        row = cursor.fetchone()
    return Current(*row) if row else Current(0, 0, 0)


def bump(*, roads: bool = False, closures: bool = False, areas: bool = False) -> None:
    """Give what changed its next number, in the transaction that changes it."""
    changed = {"roads": roads, "closures": closures, "areas": areas}
    with connection.cursor() as cursor:
        cursor.execute(_START)
        for column, is_new in changed.items():
            if is_new:
                cursor.execute(_BUMP.format(column))
