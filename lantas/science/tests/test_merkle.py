from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lantas.science.merkle import (
    EMPTY,
    Tree,
    Unproven,
    check_consistency,
    check_inclusion,
    consistency_spans,
    cover,
    inclusion_spans,
    leaf_hash,
    node_hash,
)

# The reference leaves and roots of Certificate Transparency (RFC 6962 and 9162).
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    tree.append(map(leaf_hash, leaves))
    return tree


# The definitions of the RFC, word for word and slow.


def mth(data: list[bytes]) -> bytes:
    if len(data) < 2:
        return leaf_hash(data[0]) if data else hashlib.sha256().digest()
    k = split(len(data))
    return node_hash(mth(data[:k]), mth(data[k:]))


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def path(m: int, data: list[bytes]) -> list[bytes]:
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def subproof(m: int, data: list[bytes], whole: bool) -> list[bytes]:
    if m == len(data):
        return [] if whole else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole), mth(data[k:])]
    return [*subproof(m - k, data[k:], False), mth(data[:k])]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference(size: int) -> None:
    assert tree_of(LEAVES[:size]).root().hex() == ROOTS[size]
    assert tree_of(LEAVES).root(size).hex() == ROOTS[size]


def test_the_proofs_are_those_of_the_reference() -> None:
    tree = tree_of(LEAVES)
    assert [step.hex()[:8] for step in tree.inclusion(5, 8)] == [
        "bc1a0643",
        "ca854ea1",
        "d37ee418",
    ]
    assert [step.hex()[:8] for step in tree.consistency(6, 8)] == [
        "0ebc5d34",
        "ca854ea1",
        "d37ee418",
    ]


def test_every_proof_is_the_one_the_definition_gives() -> None:
    data = [bytes([n]) for n in range(40)]
    tree = tree_of(data)
    for size in range(1, 41):
        assert tree.root(size) == mth(data[:size])
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert proof == path(index, data[:size])
            check_inclusion(leaf_hash(data[index]), index, size, proof, tree.root(size))
        for first in range(1, size + 1):
            proof = tree.consistency(first, size)
            assert proof == subproof(first, data[:size], True)
            check_consistency(first, size, proof, tree.root(first), tree.root(size))


def test_growing_piece_by_piece_is_growing_at_once() -> None:
    data = [bytes([n]) for n in range(100)]
    whole = tree_of(data)
    piecewise = Tree()
    for start in range(0, 100, 7):
        piecewise.append(leaf_hash(d) for d in data[start : start + 7])
    assert piecewise == whole


leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=200)


@pytest.mark.slow
@given(leaves, st.data())
def test_no_tampering_with_an_inclusion_proof_passes(
    data: list[bytes], draw: Any
) -> None:
    tree = tree_of(data)
    index = draw.draw(st.integers(0, len(data) - 1))
    leaf, root = leaf_hash(data[index]), tree.root()
    proof = tree.inclusion(index, len(data))
    check_inclusion(leaf, index, len(data), proof, root)
    hurt_leaf, hurt_proof, hurt_root = hurt(draw, [leaf, *proof, root])
    with pytest.raises(Unproven):
        check_inclusion(hurt_leaf, index, len(data), hurt_proof, hurt_root)
    for other in (proof[:-1], [*proof, leaf], proof[1:]):
        assume(other != proof)
        with pytest.raises(Unproven):
            check_inclusion(leaf, index, len(data), other, root)


@pytest.mark.slow
@given(leaves, st.data())
def test_a_leaf_is_proved_at_its_own_place_only(data: list[bytes], draw: Any) -> None:
    distinct = [bytes([n // 256, n % 256]) + d for n, d in enumerate(data)]
    tree = tree_of(distinct)
    index = draw.draw(st.integers(0, len(data) - 1))
    other = draw.draw(st.integers(-1, len(data)))
    assume(other != index)
    proof = tree.inclusion(index, len(data))
    with pytest.raises(Unproven):
        check_inclusion(
            leaf_hash(distinct[index]), other, len(data), proof, tree.root()
        )


@pytest.mark.slow
@given(leaves, st.data())
def test_no_tampering_with_a_consistency_proof_passes(
    data: list[bytes], draw: Any
) -> None:
    tree = tree_of(data)
    first = draw.draw(st.integers(1, len(data)))
    proof = tree.consistency(first, len(data))
    old, new = tree.root(first), tree.root()
    check_consistency(first, len(data), proof, old, new)
    hurt_old, hurt_proof, hurt_new = hurt(draw, [old, *proof, new])
    with pytest.raises(Unproven):
        check_consistency(first, len(data), hurt_proof, hurt_old, hurt_new)
    with pytest.raises(Unproven):
        check_consistency(first, len(data), [*proof, old], old, new)


@pytest.mark.slow
@given(leaves, st.data())
def test_history_cannot_be_rewritten(data: list[bytes], draw: Any) -> None:
    """Whoever changes a sealed leaf has no proof from the seal handed out before."""
    first = draw.draw(st.integers(1, len(data)))
    where = draw.draw(st.integers(0, first - 1))
    published = tree_of(data[:first]).root()
    changed = tree_of([*data[:where], data[where] + b"!", *data[where + 1 :]])
    with pytest.raises(Unproven):
        check_consistency(
            first,
            len(data),
            changed.consistency(first, len(data)),
            published,
            changed.root(),
        )


def hurt(draw: Any, hashes: list[bytes]) -> tuple[bytes, list[bytes], bytes]:
    """Flip one bit in one of the hashes."""
    which = draw.draw(st.integers(0, len(hashes) - 1))
    bit = draw.draw(st.integers(0, 255))
    flipped = int.from_bytes(hashes[which], "big") ^ 1 << bit
    damaged = [*hashes]
    damaged[which] = flipped.to_bytes(32, "big")
    return damaged[0], damaged[1:-1], damaged[-1]


def test_an_empty_tree_has_the_empty_root() -> None:
    assert Tree().root() == EMPTY
    assert cover((0, 0)) == []


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_spans(index, size)
    with pytest.raises(Unproven):
        check_inclusion(b"", index, size, [], b"")


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 1)])
def test_trees_out_of_order_have_no_proof(first: int, second: int) -> None:
    with pytest.raises(IndexError):
        consistency_spans(first, second)
    with pytest.raises(Unproven):
        check_consistency(first, second, [], EMPTY, EMPTY)


def test_an_empty_proof_proves_nothing() -> None:
    tree = tree_of(LEAVES)
    with pytest.raises(Unproven, match="empty"):
        check_consistency(3, 8, [], tree.root(3), tree.root(8))
    with pytest.raises(Unproven, match="one size"):
        check_consistency(8, 8, [], tree.root(7), tree.root(8))
    with pytest.raises(Unproven, match="shorter"):
        check_consistency(4, 8, [], tree.root(4), tree.root(8))
