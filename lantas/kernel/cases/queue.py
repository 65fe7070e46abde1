"""Work queues: the next case comes at random, leased, and comes back when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantas.kernel.cases.desk import NotAllowed
from lantas.kernel.cases.models import Case, Lease
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer

# Locked rows are skipped: two hands reach for the heap and never hold one sheet.
# The random pick is made among the most urgent hundred, so that nothing starves.
PICK = """
SELECT id FROM (
  SELECT c.id FROM cases_case c
  LEFT JOIN cases_lease l ON l.case_id = c.id AND l.until_at > %(at)s
  WHERE c.kind = %(kind)s AND c.state = ANY(%(states)s) AND l.case_id IS NULL
    AND (%(units)s::bigint[] IS NULL OR c.unit_id = ANY(%(units)s))
    AND NOT EXISTS (
      SELECT 1 FROM ledger_entry e
      WHERE e.subject = c.number AND e.by_id = %(officer)s)
  ORDER BY c.due_at NULLS LAST, c.id LIMIT 100
  FOR UPDATE OF c SKIP LOCKED
) urgent ORDER BY random() LIMIT 1
"""


@transaction.atomic(savepoint=False)
def hand_out(
    kind: str,
    states: Iterable[str],
    *,
    by: Officer,
    at: datetime,
    keep_for: timedelta,
) -> Case | None:
    """Return a random urgent case for this officer, leased; or None.

    Whoever has already touched a case is not given it: nobody picks his own, and
    nobody reviews himself. An earlier lease that still runs is given back first,
    so that a reload shows the same case.
    """
    if held := find_leased(kind, states, by=by, at=at):
        return held
    with connection.cursor() as cursor:
        cursor.execute(
            PICK,
            {
                "kind": kind,
                "states": list(states),
                "at": at,
                "units": scope.ids_seen(by),
                "officer": by.pk,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    Lease.objects.update_or_create(
        case_id=row[0], defaults={"officer": by, "until_at": at + keep_for}
    )
    return Case.objects.get(pk=row[0])


def find_leased(
    kind: str, states: Iterable[str], *, by: Officer, at: datetime
) -> Case | None:
    """Return the case this officer holds right now, or None."""
    return Case.objects.filter(
        kind=kind, state__in=list(states), lease__officer=by, lease__until_at__gt=at
    ).first()


def check_lease(case: Case, *, by: Officer, at: datetime) -> None:
    """Refuse unless the officer holds the case right now."""
    if not Lease.objects.filter(case=case, officer=by, until_at__gt=at).exists():
        raise NotAllowed(_("The lease has ended; take the next case."))


def give_back(case: Case, *, by: Officer) -> None:
    """Put the case back on the heap."""
    Lease.objects.filter(case=case, officer=by).delete()
