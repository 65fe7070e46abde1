"""The private PostgreSQL under var/: where it is, start it, stop it."""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lantas.running.paths import var
from lantas.running.postgres.ground import socket_folder

if TYPE_CHECKING:
    from lantas.running.postgres.server import Server

PORT = 5432
DATABASE = "lantas"
# The settings name a role; a test works as the owner of a throwaway cluster.
USERS = {
    "app": "lantas_app",
    "owner": "lantas_owner",
    "reader": "lantas_reader",
    "admin": "postgres",
    "test": "lantas_owner",
}


def home(*, tests: bool = False) -> Path:
    """Return the folder of the private cluster, or of the throwaway one of tests."""
    return var() / ("test-cluster" if tests else "postgres")


def connection(role: str = "app") -> dict[str, Any]:
    """Return what Django needs to connect as ``role``; looks up, starts nothing."""
    if "DATABASE_URL" in os.environ:
        return _elsewhere(role)
    return {
        "HOST": str(socket_folder(home(tests=role == "test"))),
        "PORT": PORT,
        "USER": USERS[role],
        "NAME": DATABASE,
        "PASSWORD": "",
    }


def _elsewhere(role: str) -> dict[str, Any]:
    import dj_database_url

    url = os.environ["DATABASE_URL"]
    if role == "owner":
        url = os.environ.get("LANTAS_OWNER_URL", url)
    parsed = dj_database_url.parse(url)
    keys = ("HOST", "PORT", "USER", "NAME", "PASSWORD", "OPTIONS")
    return {key: parsed[key] for key in keys if key in parsed}  # type: ignore[literal-required]


def up(*, tests: bool = False) -> dict[str, Any]:
    """Make the cluster if it is missing, start it if it is down, tell how to connect.

    Two callers at once: the second waits for the first and finds it running.
    """
    if "DATABASE_URL" not in os.environ:
        with alone(home(tests=tests)):
            _ensure(home(tests=tests), throwaway=tests)
    return connection("test" if tests else "owner")


def down(*, tests: bool = False) -> None:
    """Stop the cluster, if there is one."""
    here = home(tests=tests)
    if (here / "data" / "PG_VERSION").exists():
        with alone(here):
            server(tests=tests).stop()


def server(*, tests: bool = False) -> Server:
    """Return the cluster's server, with the programs that its data needs."""
    return _server(home(tests=tests), throwaway=tests)


def for_tests() -> dict[str, Any]:
    """Start the throwaway cluster of tests if needed; the last to leave stops it."""
    if "DATABASE_URL" not in os.environ and not _users:
        here = home(tests=True)
        with alone(here):
            _ensure(here, throwaway=True)
            users = here.with_name(f"{here.name}.users").open("a")
            fcntl.flock(users, fcntl.LOCK_SH)
        _users.append(users)
        atexit.register(_leave, os.getpid())
    return connection("test")


_users: list[IO[str]] = []


def _leave(pid: int) -> None:
    if os.getpid() != pid:  # a forked child leaves the server to its parent
        return
    here = home(tests=True)
    with alone(here):
        try:
            fcntl.flock(_users.pop(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        server(tests=True).stop()


def _ensure(here: Path, *, throwaway: bool) -> None:
    from lantas.running.postgres import roles

    running = _server(here, throwaway=throwaway)
    laid = running.place / "roles-laid"
    if running.is_up() and laid.exists():
        return
    if not running.data.exists():
        laid.unlink(missing_ok=True)
        running.make()
    running.start()
    roles.lay(running)
    laid.touch()


def _server(here: Path, *, throwaway: bool) -> Server:
    from lantas.running.postgres import account, binaries, ground, server

    keeper = account.of_server()
    place = ground.prepare(here, keeper)
    written = place / "data" / "PG_VERSION"
    major = int(written.read_text()) if written.exists() else None
    programs = ground.reachable(binaries.choose(major), place, keeper)
    answers_at = socket_folder(here).resolve()
    return server.Server(place, answers_at, programs, keeper, throwaway)


@contextmanager
def alone(here: Path) -> Iterator[None]:
    """Let one process at a time make, start, stop or restore a cluster."""
    here.parent.mkdir(parents=True, exist_ok=True)
    with here.with_name(f"{here.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
