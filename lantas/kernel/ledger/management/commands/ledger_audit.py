"""Read the whole ledger again and say what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lantas.kernel.ledger import audit
from lantas.kernel.units import scope


class Command(BaseCommand):
    """``manage.py ledger_audit [--held FILE ...]``."""

    help = "Recompute the tree from the entries and compare it with every seal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take seals that others hold, one file each."""
        parser.add_argument(
            "--held", nargs="*", default=[], help="seals kept elsewhere, one file each"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every sentence; end in failure if there is one."""
        held = [Path(path).read_text() for path in options["held"]]
        wrong = 0
        with transaction.atomic(), scope.whole_corps():
            for sentence in audit.read(held):
                self.stderr.write(sentence)
                wrong += 1
        if wrong:
            raise CommandError(f"{wrong} things do not fit.")
        self.stdout.write("Every entry is what was sealed.")
