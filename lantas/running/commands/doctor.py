"""The command that names what is missing and how to mend it."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.table import Table

from lantas.running.doctor import BAD, DOUBT, GOOD, examine

MARKS = {GOOD: "[green]✓", DOUBT: "[yellow]?", BAD: "[red]✗"}


@click.command()
def doctor() -> None:
    """Look for what is missing or wrong, and say what mends it."""
    table = Table("", "found", "to mend it")
    found = list(examine())
    for finding in found:
        table.add_row(MARKS[finding.state], finding.what, finding.mend)
    Console(highlight=False).print(table)
    sys.exit(any(finding.state == BAD for finding in found))
