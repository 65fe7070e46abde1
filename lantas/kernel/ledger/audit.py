"""Read the whole ledger again and say what is not as it was sealed.

The database refuses changes, but whoever owns the server can switch that off. Then
the hashes no longer fit; and if he writes new hashes and signs new seals with a
stolen key, they do not fit the seals that others hold: give those as ``held``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lantas.kernel.ledger import notes
from lantas.kernel.ledger.keys import verifier_of
from lantas.kernel.ledger.leaves import hash_of
from lantas.kernel.ledger.models import Entry, Head, Key, Leaf, Waiting
from lantas.kernel.ledger.proofs import hashes_at
from lantas.science import merkle

CHUNK = 2000


@dataclass
class Walk:
    """How far the reading is, and the seals to be compared on the way."""

    seals: list[Head]
    held: list[notes.Checkpoint]
    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    grown: dict[merkle.Place, bytes] = field(default_factory=dict)


def read(held: Iterable[str] = ()) -> Iterator[str]:
    """Yield a sentence for everything that does not fit; none means all is well.

    Needs the whole corps in scope. ``held`` are seals kept elsewhere, as published.
    """
    keys = list(Key.objects.order_by("nth"))
    yield from _keys(keys)
    seals = list(Head.objects.select_related("key").order_by("size"))
    for seal in seals:
        yield from _signature(seal)
    witnessed: list[notes.Checkpoint] = []
    for note in held:
        yield from _witnessed(note, keys, witnessed)
    walk = Walk(seals, sorted(witnessed, key=lambda seal: seal.size))
    leaves = Leaf.objects.select_related("entry").order_by("position")
    chunk: list[Leaf] = []
    for leaf in leaves.iterator(CHUNK):
        chunk.append(leaf)
        if len(chunk) == CHUNK:
            yield from _chunk(walk, chunk)
            chunk = []
    yield from _chunk(walk, chunk)
    yield from _ends(walk)


def _keys(keys: list[Key]) -> Iterator[str]:
    for old, new in pairwise(keys):
        try:
            text = notes.opened(new.statement, verifier_of(old))
        except notes.Unsigned:
            text = ""
        if not text.endswith(f"\ncomes {verifier_of(new)}\n"):
            yield f"Key {new.nth} is not named by key {old.nth}."


def _signature(seal: Head) -> Iterator[str]:
    try:
        said = notes.checkpoint(notes.opened(seal.note, verifier_of(seal.key)))
    except notes.Unsigned as error:
        yield f"The seal over {seal.size} is not signed: {error}."
        return
    wrote = notes.Checkpoint(
        seal.key.origin, seal.size, bytes(seal.root), seal.signed_at
    )
    if said != wrote:
        yield f"The row of the seal over {seal.size} is not what was signed."


def _witnessed(
    note: str, keys: list[Key], found: list[notes.Checkpoint]
) -> Iterator[str]:
    for key in keys:
        try:
            found.append(notes.checkpoint(notes.opened(note, verifier_of(key))))
        except notes.Unsigned:
            continue
        return
    yield "A seal held elsewhere is not signed by any of our keys."


def _chunk(walk: Walk, leaves: list[Leaf]) -> Iterator[str]:
    walk.grown.clear()
    for leaf in leaves:
        if leaf.position != walk.size:
            yield f"Position {walk.size} is missing; {leaf.position} follows."
        value = hash_of(leaf.entry)
        if value != bytes(leaf.hash):
            yield (
                f"Entry {leaf.entry_id} at position {leaf.position}"
                f" ({leaf.entry.name} {leaf.entry.subject}) is not what was sealed."
            )
        yield from _append(walk, bytes(leaf.hash))
    stored = hashes_at(place for place in walk.grown if place[0])
    for place, value in walk.grown.items():
        if place[0] and stored.get(place) != value:
            yield f"The tree's node {place[0]}/{place[1]} does not fit its leaves."


def _append(walk: Walk, value: bytes) -> Iterator[str]:
    for (level, nth), hashed in merkle.grow(walk.size, walk.peaks, [value]):
        walk.grown[level, nth] = hashed
    walk.size += 1
    # Each level passed on the way up swallowed the peak that stood there.
    swallowed = (walk.size & -walk.size).bit_length() - 1
    top = walk.grown[swallowed, (walk.size - 1) >> swallowed]
    walk.peaks = [*walk.peaks[: len(walk.peaks) - swallowed], top]
    while walk.seals and walk.seals[0].size <= walk.size:
        seal = walk.seals.pop(0)
        if seal.size != walk.size or bytes(seal.root) != merkle.fold(walk.peaks):
            yield f"The seal over {seal.size} entries does not fit them."
    while walk.held and walk.held[0].size <= walk.size:
        held = walk.held.pop(0)
        if held.size != walk.size or held.root != merkle.fold(walk.peaks):
            yield f"History before the held seal over {held.size} was rewritten."


def _ends(walk: Walk) -> Iterator[str]:
    for seal in walk.seals:
        yield f"Entries under the seal over {seal.size} are missing at the end."
    for held in walk.held:
        yield f"The ledger was rolled back: a held seal is over {held.size} entries."
    lost = (
        Entry.objects.filter(leaf=None)
        .exclude(pk__in=Waiting.objects.values("pk"))
        .order_by("pk")
    )
    for entry in lost[:100]:
        yield f"Entry {entry.pk} ({entry.name}) was kept from being sealed."
