"""Claims: a fresh clone is up in two minutes, packages cached; then in 15 s."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import figures
from lantas.running.paths import ROOT

COLD_S, WARM_S, AGAIN_S = 120.0, 15.0, 15.0


def main() -> int:
    """Clone, set up, stop, start, start again; 0 when every bar is met."""
    with tempfile.TemporaryDirectory(prefix="lantas-up-") as folder:
        clone = Path(folder, "lantas")
        Path(folder).chmod(0o755)
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        try:
            cold = _make(clone, "up")
            _make(clone, "down")
            warm = _make(clone, "up")
            again = _make(clone, "up")
        finally:
            _make(clone, "down")
    met = [
        figures.at_most("make up, fresh clone, packages cached", cold, COLD_S, "s"),
        figures.at_most("make up, after make down", warm, WARM_S, "s"),
        figures.at_most("make up, when it is up", again, AGAIN_S, "s"),
    ]
    return 0 if all(met) else 1


def _make(clone: Path, verb: str) -> float:
    """Return the seconds of one command in the clone; a failure is no figure."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("LANTAS_")}
    begin = perf_counter()
    subprocess.run(
        ["make", verb, f"PYTHON={sys.executable}"],
        cwd=clone,
        env={k: v for k, v in ours.items() if k not in {"DATABASE_URL", "PYTHONPATH"}},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
