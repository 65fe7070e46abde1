"""Files by their SHA-256: written once, never overwritten, found again bit by bit."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Return where the original with this digest lies."""
    return _under("originals", sha256)


def public_path_of(sha256: str) -> Path:
    """Return where the clean copy of the picture with this digest lies."""
    return _under("public", sha256)


def _under(kind: str, sha256: str) -> Path:
    return Path(settings.EVIDENCE_DIR, kind, sha256[:2], sha256[2:4], sha256)


def put(content: bytes, path: Path) -> None:
    """Write the file so that it is there whole, or not at all, after a power cut.

    A file that is already there is left as it is.
    """
    _make_folder(path.parent)
    fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # link() refuses where a file stands; rename() would replace it.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _sync(path.parent)


def _make_folder(folder: Path) -> None:
    for part in [*reversed(folder.parents), folder]:
        if not part.exists():
            part.mkdir(mode=0o700, exist_ok=True)
            _sync(part.parent)


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def keep(content: bytes) -> str:
    """Keep an original and return its digest."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    try:
        # One left by an upload that was rolled back counts as new: the sweeper, who
        # goes by age, must not take it from under this one.
        os.utime(path)
    except FileNotFoundError:
        put(content, path)
    return sha256


def originals() -> Iterator[Path]:
    """Return every original there is, whether a row knows it or not."""
    yield from sorted(Path(settings.EVIDENCE_DIR, "originals").glob("??/??/*"))


def is_whole(path: Path) -> bool:
    """Return whether the file still is what its name says."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


def written_before(path: Path, at: datetime) -> bool:
    """Return whether the file was written before ``at``."""
    return path.stat().st_mtime < at.timestamp()
