"""Bring the town up, take it down, forget it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lantas.running import build, cluster, plan, processes
from lantas.running.paths import ROOT, var
from lantas.running.plan import Plan, Process
from lantas.running.steps import Steps

READY_SECONDS = 90
FALLS_TOO_MANY = 4
DEMO, SERVICE = "demo", "service"


class NotUp(RuntimeError):
    """The town did not come up; the message says why and what to look at."""


@dataclass(frozen=True)
class Wish:
    """What the one who starts the town asked for."""

    roads: Path | None = None
    area: str = ""
    times: float = 4.0
    live_day: bool = True
    demo: bool | None = None


def up(wish: Wish) -> Plan:
    """Do every step that is not done yet and return when the town answers."""
    with alone(), Steps(7) as steps:
        demo = _purpose(wish) == DEMO
        settled = is_settled() and wish.roads is None
        with ThreadPoolExecutor(2) as hands:  # neither needs what the other makes
            parts = [
                hands.submit(_build, steps),
                hands.submit(_database, steps, settled=settled),
            ]
            for part in parts:
                part.result()
        if not settled:
            _settle(steps, wish, demo=demo)
        with steps.step("Static files"):
            build.static_files()
        with steps.step("Processes") as tell:
            going = _run(wish, demo=demo)
            _wait(going, tell)
        return going


def down() -> bool:
    """End our processes and our database, and nobody else's."""
    with alone():
        was = processes.finish()
        if "DATABASE_URL" not in os.environ:
            cluster.down()
        return was


def reset() -> list[str]:
    """Forget everything this town made, its backups apart; return what went."""
    down()
    gone = []
    kept = {"backups", "node", "bootstrap.lock", "up.lock"}
    for path in sorted(var().iterdir()) if var().exists() else ():
        if path.name in kept:
            continue
        if path.is_symlink() and path.resolve().is_dir():
            shutil.rmtree(path.resolve())
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        gone.append(path.name)
    return gone


def purpose() -> str:
    """Return what this installation is for: demo or service; empty before day one."""
    path = var() / "purpose"
    return path.read_text().strip() if path.exists() else ""


def _purpose(wish: Wish) -> str:
    """Note on the first day what the installation is for, and hold to it."""
    was = purpose()
    asked = {None: was or DEMO, True: DEMO, False: SERVICE}[wish.demo]
    if was and was != asked:
        raise NotUp(
            f"this installation is a {was} and stays one: set LANTAS_VAR to another "
            f"folder for a {asked}, or `lantas reset` to forget this one"
        )
    var().mkdir(parents=True, exist_ok=True)
    (var() / "purpose").write_text(asked + "\n")
    return asked


def _build(steps: Steps) -> None:
    with steps.step("Front end") as tell:
        build.front_end(tell)
    with steps.step("Translations"):
        build.translations()


def _database(steps: Steps, *, settled: bool) -> None:
    with steps.step("Database"):
        cluster.up()
    if not settled:
        with steps.step("Tables") as tell:
            build.manage("migrate", "--noinput", role="owner", tell=tell)


def _settle(steps: Steps, wish: Wish, *, demo: bool) -> None:
    with steps.step("Town" if demo else "Corps") as tell:
        if demo:
            roads = ("--roads", str(wish.roads.absolute())) if wish.roads else ()
            area = ("--area", wish.area) if wish.area else ()
            build.manage("demo_load", *roads, *area, tell=tell)
        else:
            build.program("lantas.running.corps", tell=tell)
    note_settled()


def is_settled() -> bool:
    """Return whether this very code has migrated and settled this very database."""
    stamp = _settled_stamp()
    there = "DATABASE_URL" in os.environ or (cluster.home() / "data").exists()
    return there and stamp.exists() and stamp.read_text() == _settled_by()


def note_settled() -> None:
    """Note which code has settled which database, so that the next start is quick."""
    _settled_stamp().write_text(_settled_by())


def _settled_stamp() -> Path:
    return var() / "settled"


def _settled_by() -> str:
    life = cluster.home() / "life"
    which = os.environ.get("DATABASE_URL") or (life.exists() and life.read_text())
    lock = build.FRONTEND / "package-lock.json"  # it pins the list of areas
    code = build.digest([*_files(".py", ".json", ".csv"), lock])
    return hashlib.sha256(f"{code} {which}".encode()).hexdigest()


def _run(wish: Wish, *, demo: bool) -> Plan:
    live_day = wish.live_day and demo
    mark = f"{_code()} {wish.times} {live_day} {wish.roads}"
    going = processes.running()
    if going is not None and going.mark == mark:
        return going
    processes.finish()
    fresh = plan.draw_up(
        mark, plan.choose_ports(), demo=demo, live_day=live_day, times=wish.times
    )
    processes.begin(fresh)
    return fresh


def _code() -> str:
    """Return a digest of what the processes have loaded, to see when it is old."""
    files = _files(".py", ".html", ".mo", ".json", ".csv")
    code = build.digest([*files, *(var() / "static").glob("staticfiles.json")])
    told = {
        k: v for k, v in os.environ.items() if k.startswith(("LANTAS_", "DATABASE"))
    }
    return hashlib.sha256(f"{code} {sorted(told.items())}".encode()).hexdigest()


def _files(*kinds: str) -> list[Path]:
    return [p for p in (ROOT / "lantas").rglob("*") if p.suffix in kinds]


def _wait(going: Plan, tell: build.Tell) -> None:
    deadline = time.monotonic() + READY_SECONDS
    waiting = [p for p in going.processes if p.port]
    while waiting:
        tell("waiting for " + ", ".join(p.name for p in waiting))
        waiting = [p for p in waiting if not answers(p)]
        state = processes.state()
        fallen = [n for n, s in state.items() if s["restarts"] >= FALLS_TOO_MANY]
        if waiting and (fallen or time.monotonic() > deadline):
            raise NotUp(_why(fallen or [p.name for p in waiting]))
        time.sleep(0.1)


def answers(process: Process) -> bool:
    """Return whether a process serves; an error of its own is no answer."""
    url = f"http://{plan.HOST}:{process.port}{process.health}"
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except OSError:
        return False


def _why(names: list[str]) -> str:
    told = []
    for name in names:
        log = processes.log_of(name)
        tail = log.read_text(errors="replace")[-1500:] if log.exists() else ""
        told.append(f"{name} does not come up; the end of {log}:\n{tail}")
    return "\n".join(told)


@contextmanager
def alone() -> Iterator[None]:
    """Let one `up`, `down` or `reset` at a time work on this town."""
    var().mkdir(parents=True, exist_ok=True)
    with (var() / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
