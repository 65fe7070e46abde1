"""Seal what was written: number the entries, grow the tree, sign its head.

Only one sealer works at a time. It takes the entries whose transactions have
committed; one that commits later, though its number is lower, waits in the queue
and is taken by a later seal. So positions have no gaps and no entry is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from lantas.kernel.ledger import keys, notes
from lantas.kernel.ledger.leaves import hash_of
from lantas.kernel.ledger.models import Entry, Head, Key
from lantas.kernel.ledger.proofs import hashes_at
from lantas.kernel.units import scope
from lantas.science import merkle

LOCK = 0x6C616E7461730001
# The rows are deleted by the statement that reads them, so none is taken twice.
TAKE = """
DELETE FROM ledger_waiting WHERE entry_id IN (
  SELECT entry_id FROM ledger_waiting ORDER BY entry_id LIMIT %s
) RETURNING entry_id
"""
PLACE = """
INSERT INTO ledger_leaf (position, entry_id, hash)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])
"""
GROW = """
INSERT INTO ledger_node (level, nth, hash)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""


def seal(*, at: datetime, most: int = 5000) -> Head | None:
    """Seal what waits; None if nothing does or another sealer is at work."""
    with transaction.atomic(), scope.whole_corps():
        if not _locked():
            return None
        entries = _take(most)
        return _sign(*_append(entries), at=at) if entries else None


def rotate(*, at: datetime) -> Key:
    """Change the signing key. What was signed with the old one stays valid."""
    with transaction.atomic():
        _lock()
        return keys.rotate(at=at)


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (got,) = cursor.fetchone()
    return bool(got)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _take(most: int) -> list[Entry]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [most])
        taken = [pk for (pk,) in cursor.fetchall()]
    # Whoever may write to the queue may name an entry twice; it has its place.
    return list(Entry.objects.filter(pk__in=taken, leaf=None).order_by("pk"))


def _append(entries: Iterable[Entry]) -> tuple[int, bytes]:
    head = Head.objects.order_by("-size").first()
    size = head.size if head else 0
    peaks = merkle.cover((0, size))
    known = hashes_at(peaks)
    ids, hashes = zip(*((entry.pk, hash_of(entry)) for entry in entries), strict=True)
    grown = dict(merkle.grow(size, [known[p] for p in peaks], hashes))
    nodes = [(place, value) for place, value in grown.items() if place[0]]
    end = size + len(ids)
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [list(range(size, end)), list(ids), list(hashes)])
        cursor.execute(
            GROW,
            [
                [level for (level, _), _ in nodes],
                [nth for (_, nth), _ in nodes],
                [value for _, value in nodes],
            ],
        )
    return end, merkle.root_of((0, end), {**known, **grown})


def _sign(size: int, root: bytes, *, at: datetime) -> Head:
    key, private = keys.current(at=at)
    before = Head.objects.order_by("-size").values_list("signed_at", flat=True).first()
    # A clock that was set back must not make a later seal look older.
    signed_at = max(at, before) if before else at
    said = notes.Checkpoint(key.origin, size, root, signed_at)
    return Head.objects.create(
        size=size,
        root=root,
        signed_at=signed_at,
        key=key,
        note=notes.signed(str(said), key.origin, private),
    )
