"""Read every evidence file again and name what is damaged."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import now

from lantas.kernel.ledger import evidence
from lantas.kernel.units import scope


class Command(BaseCommand):
    """``manage.py evidence_scrub [--sweep]``."""

    help = "Compare every evidence file with its digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to remove files that no record knows."""
        parser.add_argument(
            "--sweep", action="store_true", help="also remove files of failed uploads"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every damaged file; end in failure if there is one."""
        with transaction.atomic(), scope.whole_corps():
            damaged = list(evidence.scrub())
            swept = evidence.sweep(at=now()) if options["sweep"] else 0
        for damage in damaged:
            self.stderr.write(f"{damage.sha256}: {damage.what}")
        if swept:
            self.stdout.write(f"{swept} files of failed uploads removed.")
        if damaged:
            raise CommandError(f"{len(damaged)} files are damaged: restore them.")
        self.stdout.write("Every evidence file is bit for bit what was kept.")
