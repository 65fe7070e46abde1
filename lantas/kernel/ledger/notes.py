"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint). No Django here.

A checkpoint is a text of a few lines that anyone can read, keep and check: who
keeps the log, how many entries it has, the root over them, when, and a signature.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
DASH = "— "


class Unsigned(ValueError):
    """A note whose signature does not fit, or that cannot be read."""


@dataclass(frozen=True)
class Verifier:
    """A public key and the name of the log it signs for."""

    name: str
    public: bytes

    @property
    def mark(self) -> bytes:
        """Return the four bytes by which a signature names its key."""
        named = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the public key, as people compare it."""
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        key = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.mark.hex()}+{key}"


def verifier(text: str) -> Verifier:
    """Read a public key as it is published, ``name+hash+key``."""
    try:
        name, mark, key = text.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
    except ValueError as error:
        raise Unsigned("the public key cannot be read") from error
    found = Verifier(name, raw[1:])
    if raw[:1] != ED25519 or len(raw) != 33 or found.mark.hex() != mark:
        raise Unsigned("the public key does not fit its own hash")
    return found


def signed(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """Return the note: the text, an empty line and the signature."""
    if not text.endswith("\n") or "\n\n" in text:
        raise ValueError("a note ends with one line break and has no empty line")
    who = Verifier(name, private.public_key().public_bytes_raw())
    signature = base64.b64encode(who.mark + private.sign(text.encode())).decode()
    return f"{text}\n{DASH}{name} {signature}\n"


def opened(note: str, by: Verifier) -> str:
    """Return the text of a note, or refuse if this key did not sign it."""
    text, empty, tail = note.partition("\n\n")
    text += "\n"
    lines = tail.split("\n")
    if not empty or lines[-1] or not lines[:-1]:
        raise Unsigned("the note has no signature")
    for line in lines[:-1]:
        name, signature = _signature(line)
        if name != by.name or signature[:4] != by.mark:
            continue
        try:
            key = Ed25519PublicKey.from_public_bytes(by.public)
            key.verify(signature[4:], text.encode())
        except (InvalidSignature, ValueError) as error:
            raise Unsigned("the signature does not fit the text") from error
        return text
    raise Unsigned(f"the note is not signed by {by.name} ({by.mark.hex()})")


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.removeprefix(DASH).split(" ")
    if not line.startswith(DASH) or len(parts) != 2:
        raise Unsigned("a signature line cannot be read")
    try:
        raw = base64.b64decode(parts[1], validate=True)
    except ValueError as error:
        raise Unsigned("a signature line cannot be read") from error
    # Base64 has spare bits; only the one way of writing them counts.
    if base64.b64encode(raw).decode() != parts[1]:
        raise Unsigned("a signature line cannot be read")
    return parts[0], raw


@dataclass(frozen=True)
class Checkpoint:
    """The head of the tree: what a seal says."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def __str__(self) -> str:
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nsealed at {moment(self.at)}\n"


def checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint; refuse one that is not exactly as we would write it."""
    try:
        origin, size, root, at, end = text.split("\n")
        found = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            datetime.fromisoformat(at.removeprefix("sealed at ")),
        )
        if end or str(found) != text or len(found.root) != 32:
            raise ValueError(text)
    except ValueError as error:
        raise Unsigned("the checkpoint cannot be read") from error
    return found


def moment(at: datetime) -> str:
    """Return a moment the one way it is written everywhere: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
