"""A Merkle tree after RFC 9162: grow it, prove what is in it, check the proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]
"""Where a complete subtree stands: level (0 is a leaf), and how many stand before."""

Span: TypeAlias = tuple[int, int]
"""The leaves from the first number up to, not including, the second."""

EMPTY = hashlib.sha256().digest()


class Unproven(ValueError):
    """A proof that does not show what it is to show."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's data (RFC 9162 section 2.1.1).

    >>> leaf_hash(b"")[:4].hex()
    '6e340b9c'
    """
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two subtrees; a leaf never looks like a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(span: Span) -> list[Place]:
    """Return the complete subtrees that make up a span, largest first.

    The span must begin where a subtree of its size may begin, as all those in
    proofs do.

    >>> cover((0, 11))
    [(3, 0), (1, 4), (0, 10)]
    """
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(peaks: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees, given largest first."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(span: Span, known: Mapping[Place, bytes]) -> bytes:
    """Return the root over a span, from the hashes of its complete subtrees."""
    return fold([known[place] for place in cover(span)])


def grow(
    size: int, peaks: Sequence[bytes], leaves: Iterable[bytes]
) -> Iterator[tuple[Place, bytes]]:
    """Yield every subtree that becomes complete when leaf hashes are appended.

    Parameters
    ----------
    size
        How many leaves there are already.
    peaks
        The hashes of ``cover((0, size))``.
    leaves
        Leaf hashes, in order. Each takes amortised two hashes and no look back.

    Examples
    --------
    >>> [place for place, _ in grow(1, [leaf_hash(b"a")], [leaf_hash(b"b")])]
    [(0, 1), (1, 0)]
    """
    heap = list(peaks)
    for nth, leaf in enumerate(leaves, start=size):
        level, top = 0, leaf
        yield (0, nth), top
        while nth >> level & 1:
            top = node_hash(heap.pop(), top)
            level += 1
            yield (level, nth >> level), top
        heap.append(top)


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose roots prove that leaf ``index`` is in the tree.

    See RFC 9162 section 2.1.3.1.

    >>> inclusion_spans(0, 7)
    [(1, 2), (2, 4), (4, 7)]
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} among {size}")
    start, end = 0, size
    found = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Return the spans whose roots prove that the first tree begins the second.

    See RFC 9162 section 2.1.4.1.

    >>> consistency_spans(3, 7)
    [(2, 3), (3, 4), (0, 2), (4, 7)]
    >>> consistency_spans(4, 7)
    [(4, 7)]
    """
    if not 0 < first <= second:
        raise IndexError(f"{first} does not come before {second}")
    start, end = 0, second
    found = []
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:
        found.append((start, end))
    return found[::-1]


def _sides(here: int, last: int, steps: int) -> list[bool]:
    """Return for each step up whether its hash stands left of ours, or refuse.

    ``here`` is our subtree's number on its level, ``last`` the level's last one.
    """
    found = []
    for _ in range(steps):
        if last == 0:
            raise Unproven("the proof is longer than the tree is high")
        left = bool(here & 1) or here == last
        found.append(left)
        # At the right edge, levels where nothing stands beside us are passed over.
        while left and here and not here & 1:
            here, last = here >> 1, last >> 1
        here, last = here >> 1, last >> 1
    if last:
        raise Unproven("the proof is shorter than the tree is high")
    return found


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Refuse unless the proof leads from the leaf to the root.

    See RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise Unproven(f"there is no leaf {index} in a tree of {size}")
    found = leaf
    sides = _sides(index, size - 1, len(proof))
    for step, left in zip(proof, sides, strict=True):
        found = node_hash(step, found) if left else node_hash(found, step)
    if found != root:
        raise Unproven("the proof leads to another root")


def check_consistency(
    first: int,
    second: int,
    proof: Sequence[bytes],
    first_root: bytes,
    second_root: bytes,
) -> None:
    """Refuse unless the tree of the first root is the beginning of the second's.

    See RFC 9162 section 2.1.4.2.
    """
    if not 0 < first <= second:
        raise Unproven(f"a tree of {first} does not come before one of {second}")
    if first == second:
        if proof or first_root != second_root:
            raise Unproven("two roots for trees of one size")
        return
    # A first tree that is one complete subtree is its own first step.
    steps = list(proof) if first & (first - 1) else [first_root, *proof]
    if not steps:
        raise Unproven("the proof is empty")
    full = (first & -first).bit_length() - 1
    sides = _sides(first - 1 >> full, second - 1 >> full, len(steps) - 1)
    old = new = steps[0]
    for step, left in zip(steps[1:], sides, strict=True):
        if left:
            old, new = node_hash(step, old), node_hash(step, new)
        else:
            new = node_hash(new, step)
    if old != first_root or new != second_root:
        raise Unproven("the proof leads to other roots")


@dataclass
class Tree:
    """A tree held in memory.

    >>> tree = Tree()
    >>> tree.append(leaf_hash(data) for data in (b"a", b"b", b"c"))
    >>> proof = tree.inclusion(1, 3)
    >>> check_inclusion(leaf_hash(b"b"), 1, 3, proof, tree.root())
    >>> check_inclusion(leaf_hash(b"x"), 1, 3, proof, tree.root())
    Traceback (most recent call last):
    lantas.science.merkle.Unproven: the proof leads to another root
    """

    size: int = 0
    known: dict[Place, bytes] = field(default_factory=dict)

    def append(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        peaks = [self.known[place] for place in cover((0, self.size))]
        for place, value in grow(self.size, peaks, leaves):
            self.known[place] = value
            self.size += place[0] == 0

    def root(self, size: int | None = None) -> bytes:
        """Return the root now, or when there were ``size`` leaves."""
        return root_of((0, self.size if size is None else size), self.known)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that leaf ``index`` is in the tree of ``size``."""
        return [root_of(span, self.known) for span in inclusion_spans(index, size)]

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Return the proof that the tree of ``first`` begins that of ``second``."""
        return [root_of(span, self.known) for span in consistency_spans(first, second)]
