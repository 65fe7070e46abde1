"""Secrets that an installation makes for itself once and keeps."""

import os
import secrets
from pathlib import Path


def kept(path: Path) -> str:
    """Return the secret in ``path``; make it on first use, readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        # link() fails when another process was first: then its secret counts.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text()
