"""The gate: everything a change has to pass, set up and run by one command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import click

from lantas.running import build, node
from lantas.running.paths import ROOT

BIN = Path(sys.executable).parent
CODE = ("lantas", "tests", "bench", "conftest.py")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TEMPLATES = "lantas"


@dataclass
class Gate:
    """The steps so far, and which of them failed."""

    failed: list[str] = field(default_factory=list)

    def step(
        self,
        name: str,
        *argv: str,
        cwd: Path = ROOT,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Run one checker; say nothing more than its name when it is content."""
        began = time.monotonic()
        around = {**environment(), **more}
        done = subprocess.run(argv, cwd=cwd, env=around, capture_output=True, text=True)
        self.judge(name, done.returncode == 0, began, done.stdout + done.stderr)

    def judge(self, name: str, passed: bool, began: float, said: str = "") -> None:
        """Note and print how a step went."""
        mark = click.style("✓", fg="green") if passed else click.style("✗", fg="red")
        click.echo(f"  {mark} {name:<24} {time.monotonic() - began:6.1f} s")
        if not passed:
            self.failed.append(name)
            click.echo(said.strip())


@click.command()
def test() -> None:
    """Run the whole gate: style, types, contracts, migrations and every test."""
    gate = Gate()
    prepare(gate)
    browser(gate)
    read(gate)
    # The journeys share one town and one browser: one after the other, at the end.
    tests(gate, ("-n", "2", "-m", "not journey"), ("-m", "journey"))


@click.command()
def check() -> None:
    """Run the quick gate before a commit: no slow test, no browser."""
    gate = Gate()
    prepare(gate)
    read(gate)
    tests(gate, ("-n", "2", "-m", "not slow and not journey"))


def environment() -> dict[str, str]:
    """Return the environment of checkers: away from a town that may be running here."""
    return {
        **os.environ,
        "LANTAS_VAR": os.environ.get("LANTAS_VAR", str(ROOT / "var" / "test")),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def prepare(gate: Gate) -> None:
    """Build what tests look at."""
    began = time.monotonic()
    try:
        build.front_end()
        build.translations()
    except (build.NotBuilt, node.NoNode) as problem:
        gate.judge("front end build", False, began, str(problem))
    else:
        gate.judge("front end build", True, began)


def browser(gate: Gate) -> None:
    """Find Chromium; fetch it where that is allowed, else say how."""
    began = time.monotonic()
    if not any(map(shutil.which, BROWSERS)) and os.geteuid() == 0:
        _fetch_browser()
    found = any(map(shutil.which, BROWSERS))
    gate.judge(
        "Chromium",
        found,
        began,
        "The journeys need a browser. This mends it:\n\n    apt-get install chromium\n",
    )


def _fetch_browser() -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "--no-install-recommends", "chromium"]
    if not shutil.which("apt-get"):
        return
    if subprocess.run(install, env=quiet, capture_output=True).returncode:
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, capture_output=True)
        subprocess.run(install, env=quiet, capture_output=True)


def read(gate: Gate) -> None:
    """Run everything that reads the code without running it."""
    gate.step("format", str(BIN / "ruff"), "format", "--check", ".")
    gate.step("lint", str(BIN / "ruff"), "check", ".")
    gate.step("templates", str(BIN / "djlint"), "--quiet", "--lint", TEMPLATES)
    gate.step("types", str(BIN / "mypy"), *CODE)
    gate.step("contracts", str(BIN / "lint-imports"), "--no-cache")
    manage = (sys.executable, str(ROOT / "manage.py"))
    gate.step("migrations", *manage, "makemigrations", "--check", "--dry-run")
    scripts(gate)


def scripts(gate: Gate) -> None:
    """Check and test the front end, with a Node that runs its tests as written."""
    began = time.monotonic()
    try:
        npm, around = node.command(node.RUNS_TYPESCRIPT)
    except node.NoNode as problem:
        gate.judge("front end test", False, began, str(problem))
        return
    path = {"PATH": around["PATH"]}
    for script in ("check", "test"):
        name = f"front end {script}"
        gate.step(name, *npm, "run", script, cwd=build.FRONTEND, more=path)


def tests(gate: Gate, *runs: tuple[str, ...]) -> None:
    """Run the tests aloud; the last line counts them, and any failure ends in 1."""
    closing = []
    for options in runs:
        code, said = build.stream(
            [sys.executable, "-m", "pytest", *options],
            cwd=ROOT,
            environment=environment(),
            tell=click.echo,
        )
        closing.append(said)
        if code:
            gate.failed.append(f"tests {' '.join(options)}")
    if gate.failed:
        click.secho(f"\nFailed: {', '.join(gate.failed)}", fg="red")
    click.echo(count(closing))
    sys.exit(1 if gate.failed else 0)


def count(closing: list[str]) -> str:
    """Return how many tests passed and failed, out of each run's last line."""
    words = ("passed", "failed", "error", "errors", "skipped", "xfailed", "xpassed")
    found = dict.fromkeys(words, 0)
    for said in closing:
        for line in reversed(said.splitlines()):
            if pairs := re.findall(rf"(\d+) ({'|'.join(words)})\b", line):
                for number, word in pairs:
                    found[word] += int(number)
                break
    failed = found["failed"] + found["error"] + found["errors"] + found["xpassed"]
    skipped = found["skipped"] + found["xfailed"]
    told = f"{found['passed']} passed, {failed} failed"
    return f"{told}, {skipped} skipped" if skipped else told
