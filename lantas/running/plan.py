"""What runs in a town that is up: processes, ports, environment."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lantas.running.cluster import home
from lantas.running.paths import ROOT, var

HOST = "127.0.0.1"
PORTS = {"web": 8000, "streams": 8001, "telecom": 8002}
# A worker may be in the middle of a job; it gets this long to finish.
PATIENCE_S = 15.0


@dataclass(frozen=True)
class Process:
    """One program that has to be there as long as the town is up."""

    name: str
    argv: tuple[str, ...]
    port: int | None = None
    health: str = "/"
    # It starts once this port of another process answers.
    after: int | None = None
    # It is wanted only while this file is there.
    when: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that runs, and the environment it runs in."""

    mark: str
    environment: dict[str, str]
    processes: list[Process] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write the plan for the supervisor; it may hold what others must not read."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def load(cls, path: Path) -> Plan:
        """Read a plan."""
        told = json.loads(path.read_text())
        processes = [
            Process(**{**p, "argv": tuple(p["argv"])}) for p in told["processes"]
        ]
        return cls(told["mark"], told["environment"], processes)


def choose_ports() -> dict[str, int]:
    """Return a free port for each door: the usual one, else the next that is free."""
    chosen: dict[str, int] = {}
    for name, usual in PORTS.items():
        wanted = int(os.environ.get(f"LANTAS_{name.upper()}_PORT", usual))
        free = (p for p in range(wanted, wanted + 200) if is_free(p))
        chosen[name] = next(p for p in free if p not in chosen.values())
    return chosen


def is_answered(port: int) -> bool:
    """Return whether somebody listens on ``port``."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_free(port: int) -> bool:
    """Return whether nobody listens on ``port``."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def draw_up(
    mark: str,
    ports: dict[str, int],
    *,
    demo: bool = True,
    live_day: bool = True,
    times: float = 4.0,
) -> Plan:
    """Return what has to run; only a demo has simulators and a live day."""
    urls = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
    environment = {
        "DJANGO_SETTINGS_MODULE": "lantas.config.settings",
        "LANTAS_ROLE": "app",
        "LANTAS_VAR": str(var()),
        "LANTAS_WEB_URL": os.environ.get("LANTAS_WEB_URL", urls["web"]),
        "LANTAS_STREAMS_URL": os.environ.get("LANTAS_STREAMS_URL", urls["streams"]),
        "PYTHONPATH": str(ROOT),
    }
    processes = list(_servers(ports))
    if demo:
        environment["LANTAS_TELECOM_URL"] = urls["telecom"]
        processes.append(_telecom(ports["telecom"]))
    if "DATABASE_URL" not in os.environ:
        archive = ("-m", "lantas.running.postgres.archive")
        stamp = str(home() / "archiving")
        processes.append(Process("archive", (sys.executable, *archive), when=stamp))
    if demo and live_day:
        day = ("-m", "lantas.demo.liveday", "--web", urls["web"], "--times", str(times))
        processes.append(Process("liveday", (sys.executable, *day), after=ports["web"]))
    return Plan(mark, environment, processes)


def _servers(ports: dict[str, int]) -> Iterator[Process]:
    web, streams = ports["web"], ports["streams"]
    workers = ("--workers", os.environ.get("LANTAS_WORKERS", "2"))
    argv = _granian("rsgi", "lantas.config.rsgi:application", web)
    yield Process("web", (*argv, *workers), web, "/healthz")
    argv = _granian("asgi", "lantas.console.streams:application", streams)
    yield Process("streams", argv, streams)
    manage = (sys.executable, str(ROOT / "manage.py"))
    yield Process("worker", (*manage, "procrastinate", "worker", "--concurrency", "4"))


def _telecom(port: int) -> Process:
    simulator = (sys.executable, "-m", "lantas.adapters.simulators.telecom")
    return Process("telecom", (*simulator, "--port", str(port)), port)


def _granian(interface: str, target: str, port: int) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "granian", "--interface", interface, target),
        *("--host", HOST, "--port", str(port), "--no-ws", "--respawn-failed-workers"),
    )
