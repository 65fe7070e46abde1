"""How much of the machine a claim used, and how much somebody else did meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench import figures
from bench.stage import Stage
from lantas.running.postgres.server import at_work

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Effort:
    """Seconds of processor time between ``begin`` and ``end``."""

    stage: Stage
    began: dict[str, float] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        """Look at every clock."""
        self.began = self._clocks()

    def end(self) -> None:
        """Look again and keep the difference."""
        now = self._clocks()
        self.spent = {name: now[name] - was for name, was in self.began.items()}

    def tell(self, *, per: int, what: str) -> None:
        """Print the processor time of each thing done, and who else was busy."""
        for name in ("web", "database"):
            each = 1000 * self.spent[name] / max(per, 1)
            figures.beside(f"processor time per {what}, {name}", each, "ms")
        ours = sum(self.spent[name] for name in ("web", "database", "load"))
        took = self.spent["wall"]
        figures.beside("cores kept busy by this claim", ours / took, "")
        others = max(0.0, (self.spent["machine"] - ours) / took)
        figures.beside("cores kept busy by others meanwhile", others, "")

    def _clocks(self) -> dict[str, float]:
        web = [child.popen.pid for child in self.stage.children.values()]
        return {
            "wall": perf_counter(),
            "machine": _machine_s(),
            "web": _used_s(_with_children(web)),
            "database": _used_s(at_work(self.stage.server.data)),
            "load": _used_s([os.getpid()]),
        }


def _machine_s() -> float:
    """Return the seconds that all cores together have been busy."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICK


def _used_s(pids: Iterable[int]) -> float:
    return sum(_own_s(_stat(pid)) for pid in pids)


def _own_s(stat: list[str]) -> float:
    return (int(stat[11]) + int(stat[12])) / TICK if stat else 0.0


def _with_children(parents: list[int]) -> list[int]:
    found = list(parents)
    for path in Path("/proc").glob("[0-9]*"):
        stat = _stat(int(path.name))
        if stat and int(stat[1]) in parents:
            found.append(int(path.name))
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of a process behind its name; none when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
