"""Commands about the ledger: check a bundle, keep the seals, look after evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lantas.running.commands.office import PASSED_ON, pass_on


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", default="", help="The key or fingerprint that you trust.")
def verify(bundle: Path, key: str) -> None:
    """Check a BUNDLE; this needs no server, no database and no network."""
    from lantas.kernel.ledger.verify import main

    sys.exit(main([str(bundle), *([f"--key={key}"] if key else [])]))


@click.group()
def seals() -> None:
    """Check the whole ledger; change the key that seals it."""


@seals.command("audit", context_settings=PASSED_ON)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def seals_audit(rest: tuple[str, ...]) -> None:
    """Read every entry again; --held FILE compares with seals kept elsewhere."""
    pass_on("ledger_audit", *rest)


@seals.command("rotate")
def seals_rotate() -> None:
    """Make a new sealing key; the old one signs that the new one follows it."""
    pass_on("ledger_rotate")


@click.group()
def evidence() -> None:
    """Look after evidence files."""


@evidence.command("scrub", context_settings=PASSED_ON)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def evidence_scrub(rest: tuple[str, ...]) -> None:
    """Compare every file with its digest; --sweep removes those of failed uploads."""
    pass_on("evidence_scrub", *rest)
