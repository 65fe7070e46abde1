"""A town of its own for a claim: fresh database, real servers, as in production.

The cluster under ``var/bench`` keeps what a service keeps: fsync, checksums, the
walls, and an application role that owns nothing. Every run begins with a fresh copy
of the town, so no figure hangs on what an earlier run left behind.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from lantas.running import build, cluster, plan
from lantas.running.life import Life
from lantas.running.paths import ROOT, var
from lantas.running.postgres import roles
from lantas.running.postgres.server import Server

READY_S = 60.0
# What decides how a fresh town looks: change any of it and it is made anew.
MAKES_A_TOWN = ("*/migrations/*.py", "*/data/*.json", "demo/**/*.py", "**/tables/*")


class NotUp(RuntimeError):
    """A server of the stage does not answer; the message ends with its log."""


@dataclass
class Child:
    """One server of ours."""

    process: plan.Process
    popen: subprocess.Popen[bytes]
    life: Life

    def kill(self) -> None:
        """End it and its workers as a power cut would."""
        os.killpg(self.popen.pid, 9)
        self.popen.wait()

    def end(self) -> None:
        """Ask it to end, and make it."""
        self.popen.terminate()
        try:
            self.popen.wait(plan.PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self.life.end(0.5)


@dataclass
class Stage:
    """A town that is up: where it answers, and how to reach behind its doors."""

    plan: plan.Plan
    ports: dict[str, int]
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def web(self) -> str:
        """Return the address of the pages and the API."""
        return self.plan.environment["LANTAS_WEB_URL"]

    @property
    def server(self) -> Server:
        """Return the database server, to look into or to kill."""
        return cluster.server()

    def connect(self, role: str = "admin") -> psycopg.Connection[Any]:
        """Return a connection past the doors: as superuser unless said otherwise."""
        said = cluster.connection(role)
        return psycopg.connect(
            host=said["HOST"],
            port=said["PORT"],
            user=said["USER"],
            dbname=said["NAME"],
            autocommit=True,
        )

    def start(self, name: str) -> None:
        """Start one process of the plan."""
        process = next(p for p in self.plan.processes if p.name == name)
        with self.log_of(name).open("ab") as log:
            popen = subprocess.Popen(
                process.argv,
                cwd=ROOT,
                env={**os.environ, **self.plan.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        life = Life.of(popen.pid)
        if life is None:
            raise NotUp(f"{name} ended at once: {self._tail(name)}")
        self.children[name] = Child(process, popen, life)

    def wait_for(self, name: str) -> None:
        """Return when a process answers without an error of its own."""
        child = self.children[name]
        if child.process.port is None:
            return
        health = "/healthz"
        url = f"http://{plan.HOST}:{child.process.port}{health}"
        deadline = time.monotonic() + READY_S
        while not _is_well(url):
            if time.monotonic() > deadline or child.popen.poll() is not None:
                raise NotUp(f"{name} does not answer: {self._tail(name)}")
            time.sleep(0.05)

    def log_of(self, name: str) -> Path:
        """Return the log of one process."""
        folder = var() / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"

    def _tail(self, name: str) -> str:
        return self.log_of(name).read_text(errors="replace")[-2000:]

    def run(self, code: str, *, role: str = "app") -> str:
        """Run Python inside Django, in a process of its own; return what it said."""
        return _run([sys.executable, "-c", f"{IN_DJANGO}{code}"], role=role)

    def end(self) -> None:
        """End every process that this stage started, the last one first."""
        for child in reversed(self.children.values()):
            child.end()
        self.children.clear()


IN_DJANGO = "import django; django.setup(); "


@contextmanager
def town(
    name: str = "contoh",
    *,
    roads: Path | None = None,
    run: tuple[str, ...] = ("web", "streams"),
    settle: str = "",
) -> Iterator[Stage]:
    """Give a fresh town with these processes; take everything down afterwards.

    Each name keeps its own cluster and road files, so towns do not mix. ``roads``
    puts it on a real network instead of the drawn one; ``settle`` is Python that
    peoples it instead of the demo.
    """
    with ExitStack() as stack:
        stack.enter_context(_away(name))
        stack.enter_context(_alone())
        cluster.up()
        stack.callback(cluster.down)
        fresh_database(roads, settle)
        build.static_files()
        ports = free_ports()
        stage = Stage(plan.draw_up("bench", ports, live_day=False), ports)
        stack.callback(stage.end)
        for process in run:
            stage.start(process)
        for process in run:
            stage.wait_for(process)
        yield stage


@contextmanager
def _away(name: str) -> Iterator[None]:
    """Work in a folder of our own, with production's settings and one proxy before us.

    The proxy's header lets one machine stand for many visitors, as a town has them.
    """
    ours = {
        "LANTAS_VAR": str(ROOT / "var" / "bench" / name),
        "LANTAS_ROLE": "app",
        "LANTAS_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "lantas.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    bends = ("DATABASE_URL", "LANTAS_OWNER_URL", "LANTAS_WEB_URL", "LANTAS_STREAMS_URL")
    before = {key: os.environ.get(key) for key in (*ours, *bends)}
    for key in bends:
        os.environ.pop(key, None)
    os.environ.update(ours)
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key, None)
            if value is not None:
                os.environ[key] = value


@contextmanager
def _alone() -> Iterator[None]:
    """Let one claim at a time use a town."""
    var().mkdir(parents=True, exist_ok=True)
    with (var() / "stage.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh_database(roads: Path | None, settle: str = "") -> None:
    """Put a fresh copy of the town into the database; make the town when it is new."""
    server = cluster.server()
    seed = f"seed_{_digest(roads, settle)[:12]}"
    known = server.sql("SELECT datname FROM pg_database WHERE datname ~ '^seed_';")
    if seed in known.split():
        _copy(server, seed, roles.DATABASE)
        return
    for old in known.split():
        server.sql(f"DROP DATABASE {old};")
    server.sql(f"DROP DATABASE IF EXISTS {roles.DATABASE} WITH (FORCE);")
    roles.lay(server)
    _manage("migrate", "--noinput", "-v", "0")
    if settle:
        _run([sys.executable, "-c", f"{IN_DJANGO}{settle}"], role="owner")
    else:
        _manage("demo_load", *(("--roads", str(roads)) if roads else ()))
    _copy(server, roles.DATABASE, seed)


def _copy(server: Server, source: str, target: str) -> None:
    server.sql(f"DROP DATABASE IF EXISTS {target} WITH (FORCE);")
    server.sql(f"CREATE DATABASE {target} TEMPLATE {source} OWNER lantas_owner;")
    # Who may connect, and the statistics, do not travel with a copy.
    roles.lay(server)
    server.sql("VACUUM ANALYZE;", target)


def _digest(roads: Path | None, settle: str) -> str:
    files = [p for glob in MAKES_A_TOWN for p in (ROOT / "lantas").rglob(glob)]
    whole = build.digest([*files, *([roads] if roads else [])]) + settle
    return sha256(whole.encode()).hexdigest()


def _manage(*words: str) -> str:
    return _run([sys.executable, str(ROOT / "manage.py"), *words], role="owner")


def _run(argv: list[str], *, role: str) -> str:
    done = subprocess.run(
        argv,
        cwd=ROOT,
        env={**os.environ, "LANTAS_ROLE": role},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NotUp(f"{argv[-1][:80]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def free_ports() -> dict[str, int]:
    """Return a port for each door that nobody uses now."""
    sockets = {name: socket.socket() for name in plan.PORTS}
    for taken in sockets.values():
        taken.bind((plan.HOST, 0))
    ports = {name: taken.getsockname()[1] for name, taken in sockets.items()}
    for taken in sockets.values():
        taken.close()
    return ports


def _is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
