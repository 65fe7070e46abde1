"""One server: make its data folder, start it, stop it, whatever the last day did."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from socket import AF_UNIX, socket

from lantas.running.postgres import conf, ground
from lantas.running.postgres.account import Account
from lantas.running.postgres.binaries import Binaries
from lantas.running.postgres.refusals import Unfit

START_SECONDS = 120
# Backends leave by themselves when their postmaster is gone; this long at most.
ORPHAN_SECONDS = 20
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True)
class Server:
    """A data folder, the programs for it and the account that runs them."""

    place: Path
    socket_folder: Path
    binaries: Binaries
    account: Account
    throwaway: bool = False

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.place / "data"

    def must(self, name: str, *argv: str, script: str | None = None) -> str:
        """Run one of PostgreSQL's programs as the server's account."""
        return self.account.must([self.binaries.path(name), *argv], script=script)

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run SQL as superuser and return its bare rows."""
        options = ("-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket_folder))
        return self.must(
            "psql", *options, "-U", conf.SUPERUSER, "-d", database, script=script
        ).strip()

    def make(self) -> None:
        """Make the data folder: checksums, UTF-8, nobody trusted."""
        fresh = self.place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self.must(
            "initdb",
            *("-D", str(fresh), "-U", conf.SUPERUSER, "--data-checksums"),
            *("--encoding=UTF8", "--auth-local=peer", "--auth-host=reject"),
            *self._locale(),
            *(("--no-sync",) if self.throwaway else ()),
        )
        fresh.rename(self.data)

    def _locale(self) -> Sequence[str]:
        # PostgreSQL's own C.UTF-8 sorts the same on every system, for ever.
        if self.binaries.major >= BUILTIN_LOCALE_SINCE:
            return (
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )
        for locale in ("C.UTF-8", "C.utf8"):
            known = self.account.run(["/bin/sh", "-c", "locale -a"]).stdout.split()
            if locale in known:
                return (f"--locale={locale}",)
        return ("--locale=C",)

    def start(self) -> None:
        """Start the server and return when it answers."""
        if self.is_up():
            return
        self._clear_stale()
        conf.write(
            self.data, self.socket_folder, self.account, throwaway=self.throwaway
        )
        log = self.place / "start.log"
        log.unlink(missing_ok=True)
        options = ("-D", str(self.data), "-l", str(log), "-w", "-t", str(START_SECONDS))
        done = self.account.run([self.binaries.path("pg_ctl"), "start", *options])
        if done.returncode:
            raise Unfit(f"PostgreSQL did not start: {self.last_words()}")

    def last_words(self) -> str:
        """Return the last fatal line of the server's log, or where to look."""
        logs = [self.place / "start.log", *(self.data / "log").glob("*.log")]
        logs = sorted((p for p in logs if p.exists()), key=lambda p: p.stat().st_mtime)
        lines = [ln for p in logs for ln in p.read_text(errors="replace").splitlines()]
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return fatal[-1] if fatal else f"see {self.data / 'log'}"

    def stop(self, mode: str = "fast") -> None:
        """Stop the server and return when it has gone."""
        if postmaster(self.data) is None:
            return
        options = ("-D", str(self.data), "-m", mode, "-w", "-t", str(START_SECONDS))
        self.must("pg_ctl", "stop", *options)

    def is_up(self) -> bool:
        """Return whether the server is there and answers on its socket."""
        if postmaster(self.data) is None:
            return False
        with socket(AF_UNIX) as knock:
            try:
                knock.connect(str(self.socket_folder / ground.SOCKET_NAME))
            except OSError:
                return False
        return status(self.data) == "ready"

    def _clear_stale(self) -> None:
        """Remove a dead postmaster's locks, but only when nobody works on the data.

        PostgreSQL clears a lock whose process is gone. It cannot when the dead
        postmaster stays a zombie (containers whose first process reaps nobody) or its
        number was given to another program; then the lock would block for ever.
        """
        data_lock = self.data / "postmaster.pid"
        socket_lock = self.socket_folder / f"{ground.SOCKET_NAME}.lock"
        locks = [lock for lock in (data_lock, socket_lock) if lock.exists()]
        if not locks or postmaster(self.data) is not None:
            return
        deadline = time.monotonic() + ORPHAN_SECONDS
        while orphans := at_work(self.data):
            if time.monotonic() > deadline:
                raise Unfit(
                    f"processes {orphans} still work on {self.data} although their "
                    "server is gone: end them, then start again"
                )
            time.sleep(0.1)
        for lock in locks:
            lock.unlink(missing_ok=True)


def postmaster(data: Path) -> int | None:
    """Return the number of the live postmaster of ``data``, if there is one."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if works_on(pid, data) else None


def status(data: Path) -> str:
    """Return what the postmaster says of itself: starting, ready, stopping."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()[7].strip()
    except (OSError, IndexError):
        return ""


def works_on(pid: int, data: Path) -> bool:
    """Return whether process ``pid`` lives and has ``data`` as its folder."""
    process = Path("/proc", str(pid))
    if not Path("/proc/self").exists():
        return _answers(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and os.readlink(process / "cwd") == str(data.resolve())
    except OSError:
        return False


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def at_work(data: Path) -> list[int]:
    """Return every live process whose folder is ``data``: a server and its backends."""
    numbers = (int(p.name) for p in Path("/proc").glob("[0-9]*"))
    return sorted(pid for pid in numbers if works_on(pid, data))


def crash(data: Path) -> None:
    """Kill the postmaster as a power cut would; for drills and tests."""
    pid = postmaster(data)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
