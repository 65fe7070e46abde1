"""Where the private cluster lives, and as whom its server runs."""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

# A socket's path has room for 107 bytes, and PostgreSQL adds this much to the folder.
SOCKET_NAME = "/.s.PGSQL.5432"
SOCKET_ROOM = 103


@dataclass(frozen=True)
class Server:
    """The system user that the server runs as; PostgreSQL refuses root."""

    uid: int
    gid: int
    name: str

    @property
    def is_me(self) -> bool:
        """Return whether that is who we are."""
        return self.uid == os.geteuid()


def server() -> Server:
    """Return ourselves, or for root the user postgres, else nobody."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return Server(me.pw_uid, me.pw_gid, me.pw_name)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Server(found.pw_uid, found.pw_gid, name)
    return Server(65534, 65534, "65534")


def var() -> Path:
    """Return the folder for everything this installation keeps."""
    here = Path(__file__).resolve().parent.parent.parent
    return Path(os.environ.get("LANTAS_VAR") or here / "var").resolve()


@dataclass(frozen=True)
class Home:
    """The folders of one private cluster."""

    root: Path

    @property
    def data(self) -> Path:
        """Return the cluster's data."""
        return self.root / "data"

    @property
    def archive(self) -> Path:
        """Return finished write-ahead log, kept for restore to a point in time."""
        return self.root / "archive"

    @property
    def log(self) -> Path:
        """Return the server's log."""
        return self.root / "server.log"

    @property
    def socket(self) -> Path:
        """Return the folder of the unix socket, short enough for the system."""
        inside = self.root / "socket"
        if len(str(inside)) + len(SOCKET_NAME) <= SOCKET_ROOM:
            return inside
        return Path("/tmp") / f"lantas-{_mark(self.root)}"


def of(name: str = "postgres") -> Home:
    """Return the home of a cluster under ``var``; look-up only, makes nothing.

    Where the server's user cannot walk to ``var`` (root's own folder, a private
    temporary clone), the home is under /var/lib and ``var`` holds a link to it.
    """
    here = var() / name
    who = server()
    if who.is_me or may_walk(here, who):
        return Home(here)
    return Home(Path("/var/lib/lantas") / _mark(here) / name)


def make(home: Home, link: Path) -> None:
    """Make the folders, the server's and nobody else's."""
    who = server()
    home.root.parent.mkdir(parents=True, exist_ok=True)
    for folder in (home.root, home.socket, home.archive):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if not who.is_me:
            os.chown(folder, who.uid, who.gid)
    if home.root != link and not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(home.root)


def _mark(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def may_walk(path: Path, who: Server | None = None) -> bool:
    """Return whether the server's user can get to ``path``."""
    who = who or server()
    return all(_may_enter(p, who) for p in path.parents if p.exists())


def _may_enter(folder: Path, who: Server) -> bool:
    found = folder.stat()
    if found.st_uid == who.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == who.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
