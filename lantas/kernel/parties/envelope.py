"""One record, one data key: seal its fields, open them, destroy the key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lantas.kernel.parties.keeper import (
    KEY_BYTES,
    NONCE_BYTES,
    KeyKeeper,
    Unreadable,
    keeper,
)

# Texts are padded to full blocks (ISO/IEC 7816-4), so that a length tells no name.
BLOCK = 32


@dataclass(frozen=True)
class Wrapped:
    """A data key as it lies in the database: locked, with the ids of both keys."""

    key_id: str
    wrapped_by: str
    wrapped: bytes


class Envelope:
    """An opened data key, bound to one row of one table."""

    def __init__(self, table: str, row: str, key_id: str, data_key: bytes) -> None:
        self.table, self.row, self.key_id = table, row, key_id
        self._lock = AESGCM(data_key)

    def seal(self, column: str, text: str) -> bytes:
        """Return the text encrypted for exactly this column of this row."""
        plain = text.encode() + b"\x80"
        plain += b"\0" * (-len(plain) % BLOCK)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._lock.encrypt(nonce, plain, self._place(column))

    def open(self, column: str, sealed: bytes | memoryview[int]) -> str:
        """Return the text, or raise ``Unreadable`` when it is not from this place."""
        sealed = bytes(sealed)
        nonce, locked = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain = self._lock.decrypt(nonce, locked, self._place(column))
        except (InvalidTag, ValueError):
            raise Unreadable(f"{self.table}.{column} of {self.row}") from None
        return plain.rstrip(b"\0")[:-1].decode()

    def _place(self, column: str) -> bytes:
        return "|".join([self.table, column, self.row, self.key_id]).encode()


def _context(table: str, row: str, key_id: str) -> bytes:
    return "|".join([table, "data_key", row, key_id]).encode()


def fresh(table: str, row: str) -> tuple[Envelope, Wrapped]:
    """Return a new data key for a row: opened to work with, wrapped to keep."""
    key_id, data_key = secrets.token_hex(8), secrets.token_bytes(KEY_BYTES)
    wrapped_by, wrapped = keeper().wrap(data_key, context=_context(table, row, key_id))
    return Envelope(table, row, key_id, data_key), Wrapped(key_id, wrapped_by, wrapped)


def unwrap(table: str, row: str, wrapped: Wrapped) -> Envelope:
    """Return the opened data key of a row."""
    data_key = keeper().unwrap(
        wrapped.wrapped_by,
        bytes(wrapped.wrapped),
        context=_context(table, row, wrapped.key_id),
    )
    return Envelope(table, row, wrapped.key_id, data_key)


def rewrap(table: str, row: str, wrapped: Wrapped, by: KeyKeeper) -> Wrapped:
    """Return the same data key, wrapped with the current wrapping key."""
    context = _context(table, row, wrapped.key_id)
    data_key = by.unwrap(wrapped.wrapped_by, bytes(wrapped.wrapped), context=context)
    return Wrapped(wrapped.key_id, *by.wrap(data_key, context=context))


def blind(kind: str, value: str) -> bytes:
    """Return the blind index of a normalised value: equal for equal values only."""
    return keeper().digest(f"{kind}|{value}".encode())
