"""Proofs for anyone: that an entry is sealed, that one seal continues another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger.models import Head, Leaf
from lantas.science import merkle
from lantas.science.merkle import Place, Span

NODES = """
SELECT level, nth, n.hash FROM ledger_node n
JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, nth) USING (level, nth)
UNION ALL
SELECT 0, position, hash FROM ledger_leaf WHERE position = ANY(%s)
"""


class NotSealed(Refusal):
    """There is no such seal, or the entry is not yet under one."""

    status = 404


def hashes_at(places: Iterable[Place]) -> dict[Place, bytes]:
    """Return the hashes of complete subtrees, in one query."""
    wanted = sorted(set(places))
    nodes = [place for place in wanted if place[0]]
    leaves = [nth for level, nth in wanted if not level]
    with connection.cursor() as cursor:
        levels, nths = [level for level, _ in nodes], [nth for _, nth in nodes]
        cursor.execute(NODES, [levels, nths, leaves])
        return {(level, nth): bytes(value) for level, nth, value in cursor.fetchall()}


def roots_of(spans: Sequence[Span]) -> list[bytes]:
    """Return the roots over spans, in one query of a few rows each."""
    known = hashes_at(place for span in spans for place in merkle.cover(span))
    return [merkle.root_of(span, known) for span in spans]


def latest() -> Head | None:
    """Return the newest seal."""
    return Head.objects.select_related("key").order_by("-size").first()


def sealed_size() -> int:
    """Return how many entries are under a seal."""
    head = latest()
    return head.size if head else 0


def position_of(leaf_hash: bytes) -> int:
    """Return the place of an entry, known by its leaf hash."""
    found = Leaf.objects.filter(hash=leaf_hash).values_list("position", flat=True)
    position = found.first()
    if position is None:
        raise NotSealed(
            _("No sealed entry has this receipt. A new one is sealed in seconds."),
            field="entry_hash",
        )
    return position


def leaf_at(position: int) -> bytes:
    """Return the leaf hash at a place."""
    value = (
        Leaf.objects.filter(position=position).values_list("hash", flat=True).first()
    )
    if value is None:
        raise NotSealed(_("No entry is sealed at this position."), field="position")
    return bytes(value)


def root_at(size: int) -> bytes:
    """Return the root over the first ``size`` entries."""
    return roots_of([(0, size)])[0]


def inclusion(position: int, size: int) -> list[bytes]:
    """Return the proof that the entry at ``position`` is in the tree of ``size``."""
    if not 0 < size <= sealed_size():
        raise NotSealed(_("There is no seal of this size."), field="size")
    if not 0 <= position < size:
        raise NotSealed(_("The entry is not under this seal."), field="position")
    return roots_of(merkle.inclusion_spans(position, size))


def consistency(first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of ``second`` continues that of ``first``."""
    if not 0 < first <= second <= sealed_size():
        raise NotSealed(_("There are no two seals of these sizes."), field="first")
    return roots_of(merkle.consistency_spans(first, second))
