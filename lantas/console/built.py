"""What the front-end build made, and where it lies."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

Manifest = dict[str, dict[str, Any]]


def dist() -> Path:
    """Return the folder the build writes to."""
    return Path(settings.FRONTEND_DIR) / "dist"


def manifest() -> Manifest:
    """Return what each source file became; empty before the first build."""
    path = dist() / ".vite" / "manifest.json"
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        log.warning("no front end built: run `npm ci && npm run build` in frontend/")
        return {}
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> Manifest:
    read: Manifest = json.loads(path.read_text())
    return read


def url(source: str) -> str:
    """Return the address of what ``source`` became, or nothing if it is not built."""
    chunk = manifest().get(source)
    # Not django's static(): the build has already put the digest into the name, and
    # a second name for one module would load it twice.
    return f"{settings.STATIC_URL}{chunk['file']}" if chunk else ""


def styles(source: str) -> list[str]:
    """Return the addresses of every style sheet the entry needs, imported first."""
    found: dict[str, None] = {}
    _collect(source, manifest(), found, set())
    return [f"{settings.STATIC_URL}{file}" for file in found]


def _collect(
    source: str, made: Manifest, found: dict[str, None], seen: set[str]
) -> None:
    if source in seen or source not in made:
        return
    seen.add(source)
    for part in made[source].get("imports", []):
        _collect(part, made, found, seen)
    found.update(dict.fromkeys(made[source].get("css", [])))


def entry(name: str) -> str:
    """Return the source file of the page script called ``name``."""
    return f"src/pages/{name}.ts"


def shell() -> list[str]:
    """Return the addresses a phone keeps so that it opens without signal."""
    made = manifest()
    # A set: a browser keeps nothing at all of a list that names one file twice.
    files = {
        file
        for chunk in made.values()
        for file in [chunk["file"], *chunk.get("css", []), *chunk.get("assets", [])]
    }
    return sorted(settings.STATIC_URL + file for file in files)
