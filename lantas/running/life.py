"""Which process is which: a number alone may have been given to another one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Life:
    """One life of one process: its number and when it began."""

    pid: int
    began: str

    @classmethod
    def of(cls, pid: int) -> Life | None:
        """Return the life that ``pid`` names now, or None when it names none."""
        began = _began(pid)
        return cls(pid, began) if began else None

    @classmethod
    def read(cls, path: Path) -> Life | None:
        """Return the life noted in a file, if that very process still lives."""
        try:
            pid, began = path.read_text().split("\n")[:2]
            noted = cls(int(pid), began)
        except (OSError, ValueError):
            return None
        return noted if cls.of(noted.pid) == noted else None

    def note(self, path: Path) -> None:
        """Write this life down for whoever has to end it."""
        path.write_text(f"{self.pid}\n{self.began}\n")

    def end(self, patience_s: float) -> None:
        """Ask the process and its children to end; make them when they do not."""
        for sign, wait_s in ((signal.SIGTERM, patience_s), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, sign)
            deadline = time.monotonic() + wait_s
            while time.monotonic() < deadline:
                if Life.of(self.pid) != self:
                    return
                time.sleep(0.05)


def _began(pid: int) -> str:
    """Return when a live process began, in the system's own words; zombies are dead."""
    stat = Path("/proc", str(pid), "stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else fields[19]
    told = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True
    )
    return told.stdout.strip()
