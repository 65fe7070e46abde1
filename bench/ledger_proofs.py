"""Claim: a proof over a million entries is under 1 kB and takes microseconds.

It is pure computing, so it is timed by the processor's clock: others' load does not
count.
"""

from __future__ import annotations

import random
import sys
from time import process_time

from bench import figures
from lantas.science import merkle

LEAVES, PROOFS = 1_000_000, 20_000
BAR_APPEND, BAR_PROOFS, BAR_BYTES = 300_000, 10_000, 1024


def main() -> int:
    """Grow a tree, prove and check; print claim, figure and bar."""
    print(figures.HEAD)
    leaves = [merkle.leaf_hash(n.to_bytes(8)) for n in range(LEAVES)]
    tree = merkle.Tree()
    begin = process_time()
    tree.append(leaves)
    rate = LEAVES / (process_time() - begin)
    met = [figures.at_least("leaves appended, one core", rate, BAR_APPEND, "/s")]
    met += _inclusion(tree, leaves)
    met += _consistency(tree)
    return 0 if all(met) else 1


def _inclusion(tree: merkle.Tree, leaves: list[bytes]) -> list[bool]:
    rng, root, longest = random.Random(1), tree.root(), 0
    begin = process_time()
    for _ in range(PROOFS):
        index = rng.randrange(LEAVES)
        proof = tree.inclusion(index, LEAVES)
        merkle.check_inclusion(leaves[index], index, LEAVES, proof, root)
        longest = max(longest, sum(map(len, proof)))
    rate = PROOFS / (process_time() - begin)
    return [
        figures.at_least("inclusion proved and checked", rate, BAR_PROOFS, "/s"),
        figures.at_most("longest inclusion proof, 1 M", longest, BAR_BYTES, "B"),
    ]


def _consistency(tree: merkle.Tree) -> list[bool]:
    rng, root, longest = random.Random(2), tree.root(), 0
    sizes = [rng.randrange(1, LEAVES) for _ in range(PROOFS // 10)]
    roots = [tree.root(size) for size in sizes]
    begin = process_time()
    for size, old in zip(sizes, roots, strict=True):
        proof = tree.consistency(size, LEAVES)
        merkle.check_consistency(size, LEAVES, proof, old, root)
        longest = max(longest, sum(map(len, proof)))
    rate = len(sizes) / (process_time() - begin)
    return [
        figures.at_least("consistency proved and checked", rate, BAR_PROOFS, "/s"),
        figures.at_most("longest consistency proof, 1 M", longest, BAR_BYTES, "B"),
    ]


if __name__ == "__main__":
    sys.exit(main())
