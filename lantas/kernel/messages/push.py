"""Our key for web push, and which push services we post to."""

from __future__ import annotations

import base64
import os
import re
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from lantas.kernel import Refusal

PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-\[\]-~]*)?")


class NotAPushService(Refusal):
    """The endpoint is not one of a push service that browsers use."""

    status = 422


def check_endpoint(endpoint: str) -> None:
    """Refuse an endpoint that is no push service's: a visitor may write anything."""
    name, parts = "", urlsplit("")
    # Two readers of addresses agree on the host only where the address is plain:
    # of ``https://a\@b/`` one calls b, the other a.
    if PLAIN.fullmatch(endpoint):
        parts = urlsplit(endpoint)
        name = (parts.hostname or "").lower()
    here = parts.scheme == "http" and name == "127.0.0.1"
    known = any(
        name == host or name.endswith(f".{host}") for host in settings.PUSH_HOSTS
    )
    if not known or (parts.scheme != "https" and not here):
        raise NotAPushService(
            _("This browser's notification service is not known here."),
            field="endpoint",
        )


def key() -> ec.EllipticCurvePrivateKey:
    """Return our key, made on first use and kept: subscriptions are bound to it."""
    return _key(Path(settings.KEYS_DIR) / "push.pem")


@cache
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(pem)
        try:
            # link() fails when another process was first: then its key counts.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    found = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def public_key() -> str:
    """Return the public key as the browser's ``subscribe`` wants it."""
    point = (
        key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
