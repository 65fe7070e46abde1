"""Every claim's figure beside its bar."""

from __future__ import annotations

import subprocess
import sys

import click

from lantas.running import build
from lantas.running.commands.gate import environment
from lantas.running.paths import ROOT


@click.command()
@click.argument("names", nargs=-1)
def bench(names: tuple[str, ...]) -> None:
    """Measure the claims named, else all; a bar that is missed ends in 1."""
    build.front_end()
    build.translations()
    missed = []
    for name in names or claims():
        click.secho(f"\n{name}", bold=True)
        argv = [sys.executable, "-m", f"bench.{name}"]
        if subprocess.run(argv, cwd=ROOT, env=environment()).returncode:
            missed.append(name)
    if missed:
        raise click.ClickException(f"missed or broken: {', '.join(missed)}")


def claims() -> list[str]:
    """Return the benchmarks: each file of bench/ that can be run by itself."""
    return sorted(
        path.stem
        for path in (ROOT / "bench").glob("*.py")
        if "__main__" in path.read_text()
    )
