"""The private PostgreSQL under ``var``: make it, start it, stop it, say where it is."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lantas.running import binaries, home, roles
from lantas.running.binaries import Binaries
from lantas.running.home import Home

NAME, TEST_NAME = "postgres", "postgres-test"
DATABASE = "lantas"
USERS = {
    "admin": "lantas_admin",
    "owner": "lantas_owner",
    "app": "lantas_app",
    "reader": "lantas_reader",
}

CONF = """\
# Written by lantas; change var/postgres/data/local.conf instead.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 256MB
effective_cache_size = 2GB
jit = off
wal_compression = on
archive_mode = on
archive_command = 'test ! -f "{archive}/%f" && cp "%p" "{archive}/%f.part" && mv "{archive}/%f.part" "{archive}/%f"'
archive_timeout = 300
log_timezone = 'UTC'
timezone = 'UTC'
include_if_exists = 'local.conf'
"""
# A test's data is thrown away: nothing is lost when the machine dies.
TEST_CONF = """\
archive_mode = off
fsync = off
synchronous_commit = off
full_page_writes = off
"""
HBA = """\
local all all peer map=lantas
local replication lantas_admin peer map=lantas
"""


class NotStarted(Exception):
    """The server did not come up; the message ends with what it said itself."""


class InTheWay(Exception):
    """Something stands where the cluster is to be made."""


def connection(role: str = "app") -> dict[str, str]:
    """Return Django's settings for a connection; look-up only, starts nothing."""
    if role == "test":
        return _settings(home.of(TEST_NAME), "admin")
    return _settings(home.of(NAME), role)


def _settings(where: Home, role: str) -> dict[str, str]:
    return {
        "HOST": str(where.socket),
        "PORT": "5432",
        "USER": USERS[role],
        "NAME": DATABASE,
        "PASSWORD": "",
    }


def for_tests() -> dict[str, str]:
    """Return a connection to a throw-away cluster, made and started if need be."""
    up(TEST_NAME, conf=TEST_CONF)
    return connection("test")


def up(name: str = NAME, *, conf: str = "") -> Home:
    """Make the cluster if there is none, start it if it does not run."""
    where = home.of(name)
    home.make(where, home.var() / name)
    with _alone(where):
        programs = _programs(where)
        if not (where.data / "PG_VERSION").exists():
            _make(where, programs)
        _configure(where, conf)
        if not is_up(where):
            start(where, programs)
        roles.settle(where, programs, DATABASE)
    return where


def down(name: str = NAME) -> bool:
    """Stop the server, fast and clean; return whether there was one."""
    where = home.of(name)
    if not where.data.exists() or not is_up(where):
        return False
    pg_ctl = _programs(where).path("pg_ctl")
    run(where, [pg_ctl, "-D", str(where.data), "-m", "fast", "-w", "stop"])
    return True


def is_up(where: Home) -> bool:
    """Return whether a server works on this data."""
    pid = _pid(where)
    return pid is not None and _alive(pid)


def start(where: Home, programs: Binaries) -> None:
    """Start the server and wait until it answers, or say why it does not."""
    _clear_the_dead(where)
    command = [programs.path("pg_ctl"), "-D", str(where.data), "-l", str(where.log)]
    try:
        run(where, [*command, "-w", "-t", "120", "start"])
    except subprocess.CalledProcessError as failed:
        said = where.log.read_text(errors="replace") if where.log.exists() else ""
        tail = "\n".join(said.splitlines()[-8:])
        raise NotStarted(f"PostgreSQL did not start.\n{tail}") from failed


def run(where: Home, command: list[str], **more: str) -> str:
    """Run a program of the cluster as the server's user; return what it printed."""
    who = home.server()
    as_whom = {} if who.is_me else {"user": who.uid, "group": who.gid}
    done = subprocess.run(
        command,
        cwd=where.root,
        env={**os.environ, "LC_ALL": "C", "HOME": str(where.root), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        **as_whom,  # type: ignore[call-overload]
    )
    return str(done.stdout)


def _programs(where: Home) -> Binaries:
    version = where.data / "PG_VERSION"
    if not version.exists():
        return _reachable(where, binaries.find())
    major = int(version.read_text())
    found = binaries.of_major(major)
    if found is None:
        raise InTheWay(
            f"{where.data} was made by PostgreSQL {major}, whose programs are gone."
            f" Install them again, or move the data away; `lantas upgrade` needs both."
        )
    return _reachable(where, found)


def _reachable(where: Home, found: Binaries) -> Binaries:
    # Root's virtual environment may stand where the server's user cannot walk.
    if home.server().is_me or home.may_walk(found.folder / "postgres"):
        return found
    copy = where.root.parent / f"programs-{found.major}"
    if not copy.exists():
        part = copy.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(found.folder.parent, part, symlinks=True)
        part.rename(copy)
    return Binaries(copy / found.folder.name, found.major, found.origin)


def _make(where: Home, programs: Binaries) -> None:
    if where.data.exists() and any(where.data.iterdir()):
        raise InTheWay(f"{where.data} holds files but no cluster; move them away.")
    options = ["-k", "-E", "UTF8", "--locale=C", "-A", "peer", "-U", USERS["admin"]]
    run(where, [programs.path("initdb"), "-D", str(where.data), *options])


def _configure(where: Home, conf: str) -> None:
    user = {"root"} if os.geteuid() == 0 else {home.server().name}
    user.add(home.server().name)
    idents = [f"lantas {u} {role}" for u in sorted(user) for role in USERS.values()]
    text = CONF.format(socket=where.socket, archive=where.archive) + conf
    _write(where, "lantas.conf", text)
    _write(where, "pg_hba.conf", HBA)
    _write(where, "pg_ident.conf", "\n".join(idents) + "\n")
    main = where.data / "postgresql.conf"
    line = "include 'lantas.conf'\n"
    if line not in main.read_text():
        _write(where, "postgresql.conf", main.read_text() + line)


def _write(where: Home, name: str, text: str) -> None:
    path = where.data / name
    path.write_text(text)
    who = home.server()
    if not who.is_me:
        os.chown(path, who.uid, who.gid)


def _pid(where: Home) -> int | None:
    try:
        return int((where.data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        # A zombie has a number but no life; nobody may be there to bury it.
        return not (
            stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"
        )
    except (ProcessLookupError, FileNotFoundError):
        return False
    except PermissionError:
        return True


def _clear_the_dead(where: Home) -> None:
    """Take away the lock file of a killed server, once its children are gone too."""
    if _pid(where) is None or is_up(where):
        return
    end = time.monotonic() + 20
    while _workers(where.data) and time.monotonic() < end:
        time.sleep(0.1)
    if left := _workers(where.data):
        raise NotStarted(
            f"Processes {left} of a killed server still hold {where.data}."
        )
    (where.data / "postmaster.pid").unlink(missing_ok=True)


def _workers(data: Path) -> list[int]:
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(proc / "cwd") == str(data) and _alive(int(proc.name)):
                found.append(int(proc.name))
        except OSError:
            continue
    return found


@contextmanager
def _alone(where: Home) -> Iterator[None]:
    # Two `up` at once: the second waits and then finds everything done.
    with (where.root.parent / f"{where.root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
