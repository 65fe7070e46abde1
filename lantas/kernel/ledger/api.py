"""Public doors of the ledger: seals, keys and proofs; hashes, never contents."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from lantas.kernel.ledger import published
from lantas.kernel.units.rates import knock

MOST, WITHIN = 600, timedelta(minutes=1)


def visitors(request: HttpRequest) -> bool:
    """Let everybody in, ten times a second."""
    knock("ledger", request, most=MOST, within=WITHIN)
    return True


router = Router(tags=["ledger"], auth=visitors)


class HeadOut(Schema):
    """A seal: the signed head of the tree."""

    size: int
    root: str
    sealed_at: datetime
    key: int
    note: str


class KeyOut(Schema):
    """A public key, from when until when it signs, and who named it."""

    nth: int
    origin: str
    key: str
    fingerprint: str
    from_at: datetime
    until_at: datetime | None
    statement: str


class LeafOut(Schema):
    """The hash of the entry at a place."""

    position: int
    leaf: str


class InclusionOut(LeafOut):
    """The proof that an entry is in the tree of ``size`` (RFC 9162, 2.1.3)."""

    size: int
    proof: list[str]
    root: str


class ConsistencyOut(Schema):
    """The proof that one tree continues another (RFC 9162, 2.1.4)."""

    first: int
    second: int
    proof: list[str]
    first_root: str
    second_root: str


class SizesIn(Schema):
    """Two sizes of the tree."""

    first: int
    second: int


@router.get("/head", response=HeadOut)
def head(request: HttpRequest) -> Any:
    """Return the newest seal."""
    return published.newest()


@router.get("/checkpoint")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest seal as the text that is signed (C2SP tlog-checkpoint)."""
    return HttpResponse(published.newest().note, content_type="text/plain")


@router.get("/heads", response=list[HeadOut])
def heads(request: HttpRequest, before: int | None = None) -> Any:
    """Return a hundred seals, newest first; those before a size to page back."""
    return published.heads(before=before)


@router.get("/keys", response=list[KeyOut])
def keys(request: HttpRequest) -> Any:
    """Return every public key that ever signed, the first one first."""
    return published.public_keys()


@router.get("/inclusion", response=InclusionOut)
def inclusion(
    request: HttpRequest,
    position: int | None = None,
    entry_hash: str | None = None,
    size: int | None = None,
) -> Any:
    """Prove that an entry, known by place or by receipt, is under a seal."""
    return published.inclusion(position=position, receipt=entry_hash, size=size)


@router.get("/consistency", response=ConsistencyOut)
def consistency(request: HttpRequest, sizes: Query[SizesIn]) -> Any:
    """Prove that the log of ``second`` entries only added to that of ``first``."""
    return published.consistency(sizes.first, sizes.second)


@router.get("/entries/{int:position}/leaf", response=LeafOut)
def leaf(request: HttpRequest, position: int) -> Any:
    """Return the hash of the entry at a place."""
    return published.leaf(position)
