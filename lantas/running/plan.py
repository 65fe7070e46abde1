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
    mark: str, ports: dict[str, int], *, live_day: bool = True, times: float = 4.0
) -> Plan:
    """Return what has to run."""
    urls = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
    environment = {
        "DJANGO_SETTINGS_MODULE": "lantas.config.settings",
        "LANTAS_ROLE": "app",
        "LANTAS_VAR": str(var()),
        "LANTAS_WEB_URL": os.environ.get("LANTAS_WEB_URL", urls["web"]),
        "LANTAS_STREAMS_URL": os.environ.get("LANTAS_STREAMS_URL", urls["streams"]),
        "PYTHONPATH": str(ROOT),
    }
    if telecom := is_written("lantas.adapters.simulators.telecom"):
        environment["LANTAS_TELECOM_URL"] = urls["telecom"]
    processes = list(_servers(ports, telecom=telecom))
    if "DATABASE_URL" not in os.environ:
        archive = ("-m", "lantas.running.postgres.archive")
        stamp = str(home() / "archiving")
        processes.append(Process("archive", (sys.executable, *archive), when=stamp))
    if live_day:
        day = ("-m", "lantas.demo.liveday", "--web", urls["web"], "--times", str(times))
        processes.append(Process("liveday", (sys.executable, *day), after=ports["web"]))
    return Plan(mark, environment, processes)


def _servers(ports: dict[str, int], *, telecom: bool) -> Iterator[Process]:
    workers = os.environ.get("LANTAS_WORKERS", "2")
    yield Process(
        "web",
        (
            *_granian("rsgi", "lantas.config.rsgi:application", ports["web"]),
            *("--workers", workers),
        ),
        ports["web"],
        "/healthz",
    )
    if is_written("lantas.console.streams"):
        streams = "lantas.console.streams:application"
        yield Process(
            "streams", _granian("asgi", streams, ports["streams"]), ports["streams"]
        )
    manage = (sys.executable, str(ROOT / "manage.py"))
    yield Process("worker", (*manage, "procrastinate", "worker", "--concurrency", "4"))
    if telecom:
        simulator = (sys.executable, "-m", "lantas.adapters.simulators.telecom")
        yield Process(
            "telecom", (*simulator, "--port", str(ports["telecom"])), ports["telecom"]
        )


def _granian(interface: str, target: str, port: int) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "granian", "--interface", interface, target),
        *("--host", HOST, "--port", str(port), "--no-ws", "--respawn-failed-workers"),
    )


def is_written(module: str) -> bool:
    """Return whether a module exists, without loading it."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py").exists() or (
        ROOT.joinpath(*module.split("."), "__main__.py").exists()
    )
