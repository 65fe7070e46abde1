"""Who keeps the keys: a file store now, a hardware module later, one interface."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyMissing(RuntimeError):
    """A key that data was locked with is not in the store. Restore the key files."""


class Unreadable(RuntimeError):
    """The bytes were not made by this key for this place, or were changed since."""


class KeyKeeper(Protocol):
    """Wraps and unwraps data keys. The wrapping keys never leave it (as in an HSM)."""

    def current(self) -> str:
        """Return the id of the key that new data keys are wrapped with."""
        ...

    def wrap(self, data_key: bytes, *, context: bytes) -> tuple[str, bytes]:
        """Return the id of the wrapping key and the wrapped data key."""
        ...

    def unwrap(self, key_id: str, wrapped: bytes, *, context: bytes) -> bytes:
        """Return the data key, or raise ``Unreadable`` or ``KeyMissing``."""
        ...

    def digest(self, text: bytes) -> bytes:
        """Return the keyed digest of a text, for the blind index."""
        ...

    def rotate(self) -> str:
        """Make a new wrapping key, use it from now on and return its id."""
        ...

    def retire(self, key_id: str) -> None:
        """Destroy a wrapping key that nothing is wrapped with any more."""
        ...


class FileKeeper:
    """Keys as files that only our own user can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """Return the youngest wrapping key's id; the first use makes the first key."""
        ids = sorted(self._ids())
        if ids:
            return ids[-1]
        # The index key comes first: a store with a wrapping key always has both.
        self._make("index.key")
        self._make("wrap-0001.key")
        return "wrap-0001"

    def wrap(self, data_key: bytes, *, context: bytes) -> tuple[str, bytes]:
        """Lock a data key with the current wrapping key."""
        key_id = self.current()
        nonce = secrets.token_bytes(NONCE_BYTES)
        locked = AESGCM(self._read(key_id)).encrypt(nonce, data_key, context)
        return key_id, nonce + locked

    def unwrap(self, key_id: str, wrapped: bytes, *, context: bytes) -> bytes:
        """Unlock a data key."""
        nonce, locked = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(self._read(key_id)).decrypt(nonce, locked, context)
        except InvalidTag:
            raise Unreadable("this data key belongs to another record") from None

    def digest(self, text: bytes) -> bytes:
        """Return HMAC-SHA-256 under the index key."""
        self.current()
        return hmac.digest(self._read("index"), text, hashlib.sha256)

    def rotate(self) -> str:
        """Add a wrapping key; old ones stay until they are retired."""
        number = int(self.current().rpartition("-")[2]) + 1
        self._make(f"wrap-{number:04d}.key")
        return self.current()

    def retire(self, key_id: str) -> None:
        """Delete the file of a wrapping key."""
        if key_id == self.current():
            raise ValueError("the current wrapping key cannot be retired")
        (self.folder / f"{key_id}.key").unlink()

    def _ids(self) -> Iterator[str]:
        for path in self.folder.glob("wrap-*.key"):
            if re.fullmatch(r"wrap-\d{4}", path.stem):
                yield path.stem

    def _read(self, key_id: str) -> bytes:
        try:
            return (self.folder / f"{key_id}.key").read_bytes()
        except FileNotFoundError:
            raise KeyMissing(
                f"{self.folder}/{key_id}.key is missing: restore the key files"
            ) from None

    def _make(self, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.folder / f".{name}.{secrets.token_hex(4)}"
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            # link() fails when another process was first: then its key counts.
            os.link(fresh, self.folder / name)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()


def keeper() -> KeyKeeper:
    """Return the installation's keeper."""
    return FileKeeper(Path(settings.KEYS_DIR) / "vault")
