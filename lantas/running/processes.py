"""The supervisor: keeps every process of the plan alive, and the database too."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO

from lantas.running import cluster
from lantas.running.life import Life
from lantas.running.paths import ROOT, var
from lantas.running.plan import PATIENCE_S, Plan, Process, is_answered

TICK_S = 0.25
DATABASE_CHECK_S = 2.0
# A process that lived this long had started well: its next fall counts as the first.
STEADY_S = 60.0
BACK_OFF_MAX_S = 30.0
LOG_MAX_BYTES = 20 * 1024 * 1024


def run_folder() -> Path:
    """Return the folder of notes about what runs."""
    folder = var() / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_of(name: str) -> Path:
    """Return the log file of a process."""
    folder = var() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


@dataclass
class Child:
    """One process of the plan and how it has fared."""

    process: Process
    environment: dict[str, str]
    popen: subprocess.Popen[bytes] | None = None
    life: Life | None = None
    started: float = 0.0
    falls: int = 0
    restarts: int = 0
    not_before: float = 0.0

    @property
    def note(self) -> Path:
        """Return the file that names this process."""
        return run_folder() / f"{self.process.name}.pid"

    def look(self, now: float) -> None:
        """Notice a fall; start again once its back-off is over."""
        if self.popen is not None and self.popen.poll() is not None:
            self._fell(now, self.popen.returncode)
        if self.popen is None and now >= self.not_before and self._is_wanted():
            self._start(now)
        _cut(log_of(self.process.name))

    def _is_wanted(self) -> bool:
        after, when = self.process.after, self.process.when
        if when and not Path(when).exists():
            return False
        return after is None or is_answered(after)

    def _fell(self, now: float, code: int) -> None:
        if now - self.started > STEADY_S:
            self.falls = 0
        self.popen = None
        if self.life is not None:
            self.life.end(1.0)  # workers that outlived their parent
        wait_s = min(BACK_OFF_MAX_S, 0.5 * 2**self.falls)
        self.falls += 1
        self.restarts += 1
        self.not_before = now + wait_s
        say(f"{self.process.name} ended ({code}); again in {wait_s:g} s")

    def _start(self, now: float) -> None:
        if left := Life.read(self.note):
            left.end(PATIENCE_S)
        with log_of(self.process.name).open("ab") as log:
            self.popen = subprocess.Popen(
                self.process.argv,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = now
        self.life = Life.of(self.popen.pid)
        if self.life is not None:
            self.life.note(self.note)
        say(f"{self.process.name} runs as {self.popen.pid}")

    def ask_to_end(self) -> None:
        """Ask without waiting, so that all end at the same time."""
        if self.popen is not None and self.popen.poll() is None:
            self.popen.terminate()

    def end(self) -> None:
        """Wait for the end, and make it."""
        if self.popen is None:
            return
        try:
            self.popen.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            say(f"{self.process.name} does not end; killed")
        if self.life is not None:
            self.life.end(0.5)
        self.popen.wait()
        self.note.unlink(missing_ok=True)


@dataclass
class Supervisor:
    """Watches over one plan until it is told to stop."""

    plan: Plan
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    next_database_check: float = 0.0

    def run(self) -> None:
        """Keep everything up; on SIGTERM end everything and return."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self.children = [Child(p, self.plan.environment) for p in self.plan.processes]
        while not self.stopping:
            now = time.monotonic()
            self._keep_database(now)
            for child in self.children:
                child.look(now)
            self._tell()
            time.sleep(TICK_S)
        for child in reversed(self.children):
            child.ask_to_end()
        for child in reversed(self.children):
            child.end()
        say("all ended")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _keep_database(self, now: float) -> None:
        if "DATABASE_URL" in os.environ or now < self.next_database_check:
            return
        self.next_database_check = now + DATABASE_CHECK_S
        try:
            if not cluster.server().is_up():
                say("the database is down; starting it")
                cluster.up()
        except Exception as problem:  # whatever it is, the next check tries again
            say(f"the database does not start: {problem}")

    def _tell(self) -> None:
        state = {
            c.process.name: {"restarts": c.restarts, "up": c.popen is not None}
            for c in self.children
        }
        fresh = run_folder() / "state.new"
        fresh.write_text(json.dumps(state))
        fresh.replace(run_folder() / "state.json")


def say(what: str) -> None:
    """Write one line into the supervisor's log, which is its standard output."""
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {what}", flush=True)


def _cut(log: Path) -> None:
    """Begin a log anew when it is large; the one before is kept."""
    if log.exists() and log.stat().st_size > LOG_MAX_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)  # the process appends, so it goes on from the start


def _lock() -> IO[str]:
    """Hold the one place of the supervisor; fails when another one does."""
    lock = (run_folder() / "supervisor.lock").open("a")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lock


def running() -> Plan | None:
    """Return the plan that is being kept up, or None."""
    if Life.read(run_folder() / "supervisor.pid") is None:
        return None
    return Plan.load(run_folder() / "plan.json")


def state() -> dict[str, dict[str, int]]:
    """Return what the supervisor last said of each process."""
    try:
        told: dict[str, dict[str, int]] = json.loads(
            (run_folder() / "state.json").read_text()
        )
    except (OSError, ValueError):
        return {}
    return told


def begin(plan: Plan) -> None:
    """Start a supervisor for ``plan`` that outlives us."""
    plan.save(run_folder() / "plan.json")
    (run_folder() / "state.json").unlink(missing_ok=True)
    supervisor = [sys.executable, "-m", "lantas.running.processes"]
    with log_of("supervisor").open("ab") as log:
        subprocess.run(  # the shell leaves at once, so nobody is its parent
            ["/bin/sh", "-c", '"$@" &', "sh", *supervisor],
            cwd=ROOT,
            env={**os.environ, "LANTAS_VAR": str(var()), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=True,
        )


def finish() -> bool:
    """End the supervisor and what it keeps up; return whether there was one.

    What a killed supervisor left behind is ended too, each by its own note.
    """
    note = run_folder() / "supervisor.pid"
    was = Life.read(note)
    if was is not None:
        os.kill(was.pid, signal.SIGTERM)
        deadline = time.monotonic() + 2 * PATIENCE_S
        while Life.of(was.pid) == was and time.monotonic() < deadline:
            time.sleep(0.05)
        was.end(1.0)
        note.unlink(missing_ok=True)
    for left in run_folder().glob("*.pid"):
        if life := Life.read(left):
            life.end(PATIENCE_S)
        left.unlink(missing_ok=True)
    return was is not None


def main() -> None:
    """Be the supervisor."""
    try:
        lock = _lock()
    except BlockingIOError:
        say("another supervisor keeps this town; leaving it to that one")
        return
    with lock:
        life = Life.of(os.getpid())
        assert life is not None
        life.note(run_folder() / "supervisor.pid")
        Supervisor(Plan.load(run_folder() / "plan.json")).run()
        (run_folder() / "supervisor.pid").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
