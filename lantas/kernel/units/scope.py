"""The second wall: PostgreSQL shows only the rows of the units in scope.

The units a transaction may see stand in the setting ``app.units``, expanded to
ids, because a policy that compares paths costs fifty times more. Unset means no
rows. ``*`` is the whole corps. ``app.cases`` adds single cases: the citizen's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection
from django.utils.timezone import localdate
from psycopg.pq import TransactionStatus

from lantas.kernel.units.models import Officer, Unit

WHOLE_CORPS = "*"
IN_TRANSACTION = TransactionStatus.INTRANS


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    """Set what a wall looks at, inside the block and this transaction only."""
    with settings({name: value}):
        yield


@contextmanager
def settings(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set several at once: one statement in, one out."""
    if not connection.in_atomic_block:
        raise RuntimeError("a scope needs a transaction")
    # The CTE is materialised first, so what was there before is read before it goes.
    before = ", ".join(f"current_setting(%s, true) AS was_{n}" for n in _places(wanted))
    was = ", ".join(f"was_{n}" for n in _places(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH before AS MATERIALIZED (SELECT {before})"
            f" SELECT {was}, {_set(wanted)} FROM before",
            [*wanted, *_pairs(wanted)],
        )
        found = dict(zip(wanted, cursor.fetchone(), strict=False))
    try:
        yield
    finally:
        # After a failed statement the transaction ends anyway and takes it along; to
        # speak then would hide what failed behind a second failure.
        if connection.in_atomic_block and _listens():
            back = {name: value or "" for name, value in found.items()}
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {_set(back)}", list(_pairs(back)))


def _listens() -> bool:
    held = connection.connection
    working = held is not None and held.info.transaction_status == IN_TRANSACTION
    return working and not connection.needs_rollback


def _places(wanted: Mapping[str, str]) -> range:
    return range(len(wanted))


def _set(wanted: Mapping[str, str]) -> str:
    return ", ".join(["set_config(%s, %s, true)"] * len(wanted))


def _pairs(wanted: Mapping[str, str]) -> Iterator[str]:
    for name, value in wanted.items():
        yield from (name, value)


@contextmanager
def units(ids: Iterable[int]) -> Iterator[None]:
    """Show the rows of these units inside the block, and no others."""
    with setting("app.units", ",".join(str(i) for i in sorted(set(ids)))):
        yield


@contextmanager
def whole_corps() -> Iterator[None]:
    """Show the rows of every unit: for the worker, the sealer and set-up."""
    with setting("app.units", WHOLE_CORPS):
        yield


@contextmanager
def case(pk: int) -> Iterator[None]:
    """Show one case besides, to the person whose matter it is."""
    with setting("app.cases", str(pk)):
        yield


@contextmanager
def tracking(digest: str) -> Iterator[None]:
    """Show the one report whose secret link has this digest."""
    with setting("app.tracking", digest):
        yield


@contextmanager
def of(officer: Officer) -> Iterator[None]:
    """Show what the officer's duties of today cover."""
    with setting("app.units", seen_units(officer)):
        yield


def ids_seen(officer: Officer) -> list[int] | None:
    """Return the ids of the units this officer's duties cover; None means all."""
    if "_units_seen" not in officer.__dict__:
        officer.__dict__["_units_seen"] = _ids_seen(officer)
    found: list[int] | None = officer.__dict__["_units_seen"]
    return found


def _ids_seen(officer: Officer) -> list[int] | None:
    tops = {held.unit.path for held in officer.duties_on(localdate())}
    if not tops:
        return []
    if any(path.count("/") == 2 for path in tops):
        return None
    found = Unit.objects.none()
    for path in tops:
        found |= Unit.objects.filter(path__startswith=path)
    return list(found.order_by().values_list("pk", flat=True))


def seen_units(officer: Officer) -> str:
    """Return what ``app.units`` is to be for this officer."""
    ids = ids_seen(officer)
    return WHOLE_CORPS if ids is None else ",".join(map(str, ids))


def wall_sql(table: str, *, column: str = "unit_id", also: str = "") -> str:
    """Return the SQL that puts a table behind the wall.

    ``also`` is a further condition under which a row shows, for example
    ``lantas_owns(id)`` for the person whose case it is.
    """
    sees = f"lantas_sees({column})" + (f" OR {also}" if also else "")
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_wall ON {table} USING ({sees}) WITH CHECK ({sees});"
    )


def wall_down_sql(table: str) -> str:
    """Return the SQL that takes the wall of a table down, for reversing."""
    return (
        f"DROP POLICY {table}_wall ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
