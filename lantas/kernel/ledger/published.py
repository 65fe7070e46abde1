"""What the ledger tells everybody: seals, keys, proofs, in plain words and hex."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import proofs
from lantas.kernel.ledger.keys import verifier_of
from lantas.kernel.ledger.models import Head, Key
from lantas.kernel.ledger.proofs import NotSealed


@dataclass(frozen=True)
class PublicHead:
    """A seal."""

    size: int
    root: str
    sealed_at: datetime
    key: int
    note: str


@dataclass(frozen=True)
class PublicKey:
    """A key that signs, or signed, seals."""

    nth: int
    origin: str
    key: str
    fingerprint: str
    from_at: datetime
    until_at: datetime | None
    statement: str


@dataclass(frozen=True)
class PublicLeaf:
    """The hash at a place."""

    position: int
    leaf: str


@dataclass(frozen=True)
class Inclusion:
    """The proof that an entry is under a seal."""

    position: int
    leaf: str
    size: int
    proof: list[str]
    root: str


@dataclass(frozen=True)
class Consistency:
    """The proof that one seal continues another."""

    first: int
    second: int
    proof: list[str]
    first_root: str
    second_root: str


class NotAReceipt(Refusal):
    """The text is no receipt of the ledger."""

    status = 422


def _public(head: Head) -> PublicHead:
    root = bytes(head.root).hex()
    return PublicHead(head.size, root, head.signed_at, head.key_id, head.note)


def newest() -> PublicHead:
    """Return the newest seal, or refuse while there is none."""
    head = proofs.latest()
    if head is None:
        raise NotSealed(_("Nothing is sealed yet. The first seal comes in seconds."))
    return _public(head)


def heads(*, before: int | None = None, most: int = 100) -> list[PublicHead]:
    """Return seals, newest first, optionally those over fewer entries."""
    rows = Head.objects.order_by("-size")
    if before is not None:
        rows = rows.filter(size__lt=_fits(before, "before"))
    return [_public(row) for row in rows[:most]]


def public_keys() -> list[PublicKey]:
    """Return every key; each signs until the next one does."""
    rows = list(Key.objects.order_by("nth"))
    until = {row.nth - 1: row.from_at for row in rows}
    return [
        PublicKey(
            nth=row.nth,
            origin=row.origin,
            key=str(verifier_of(row)),
            fingerprint=verifier_of(row).fingerprint,
            from_at=row.from_at,
            until_at=until.get(row.nth),
            statement=row.statement,
        )
        for row in rows
    ]


def leaf(position: int) -> PublicLeaf:
    """Return the hash of the entry at a place."""
    return PublicLeaf(position, proofs.leaf_at(_fits(position, "position")).hex())


def inclusion(
    *, position: int | None = None, receipt: str | None = None, size: int | None = None
) -> Inclusion:
    """Prove that an entry is under a seal: the one of ``size``, else the newest."""
    end = newest().size if size is None else _fits(size, "size")
    if position is None:
        position = proofs.position_of(read_receipt(receipt or ""))
    proof = proofs.inclusion(_fits(position, "position"), end)
    return Inclusion(
        position,
        proofs.leaf_at(position).hex(),
        end,
        [step.hex() for step in proof],
        proofs.root_at(end).hex(),
    )


def consistency(first: int, second: int) -> Consistency:
    """Prove that the tree of ``second`` continues the tree of ``first``."""
    proof = proofs.consistency(_fits(first, "first"), _fits(second, "second"))
    return Consistency(
        first,
        second,
        [step.hex() for step in proof],
        proofs.root_at(first).hex(),
        proofs.root_at(second).hex(),
    )


def read_receipt(text: str) -> bytes:
    """Return the leaf hash a receipt spells, or say how one looks."""
    digits = "".join(text.split()).lower()
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise NotAReceipt(
            _("A receipt has 64 characters: digits and the letters a to f."),
            field="entry_hash",
        )
    return raw


def _fits(number: int, field: str) -> int:
    if not 0 <= number < 2**62:
        raise NotSealed(_("There is no such number in the ledger."), field=field)
    return number
