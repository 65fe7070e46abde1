"""Commands that the platform's own parts carry out, told through Django."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from lantas.running import cluster
from lantas.running.paths import ROOT, var

PASSED_ON = {"ignore_unknown_options": True, "help_option_names": []}


@click.group()
def roads() -> None:
    """Bring in road networks."""


@roads.command("import", context_settings=PASSED_ON)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def roads_import(file: Path, rest: tuple[str, ...]) -> None:
    """Import FILE.osm.pbf; a broken file is refused and the old network stays."""
    pass_on("roads_import", str(file.absolute()), *rest)


@click.command(context_settings=PASSED_ON)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def createofficer(rest: tuple[str, ...]) -> None:
    """Make an officer's account: createofficer 88010001 'A Name' --unit 64.71."""
    pass_on("createofficer", *rest)


@click.command(context_settings=PASSED_ON)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def vault(rest: tuple[str, ...]) -> None:
    """Look after the vault's keys: rotate, retire KEY, forget-again."""
    pass_on("vault", *rest)


def pass_on(*words: str) -> None:
    """Become one of Django's commands, with the database up."""
    cluster.up()
    os.environ.setdefault("LANTAS_VAR", str(var()))
    manage = str(ROOT / "manage.py")
    os.execv(sys.executable, [sys.executable, manage, *words])
