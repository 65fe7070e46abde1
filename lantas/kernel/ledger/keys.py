"""The keys that sign seals: made here, kept here, changed by a signed statement."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import notes
from lantas.kernel.ledger.models import Key


class KeyMissing(Refusal):
    """The private key that signs is not where it should be."""

    status = 500


def current(*, at: datetime) -> tuple[Key, Ed25519PrivateKey]:
    """Return the key that signs now; the very first call makes it."""
    key = Key.objects.order_by("-nth").first()
    if key is None:
        return _new(nth=1, at=at)
    return key, _private(key)


def rotate(*, at: datetime) -> Key:
    """Make a new key; the old one signs that the new one follows it.

    Call it while holding the sealer's lock (``seals.rotate`` does).
    """
    old, private = current(at=at)
    key, _private_new = _new(nth=old.nth + 1, at=at, old=(old, private))
    return key


def _new(
    *, nth: int, at: datetime, old: tuple[Key, Ed25519PrivateKey] | None = None
) -> tuple[Key, Ed25519PrivateKey]:
    private = Ed25519PrivateKey.generate()
    origin = old[0].origin if old else origin_here()
    key = Key(
        nth=nth,
        origin=origin,
        public=private.public_key().public_bytes_raw(),
        from_at=at,
    )
    if old:
        text = succession(verifier_of(old[0]), verifier_of(key), at)
        key.statement = notes.signed(text, origin, old[1])
    _keep(private, path_of(key))
    key.save(force_insert=True)
    return key, private


def succession(old: notes.Verifier, new: notes.Verifier, at: datetime) -> str:
    """Return the statement with which a key names the one that follows it."""
    return f"{old.name}\nfrom {notes.moment(at)}\nafter {old}\ncomes {new}\n"


def origin_here() -> str:
    """Return the name of this log: its public address without the scheme."""
    return urlsplit(settings.WEB_URL).netloc + "/ledger"


def verifier_of(key: Key) -> notes.Verifier:
    """Return the public key in the form that checks notes."""
    return notes.Verifier(key.origin, bytes(key.public))


def path_of(key: Key) -> Path:
    """Return where the private key lies."""
    return Path(settings.KEYS_DIR, f"seal-{verifier_of(key).fingerprint[:16]}.pem")


def _keep(private: Ed25519PrivateKey, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def _private(key: Key) -> Ed25519PrivateKey:
    path = path_of(key)
    if not path.exists():
        raise KeyMissing(
            _("The sealing key %(path)s is missing. Restore it from the backup.")
            % {"path": path}
        )
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyMissing(_("%(path)s is not an Ed25519 key.") % {"path": path})
    return private
